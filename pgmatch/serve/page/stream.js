// The server: search results, and answers as a stream of events.

const LIMIT = 8

/** What the server says went wrong, for people: `message`, and a `hint` of what to do, or null. */
export class ServerError extends Error {
  constructor({ message, hint = null }) {
    super(message)
    this.name = 'ServerError'
    this.hint = hint
  }
}

/** Return the sections that a query finds, best first. */
export async function search(endpoint, query, signal) {
  const url = new URL('search', endpoint)
  url.search = new URLSearchParams({ q: query, limit: LIMIT })
  const response = await request(url, { signal })
  const { results } = read(await response.text())
  return results
}

/** Return the sections of the page that has a section, in reading order, as `{ path, sections }`. */
export async function sections(endpoint, id) {
  const url = new URL('sections', endpoint)
  url.search = new URLSearchParams({ id })
  return read(await (await request(url)).text())
}

/** Yield the answer: `{ text }` for each piece, and `{ sources, extractive }` at the end. */
export async function* ask(endpoint, question, signal) {
  const response = await request(new URL('api/vector-search', endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: question }),
    signal,
  })
  for await (const { type, data } of events(response.body)) {
    if (data === '[DONE]') return
    const value = read(data)
    if (type === 'error') throw new ServerError(value.error)
    yield type === 'sources' ? value : { text: value.choices?.[0]?.text ?? '' }
  }
  throw brokenOff()
}

/** Yield the events of a body in the format of Server-Sent Events, as `{ type, data }`. */
export async function* events(body) {
  let event = { type: 'message', data: [] }
  for await (const line of lines(body)) {
    if (line === '') {
      if (event.data.length > 0) yield { type: event.type, data: event.data.join('\n') }
      event = { type: 'message', data: [] }
    } else {
      take(event, line)
    }
  }
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(asServerError)
      if (done) return
      const found = (rest + value).split(/\r\n|\n|\r(?!$)/) // a \r at the end may be half of \r\n
      rest = found.pop()
      yield* found
    }
  } finally {
    reader.cancel().catch(() => {}) // it has failed, or nobody reads on
  }
}

function take(event, line) {
  const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line)
  if (name === 'data') event.data.push(value)
  if (name === 'event') event.type = value
}

async function request(url, options) {
  const response = await fetch(url, options).catch((error) => {
    if (error.name === 'AbortError') throw error
    throw new ServerError({ message: 'The server cannot be reached.', hint: 'Check your connection, then try again.' })
  })
  if (!response.ok) throw await refusal(response)
  return response
}

async function refusal(response) {
  const text = await response.text()
  try {
    return new ServerError(JSON.parse(text).error)
  } catch {
    return new ServerError({ message: `The server answered with status ${response.status}.` }) // a proxy's page
  }
}

function read(json) {
  try {
    return JSON.parse(json)
  } catch {
    throw new ServerError({ message: 'The server sent something that is not JSON.' })
  }
}

function asServerError(error) {
  throw error.name === 'AbortError' ? error : brokenOff()
}

function brokenOff() {
  return new ServerError({ message: 'The answer broke off.', hint: 'Ask again.' })
}
