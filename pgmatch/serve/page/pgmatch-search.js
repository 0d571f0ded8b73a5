// <pgmatch-search endpoint="https://search.example.com/">: a search dialog for a documentation site.
//
// Attributes, methods, events and styles are described in docs/search-page.md.

import { Answer } from './answer.js'
import { APPLE, build } from './dialog.js'
import { element } from './dom.js'
import { Results } from './results.js'
import { ServerError, ask, search } from './stream.js'

const DELAY = 150 // milliseconds between a key and the search for what was typed
const STYLES = new URL('pgmatch-search.css', import.meta.url)
const SERVER = new URL('..', import.meta.url) // which serves this file as assets/pgmatch-search.js

class SearchElement extends HTMLElement {
  static observedAttributes = ['placeholder', 'label']

  #parts = build()
  #results = new Results(this.#parts.input)
  #answer = new Answer()
  #opened = false
  #timer = null
  #request = null // the AbortController of what is being loaded
  #again = null // what the button of an error does

  constructor() {
    super()
    const { root, panels } = this.#parts
    panels.results.append(this.#results.list)
    panels.answer.append(this.#answer.panel)
    this.attachShadow({ mode: 'open' }).append(
      element('link', { rel: 'stylesheet', href: STYLES }),
      root,
    )
    this.#listen()
    this.#show('start')
  }

  connectedCallback() {
    document.addEventListener('keydown', this.#shortcut)
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this.#shortcut)
    this.close()
  }

  attributeChangedCallback() {
    const { input, trigger } = this.#parts
    input.placeholder = this.getAttribute('placeholder') ?? 'Search or ask a question'
    trigger.children[1].textContent = this.getAttribute('label') ?? 'Search'
  }

  /** The URL of the server, which ends with a slash. */
  get endpoint() {
    const given = this.getAttribute('endpoint')
    const url = given === null ? SERVER : new URL(given, document.baseURI)
    return url.href.endsWith('/') ? url : new URL(`${url.href}/`)
  }

  /** Open the dialog; with a question, ask it. */
  open(question = '') {
    const { dialog, input } = this.#parts
    this.#closed()
    if (!dialog.open) {
      dialog.showModal()
      this.#opened = true
      this.#emit('open')
    }
    if (question) {
      input.value = question
      this.#ask()
    }
    input.focus()
    input.select()
  }

  /** Close the dialog; what is being loaded is cancelled. */
  close() {
    this.#parts.dialog.close()
    this.#closed()
  }

  /** What follows a close, once. The browser, which closes the dialog for Escape, says so later. */
  #closed() {
    if (!this.#opened || this.#parts.dialog.open) return
    this.#opened = false
    this.#cancel()
    this.#emit('close')
  }

  #listen() {
    const { trigger, dialog, form, input, closer, stop, back, retry } = this.#parts
    trigger.addEventListener('click', () => this.open())
    closer.addEventListener('click', () => this.close())
    stop.addEventListener('click', () => this.#stop())
    for (const [button, work] of [[back, () => this.#search()], [retry, () => this.#again()]]) {
      button.addEventListener('click', () => {
        input.focus() // the button goes
        work()
      })
    }
    input.addEventListener('input', () => this.#searchSoon())
    input.addEventListener('keydown', (event) => this.#key(event))
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#ask()
    })
    dialog.addEventListener('click', (event) => this.#click(event))
    dialog.addEventListener('close', () => this.#closed())
  }

  #shortcut = (event) => {
    if (event.defaultPrevented || event.isComposing || this.getAttribute('shortcut') === 'none') return
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event
    const other = altKey || (APPLE ? ctrlKey : metaKey)
    // a browser that fills in a form sends keys without a name
    const command = key?.toLowerCase() === 'k' && (APPLE ? metaKey : ctrlKey) && !other && !shiftKey
    const slash = key === '/' && !ctrlKey && !metaKey && !altKey && !typing(event)
    if (!command && !slash) return
    event.preventDefault()
    if (command && this.#parts.dialog.open) this.close()
    else this.open()
  }

  #key(event) {
    if (event.isComposing) return
    const steps = { ArrowDown: 1, ArrowUp: -1 }
    if (event.key in steps && this.#parts.dialog.dataset.state === 'results') {
      event.preventDefault()
      this.#results.move(steps[event.key])
    } else if (event.key === 'Enter' && this.#results.active) {
      event.preventDefault()
      this.#results.active.click()
    }
  }

  #click(event) {
    const link = event.composedPath().find((node) => node.localName === 'a')
    if (event.target === this.#parts.dialog) this.close() // the backdrop
    if (!link?.href) return
    if (!this.#emit('select', { url: link.href }, true)) event.preventDefault()
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.close()
  }

  // What is typed, what is asked.

  get #text() {
    return this.#parts.input.value.trim()
  }

  #searchSoon() {
    this.#cancel()
    if (this.#text === '') this.#show('start')
    else this.#timer = setTimeout(() => this.#search(), DELAY)
  }

  #search() {
    const query = this.#text
    return this.#load('Searching …', () => this.#search(), async (signal) => {
      const sections = await search(this.endpoint, query, signal)
      signal.throwIfAborted()
      this.#results.show(sections, query)
      this.#show(sections.length > 0 ? 'results' : 'empty')
      this.#say(sections.length > 0 ? counted(sections.length, 'result') : 'No results')
    })
  }

  #ask() {
    const question = this.#text
    if (question === '') return undefined
    return this.#load('Looking for an answer …', () => this.#ask(), async (signal) => {
      this.#answer.clear()
      this.#show('answer')
      let end = { sources: [], extractive: false } // of a server that names no sources
      for await (const part of ask(this.endpoint, question, signal)) {
        signal.throwIfAborted()
        if (part.sources) end = part
        else this.#answer.append(part.text)
      }
      this.#finish(question, end)
    })
  }

