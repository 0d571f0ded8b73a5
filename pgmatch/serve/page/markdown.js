// Markdown as DOM nodes. HTML in it stays text, and images are replaced by their descriptions.
//
// `parse` gives blocks, plain objects that can be compared; `render` makes an element of one. A block that has only
// begun, such as a code block without its end, is shown as far as it goes: answers arrive in pieces.

import { element, webLink } from './dom.js'

const DEEPEST = 6 // lists in quotes in lists …: what is deeper stays text
const FENCE = /^( {0,3})(`{3,}|~{3,})[ \t]*([\w+#.-]*)/
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/
const QUOTE = /^ {0,3}> ?/
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+|$)/

/** Return the blocks of a text. */
export function parse(text) {
  return blocksOf(text.replace(/\r\n?/g, '\n').split('\n'), 0)
}

/** Make the element of a block; `heading` names the element for a heading of a level. */
export function render(block, heading = () => 'h3') {
  const all = (blocks) => blocks.map((child) => render(child, heading))
  switch (block.type) {
    case 'heading':
      return element(heading(block.level), {}, ...inline(block.text))
    case 'code':
      return element('pre', {}, element('code', {}, block.text))
    case 'rule':
      return element('hr')
    case 'quote':
      return element('blockquote', {}, ...all(block.blocks))
    case 'list':
      return listElement(block, all)
    case 'table':
      return table(block)
    default:
      return element('p', {}, ...inline(block.text))
  }
}

/** Return the nodes of a line of text with emphasis, code and links. */
export function inline(text, depth = 0) {
  const nodes = []
  let end = 0
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, found.index), node(found.groups, found[0], depth))
    end = found.index + found[0].length
  }
  return [...nodes, text.slice(end)].filter((part) => part !== '')
}

// Blocks. Each reader returns the block that begins at a line and the line after it, or nothing.

const READERS = [fence, heading, rule, quote, list, tableBlock]

function blocksOf(lines, depth) {
  const blocks = []
  let at = 0
  while (at < lines.length) {
    if (lines[at].trim() === '') {
      at += 1
      continue
    }
    const [block, next] = blockAt(lines, at, depth)
    blocks.push(block)
    at = next
  }
  return blocks
}

function blockAt(lines, at, depth) {
  for (const reader of READERS) {
    const found = reader(lines, at, depth)
    if (found) return found
  }
  return paragraph(lines, at)
}

function fence(lines, at) {
  const opening = FENCE.exec(lines[at])
  if (!opening) return null
  const [, indent, marks] = opening
  const closing = new RegExp(`^ {0,3}${marks[0]}{${marks.length},}[ \\t]*$`)
  let end = at + 1
  while (end < lines.length && !closing.test(lines[end])) end += 1
  const inner = lines.slice(at + 1, end).map((line) => outdented(line, indent.length))
  return [{ type: 'code', text: inner.join('\n') }, end + 1]
}

function heading(lines, at) {
  const found = HEADING.exec(lines[at])
  if (!found) return null
  const text = found[2].trimEnd().replace(/(?<=[ \t])#+$/, '').trimEnd()
  return [{ type: 'heading', level: found[1].length, text }, at + 1]
}

function rule(lines, at) {
  return RULE.test(lines[at]) ? [{ type: 'rule' }, at + 1] : null
}

function quote(lines, at, depth) {
  if (depth >= DEEPEST) return null
  let end = at
  while (end < lines.length && QUOTE.test(lines[end])) end += 1
  if (end === at) return null
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''))
  return [{ type: 'quote', blocks: blocksOf(inner, depth + 1) }, end]
}

function list(lines, at, depth) {
  const first = ITEM.exec(lines[at])
  if (!first || depth >= DEEPEST) return null
  const ordered = /\d/.test(first[2])
  const items = []
  let next = at
  for (let found = first; found && /\d/.test(found[2]) === ordered; found = ITEM.exec(lines[next] ?? '')) {
    const [inner, end] = itemLines(lines, next, found)
    items.push(blocksOf(inner, depth + 1))
    next = end
  }
  return [{ type: 'list', ordered, start: ordered ? Number.parseInt(first[2], 10) : null, items }, next]
}

function itemLines(lines, at, [marker]) {
  const width = marker.length
  const inside = indent(lines[at]) + 2 // people indent what belongs to `1. ` by two or three
  const inner = [lines[at].slice(width)]
  let end = at + 1
  let blank = false
  for (; end < lines.length; end += 1) {
    const line = lines[end]
    const outside = line.trim() !== '' && indent(line) < inside
    if (outside && (blank || beginsBlock(lines, end))) break
    blank = line.trim() === ''
    inner.push(outdented(line, width))
  }
  return [inner, end]
}

function tableBlock(lines, at) {
  const delimiters = lines[at + 1] ?? ''
  if (!lines[at].includes('|') || !delimiters.includes('|')) return null
  if (!cells(delimiters).every((cell) => /^:?-+:?$/.test(cell))) return null
  let end = at + 2
  while (end < lines.length && lines[end].includes('|')) end += 1
  return [{ type: 'table', head: cells(lines[at]), rows: lines.slice(at + 2, end).map(cells) }, end]
}

function paragraph(lines, at) {
  let end = at + 1
  while (end < lines.length && lines[end].trim() !== '' && !beginsBlock(lines, end)) end += 1
  return [{ type: 'paragraph', text: lines.slice(at, end).join('\n').trim() }, end]
}

function beginsBlock(lines, at) {
  const patterns = [FENCE, HEADING, RULE, QUOTE, ITEM]
  return patterns.some((pattern) => pattern.test(lines[at])) || tableBlock(lines, at) !== null
}

function cells(line) {
  const row = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '')
  return row.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
}

function indent(line) {
  return line.length - line.trimStart().length
}

function outdented(line, width) {
  return line.slice(Math.min(width, indent(line)))
}

// Elements of blocks.

function listElement({ ordered, start, items }, all) {
  return element(ordered ? 'ol' : 'ul', { start }, ...items.map((blocks) => listItem(blocks, all)))
}

function listItem(blocks, all) {
  const [first, ...others] = blocks
  return first?.type === 'paragraph'
    ? element('li', {}, ...inline(first.text), ...all(others)) // close together, as in a tight list
    : element('li', {}, ...all(blocks))
}

function table({ head, rows }) {
  const row = (name, texts) => element('tr', {}, ...texts.map((text) => element(name, {}, ...inline(text))))
  const body = rows.map((texts) => row('td', texts.slice(0, head.length)))
  return element('table', {}, element('thead', {}, row('th', head)), element('tbody', {}, ...body))
}

// Inline marks. What a mark encloses has a longest length, so that no text takes long.

const SOURCES = [
  /\\(?<escaped>[!-/:-@[-`{-~])/,
  /(?<!`)(?<ticks>`{1,9})(?!`)(?<code>[^]{1,2000}?)(?<!`)\k<ticks>(?!`)/,
  /<(?<auto>https?:\/\/[^\s<>]{1,2000})>/,
  /!\[(?<alt>[^\]]{0,500})\]\([^()\n]{0,2000}\)/,
  /\[(?<label>(?:[^[\]]|\[[^[\]]{0,500}\]){1,500})\]\([ \t]{0,9}<?(?<target>[^\s<>()]{0,2000}(?:\([^\s<>()]{0,500}\)[^\s<>()]{0,500})?)>?(?:[ \t]{1,9}["'(][^\n]{0,500}?["')])?[ \t]{0,9}\)/,
  /\*\*(?=\S)(?<strong>[^]{0,2000}?\S)\*\*(?!\*)/,
  /(?<![\p{L}\p{N}_])__(?=\S)(?<strong2>[^]{0,2000}?\S)__(?![\p{L}\p{N}_])/,
  /\*(?=[^\s*])(?<em>[^]{0,2000}?[^\s*])\*(?!\*)/,
  /(?<![\p{L}\p{N}_])_(?=[^\s_])(?<em2>[^]{0,2000}?[^\s_])_(?![\p{L}\p{N}_])/,
  /~~(?=\S)(?<gone>[^]{0,2000}?\S)~~/,
  /(?<bare>https?:\/\/[^\s<>"'`)\]]{1,2000}(?<![.,;:!?*_]))/,
  /(?<line>(?: {2,}|\\)\n)/,
]
const INLINE = new RegExp(SOURCES.map((pattern) => pattern.source).join('|'), 'gu')

function node(groups, whole, depth) {
  const { escaped, code, auto, alt, label, target, strong = groups.strong2, em = groups.em2, gone, bare, line } = groups
  if (escaped !== undefined) return escaped
  if (code !== undefined) return element('code', {}, code.replaceAll('\n', ' ').trim())
  if (alt !== undefined) return alt
  if (line !== undefined) return element('br')
  if (depth >= DEEPEST) return whole
  if (label !== undefined) return link(target, inline(label, depth + 1))
  if (strong !== undefined) return element('strong', {}, ...inline(strong, depth + 1))
  if (em !== undefined) return element('em', {}, ...inline(em, depth + 1))
  if (gone !== undefined) return element('del', {}, ...inline(gone, depth + 1))
  const url = auto ?? bare
  return link(url, [url])
}

// A link relative to the page that was quoted would lead nowhere from here, so it is text.
function link(target, children) {
  const href = /^(?:https?:|\/)/i.test(target) ? webLink(target) : null
  return href ? element('a', { href, rel: 'noopener noreferrer' }, ...children) : element('span', {}, ...children)
}
