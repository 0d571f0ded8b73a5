// The list of results: a listbox whose active option the input names, while the focus stays in the input.

import { element, icon, webLink } from './dom.js'
import { highlighted } from './highlight.js'

const SECTION = 'M6 3h6l4 4v10H6zM12 3v4h4'

export class Results {
  #input
  #active = -1

  constructor(input) {
    this.#input = input
    this.list = element('div', { role: 'listbox', id: 'results', 'aria-label': 'Results', part: 'results' })
  }

  /** Show the sections that a query found; none is active. */
  show(sections, query) {
    this.list.replaceChildren(...sections.map((section, place) => option(section, query, place)))
    this.#input.setAttribute('aria-expanded', sections.length > 0)
    this.activate(-1)
  }

  /** Return the active option, or undefined while there is none. */
  get active() {
    return this.list.children[this.#active]
  }

  /** Make the next or the previous option active; before the first and after the last, none is. */
  move(step) {
    const places = this.list.children.length + 1
    this.activate(((this.#active + 1 + step + places) % places) - 1)
  }

  activate(place) {
    this.active?.setAttribute('aria-selected', 'false')
    this.#active = place
    this.active?.setAttribute('aria-selected', 'true')
    this.active?.scrollIntoView({ block: 'nearest' })
    if (this.active) this.#input.setAttribute('aria-activedescendant', this.active.id)
    else this.#input.removeAttribute('aria-activedescendant')
  }
}

function option(section, query, place) {
  const { heading, headings = [], path, snippet, url } = section
  const above = headings.slice(0, -1).join(' › ')
  return element(
    'a',
    { role: 'option', id: `result-${place}`, href: webLink(url), tabindex: '-1', 'aria-selected': 'false' },
    icon(SECTION),
    element(
      'span',
      { class: 'result' },
      element('span', { class: 'heading' }, ...highlighted(heading ?? path ?? '', query)),
      element('span', { class: 'above' }, above || path || ''),
      element('span', { class: 'snippet' }, ...highlighted(snippet ?? '', query)),
    ),
  )
}