  #finish(question, { sources, extractive }) {
    this.#answer.flush()
    this.#answer.cite({ sources, extractive })
    const number = sources.length > 0 ? `, with ${counted(sources.length, 'source')}` : ''
    this.#say(`The answer is complete${number}`)
    this.#emit('answer', { question, sources, extractive })
  }

  /** Do something that takes time; it ends when something else begins. */
  async #load(what, again, work) {
    this.#cancel()
    const request = (this.#request = new AbortController())
    this.#again = again
    this.#setBusy(true)
    this.#say(what)
    try {
      await work(request.signal)
    } catch (error) {
      if (!request.signal.aborted) this.#fail(error)
    } finally {
      if (this.#request === request) this.#setBusy(false)
    }
  }

  #cancel() {
    clearTimeout(this.#timer)
    this.#request?.abort()
    this.#request = null
    this.#setBusy(false)
  }

  #stop() {
    this.#cancel()
    this.#answer.flush()
    this.#say('Stopped')
    this.#parts.input.focus()
  }

  #fail(error) {
    const known = error instanceof ServerError
    const { problem, hint, panels } = this.#parts
    problem.textContent = known ? error.message : 'Something went wrong.'
    hint.textContent = (known && error.hint) || ''
    if (this.#parts.dialog.dataset.state === 'answer') this.#answer.flush()
    else this.#show('error')
    panels.error.hidden = false
    this.#say('')
    this.#emit('error', { message: error.message })
    if (!known) reportError(error)
  }

  // What is seen and heard.

  #show(state) {
    const { dialog, panels } = this.#parts
    dialog.dataset.state = state
    for (const [name, panel] of Object.entries(panels)) panel.hidden = name !== state
    if (state !== 'results') this.#results.show([], '')
  }

  #setBusy(busy) {
    const { dialog, stop } = this.#parts
    dialog.toggleAttribute('data-busy', busy)
    this.#answer.panel.setAttribute('aria-busy', busy)
    stop.hidden = !busy
  }

  #say(text) {
    this.#parts.status.textContent = text
  }

  #emit(name, detail = {}, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(`pgmatch-${name}`, { detail, bubbles: true, cancelable }))
  }
}

function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function typing(event) {
  const [target] = event.composedPath()
  return target instanceof Element && (target.isContentEditable || target.matches('input, textarea, select'))
}

if (!customElements.get('pgmatch-search')) customElements.define('pgmatch-search', SearchElement)
