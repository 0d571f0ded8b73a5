// The answer: its text, which grows while it arrives, and its sources.

import { element, webLink } from './dom.js'
import { parse, render } from './markdown.js'

export class Answer {
  #text = ''
  #shown = [] // a block of the text for each child of the element
  #frame = null

  constructor() {
    this.body = element('div', { class: 'text', part: 'answer' })
    this.origin = element('p', { class: 'origin', hidden: true }, 'Written by a language model. Check the sources.')
    this.sources = element('ol', { 'aria-labelledby': 'sources-heading' })
    const heading = element('h2', { id: 'sources-heading' }, 'Sources')
    this.footer = element('div', { class: 'sources', part: 'sources', hidden: true }, heading, this.sources)
    this.panel = element(
      'section',
      { class: 'answer', 'aria-label': 'Answer', tabindex: '-1' },
      this.body,
      this.origin,
      this.footer,
    )
  }

  /** Begin a new answer. */
  clear() {
    cancelAnimationFrame(this.#frame)
    this.#frame = null
    this.#text = ''
    this.#shown = []
    this.body.replaceChildren()
    this.origin.hidden = this.footer.hidden = true
  }

  /** Add a piece of the text. Pieces that arrive together are drawn together. */
  append(text) {
    this.#text += text
    this.#frame ??= requestAnimationFrame(() => this.flush())
  }

  /** Draw what has arrived. Blocks that did not change stay, and so does what is selected in them. */
  flush() {
    cancelAnimationFrame(this.#frame)
    this.#frame = null
    const blocks = parse(this.#text)
    const written = blocks.map((block) => JSON.stringify(block))
    const same = written.findIndex((block, place) => block !== this.#shown[place])
    const kept = same === -1 ? written.length : same
    while (this.body.children.length > kept) this.body.lastChild.remove()
    this.body.append(...blocks.slice(kept).map((block) => render(block)))
    this.#shown = written
  }

  /** Show where the answer comes from. One that only quotes says so itself. */
  cite({ sources, extractive }) {
    this.sources.replaceChildren(...sources.map(source))
    this.footer.hidden = sources.length === 0
    this.origin.hidden = extractive || sources.length === 0
  }
}

function source({ heading, path, slug, url }) {
  const place = slug ? `${path}#${slug}` : (path ?? '')
  const link = element('a', { href: webLink(url) }, heading ?? place)
  return element('li', {}, link, ' ', element('span', { class: 'place' }, place))
}
