// Prints what a reader of each page sees, one JSON line for each line of standard input {"file", "mdx"}:
// {"text"} or {"error"}. Reads pages with unified's own parsers, so that pgmatch is not its own judge.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

const base = () => unified().use(remarkParse).use(remarkFrontmatter, ['yaml', 'toml']).use(remarkGfm)
const parsers = { true: base().use(remarkMdx), false: base() }
const shown = ['title', 'label', 'summary', 'alt']
const hidden = ['script', 'style']

// Sites take these out before MDX sees them: anchors that headings name themselves, and HTML comments.
function prepared(source, mdx) {
  const parts = source.split(/^([ \t>]*(`{3,}|~{3,})[\s\S]*?^[ \t>]*\2[ \t]*$)/m)
  return parts
    .map((part, index) => {
      if (index % 3 === 2) return ''
      if (index % 3 === 1) return part
      const text = part.replace(/^([ \t]*#{1,6} .*?)[ \t]*(?:\{:?[ \t]*#[^{}\n]*\}|\[#[^\]\n]+\])[ \t]*$/gm, '$1')
      return mdx ? text.replace(/<!--[\s\S]*?-->/g, '') : text
    })
    .join('')
}

function literal(node) {
  const expression = node.data?.estree?.body[0]?.expression
  if (expression?.type === 'Literal' && typeof expression.value === 'string') return expression.value
  if (expression?.type === 'TemplateLiteral' && expression.quasis.length === 1) return expression.quasis[0].value.cooked
  return ''
}

function attributes(node) {
  const names = /^[a-z][a-z0-9]*$/.test(node.name ?? '') ? ['alt'] : shown
  return node.attributes
    .filter((attribute) => names.includes(attribute.name))
    .map((attribute) => (typeof attribute.value === 'string' ? attribute.value : attribute.value ? literal(attribute.value) : ''))
}

function* texts(node) {
  if (node.type === 'yaml' || node.type === 'toml' || node.type === 'mdxjsEsm') return
  if (node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression') yield literal(node)
  else if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') {
    if (hidden.includes(node.name)) return
    yield* attributes(node)
  } else if (node.type === 'html') yield node.value.replace(/<!--[\s\S]*?-->|<[^>]*>/g, ' ')
  else if (node.type === 'image' || node.type === 'imageReference') yield node.alt ?? ''
  else if (typeof node.value === 'string') yield node.value
  for (const child of node.children ?? []) yield* texts(child)
}

for await (const line of createInterface({ input: process.stdin })) {
  const { file, mdx } = JSON.parse(line)
  try {
    const tree = parsers[mdx].parse(prepared(readFileSync(file, 'utf8').replace(/\r\n?/g, '\n'), mdx))
    console.log(JSON.stringify({ text: [...texts(tree)].join('\n') }))
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.message).split('\n')[0] }))
  }
}
