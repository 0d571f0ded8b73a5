// The nodes of the element: the button, and the dialog with a panel for each state.

import { element, icon } from './dom.js'

export const APPLE = /Mac|iPhone|iPad/.test(navigator.platform)

const GLASS = 'M9 3a6 6 0 1 0 0 12a6 6 0 0 0 0-12zM13.5 13.5L17 17'
const CROSS = 'M5 5L15 15M15 5L5 15'
const PLACEHOLDER = 'Search or ask a question'

/** Make the nodes; returns those that change, by name. `panels` has the name of the state in which each is shown. */
export function build() {
  const parts = {
    trigger: trigger(),
    input: input(),
    closer: button({ class: 'close', 'aria-label': 'Close' }, icon(CROSS)),
    stop: button({ hidden: true }, 'Stop'),
    back: button({}, 'Show results'),
    retry: button({}, 'Try again'),
    problem: element('p', { class: 'problem' }),
    hint: element('p'),
    status: element('p', { class: 'status', role: 'status' }),
  }
  const ask = button({ type: 'submit', class: 'ask' }, 'Ask')
  parts.form = element('form', { role: 'search' }, icon(GLASS), parts.input, ask, parts.closer)
  parts.panels = panels(parts)
  parts.dialog = element(
    'dialog',
    { part: 'dialog', 'aria-label': 'Search' },
    parts.form,
    element('div', { class: 'progress', 'aria-hidden': 'true' }),
    element('div', { class: 'body' }, ...Object.values(parts.panels)),
    hints(),
    parts.status,
  )
  parts.root = element('div', { class: 'root' }, parts.trigger, parts.dialog)
  return parts
}

function trigger() {
  const keys = APPLE ? 'Meta+K' : 'Control+K'
  return button(
    { class: 'trigger', part: 'button', 'aria-haspopup': 'dialog', 'aria-keyshortcuts': keys },
    icon(GLASS),
    element('span', {}, 'Search'),
    element('kbd', { 'aria-hidden': 'true' }, APPLE ? '⌘K' : 'Ctrl K'),
  )
}

function input() {
  return element('input', {
    type: 'text',
    role: 'combobox',
    'aria-label': PLACEHOLDER,
    'aria-controls': 'results',
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    placeholder: PLACEHOLDER,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    enterkeyhint: 'go',
    maxlength: '2000',
  })
}

function panels({ stop, back, retry, problem, hint }) {
  const note = (text) => element('p', { class: 'note' }, text)
  return {
    start: note('Type to search the documentation. Press Enter to ask a question.'),
    results: element('div'),
    empty: note('Nothing was found. Use other words, or press Enter to ask.'),
    answer: element('div', {}, element('div', { class: 'tools' }, element('h2', {}, 'Answer'), stop, back)),
    error: element('div', { class: 'error', role: 'alert' }, problem, hint, retry),
  }
}

function hints() {
  const hint = (key, what) => element('span', {}, element('kbd', {}, key), ` ${what}`)
  const all = [hint('↑ ↓', 'choose'), hint('Enter', 'ask or open'), hint('Esc', 'close')]
  return element('div', { class: 'hints', 'aria-hidden': 'true' }, ...all)
}

function button(attributes, ...children) {
  return element('button', { type: 'button', ...attributes }, ...children)
}
