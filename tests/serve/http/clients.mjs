// The ways in which the guides' pages ask, each with its own client: a list of questions in, what pages saw out.
import { callCompletionApi } from "@ai-sdk/ui-utils"
import { EventSource } from "eventsource"
import { JSDOM } from "jsdom"
import { SSE } from "sse.js"

const { url, cases } = JSON.parse(await new Response(process.stdin).text())
const browser = new JSDOM("", { url: `${url}/docs` })
globalThis.XMLHttpRequest = browser.window.XMLHttpRequest
browser.virtualConsole.removeAllListeners() // a refusal is an event, which is what is tested

// what the listeners of both guides do with an event
function listen(source, resolve, onDone) {
  const seen = { answer: "", sources: null, error: false, done: 0 }
  source.addEventListener("error", () => {
    seen.error = true
    resolve(seen)
  })
  source.addEventListener("sources", (event) => (seen.sources = JSON.parse(event.data).sources.map((s) => s.url)))
  source.addEventListener("message", (event) => {
    if (event.data === "[DONE]") {
      seen.done += 1
      onDone(source, seen)
      return
    }
    seen.answer += JSON.parse(event.data).choices[0].text
  })
}

const ways = {
  // SearchDialog.tsx of nextjs-openai-doc-search, before it used Vercel's package
  sse: (query, resolve) => {
    const source = new SSE(`${url}/api/vector-search`, {
      headers: { apikey: "anon", Authorization: "Bearer anon", "Content-Type": "application/json" },
      payload: JSON.stringify({ query }),
    })
    listen(source, resolve, (_, seen) => resolve(seen))
    source.stream()
  },
  // README.md of headless-vector-search
  eventSource: (query, resolve) => {
    const source = new EventSource(`${url}/vector-search?${new URLSearchParams({ query })}`)
    listen(source, resolve, (source, seen) => {
      source.close()
      resolve(seen)
    })
  },
  // a page that forgets to close its EventSource, which then connects again after the time that is its own
  forgetful: (query, resolve) => {
    const source = new EventSource(`${url}/vector-search?${new URLSearchParams({ query })}`)
    const seen = { done: 0, errors: 0 }
    source.addEventListener("message", (event) => (seen.done += event.data === "[DONE]"))
    source.addEventListener("error", () => {
      seen.errors += 1
      if (source.readyState === EventSource.CLOSED) resolve(seen)
    })
  },
  // SearchDialog.tsx today: what useCompletion calls
  useCompletion: (query, resolve) => {
    const seen = { answer: "", error: false }
    callCompletionApi({
      api: `${url}/api/vector-search`,
      prompt: query,
      credentials: undefined,
      headers: {},
      body: {},
      streamProtocol: "text",
      setCompletion: (text) => (seen.answer = text),
      setLoading: () => {},
      setError: (error) => (seen.error ||= Boolean(error)),
      setAbortController: () => {},
      onResponse: () => {},
      onFinish: () => {},
      onError: () => {},
      onData: () => {},
    }).then(() => resolve(seen))
  },
  // the function of the guide about OpenAI in Edge Functions, as supabase-js invokes it
  openai: async (query, resolve) => {
    const response = await fetch(`${url}/functions/v1/openai`, {
      method: "POST",
      headers: { "Content-Type": "application/json", apikey: "anon", Authorization: "Bearer anon" },
      body: JSON.stringify({ query }),
    })
    resolve({ type: response.headers.get("Content-Type"), answer: await response.text() })
  },
}

setInterval(() => {}, 1000) // the clock of an EventSource does not keep Node running
const asked = cases.map(([way, query]) => new Promise((resolve) => ways[way](query, resolve)))
console.log(JSON.stringify(await Promise.all(asked)))
process.exit()
