// A page of the documentation, from its sections: where results lead if the documentation has no site of its own.

import { element } from './dom.js'
import { parse, render } from './markdown.js'
import { sections } from './stream.js'
import './pgmatch-search.js'

const SERVER = new URL('..', import.meta.url)
const main = document.querySelector('main')

try {
  show(await sections(SERVER, new URLSearchParams(location.search).get('section') ?? ''))
} catch (error) {
  main.append(element('p', { role: 'alert' }, `${error.message} ${error.hint ?? ''}`))
} finally {
  main.removeAttribute('aria-busy')
}

function show({ path, sections: found }) {
  document.title = found.find((section) => section.heading)?.heading ?? path
  main.append(...found.map(sectionElement))
  window.addEventListener('hashchange', scroll)
  scroll()
}

function sectionElement({ slug, content }) {
  const blocks = parse(content).map((block) => render(block, (level) => `h${level}`))
  return element('section', { id: slug, tabindex: '-1' }, ...blocks)
}

function scroll() {
  for (const marked of main.querySelectorAll('[aria-current]')) marked.removeAttribute('aria-current')
  const slug = new URLSearchParams(location.hash.replace('#', 'slug=').replaceAll('+', '%2B')).get('slug')
  const target = document.getElementById(slug ?? '')
  if (!target) return
  target.setAttribute('aria-current', 'location')
  target.focus({ preventScroll: true })
  target.scrollIntoView()
}
