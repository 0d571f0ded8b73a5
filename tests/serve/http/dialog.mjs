// The dialog of the example doc_search, in a page of jsdom, with its route behind it: questions in, what is seen out.
import { createServer } from "node:http"
import { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { buildSync } from "esbuild"
import { JSDOM } from "jsdom"

const { example, questions } = JSON.parse(await new Response(process.stdin).text())

async function load(file) {
  const { outputFiles } = buildSync({
    entryPoints: [`${example}/${file}`],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    external: ["react", "react-dom", "react/jsx-runtime", "sse.js"],
  })
  // beside this file, whose packages it is to have
  const code = outputFiles[0].text.replaceAll(/from "(react.*?|sse\.js)"/g, (_, name) => `from "${import.meta.resolve(name)}"`)
  return import(`data:text/javascript,${encodeURIComponent(code)}`)
}

// what Next.js does with a route
const { POST } = await load("app/api/vector-search/route.ts")
const server = createServer(async (request, response) => {
  const asked = { method: "POST", headers: request.headers, body: Readable.toWeb(request), duplex: "half" }
  const answer = await POST(new Request(`http://localhost${request.url}`, asked))
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  Readable.fromWeb(answer.body).pipe(response)
})
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))

const { window } = new JSDOM("<main></main>", { url: `http://127.0.0.1:${server.address().port}/`, pretendToBeVisual: true })
window.HTMLDialogElement.prototype.showModal ??= function () {
  this.open = true // jsdom knows no modal dialogs
}
window.SubmitEvent ??= window.Event
window._virtualConsole?.removeAllListeners()
const { document, navigator, XMLHttpRequest } = window
for (const [name, value] of Object.entries({ window, document, navigator, XMLHttpRequest, IS_REACT_ACT_ENVIRONMENT: true })) {
  Object.defineProperty(globalThis, name, { value, configurable: true }) // newer versions of Node have a navigator
}
const { act, createElement } = await import("react")
const { createRoot } = await import("react-dom/client")
const { SearchDialog } = await load("components/SearchDialog.tsx")

const root = createRoot(document.querySelector("main"))
await act(() => root.render(createElement(SearchDialog)))
const find = (selector) => document.querySelector(selector)
await act(() => document.dispatchEvent(new window.KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true })))
if (!find("dialog").open) throw new Error("Ctrl-K does not open the dialog")

const seen = []
for (const question of questions) {
  await act(() => {
    const input = find("input")
    Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(input, question)
    input.dispatchEvent(new window.Event("input", { bubbles: true }))
  })
  await act(() => find("form").requestSubmit())
  const status = find("[role=status]")
  const waited = status.textContent
  const isOver = () => find("ul") || /could not/.test(status.textContent)
  while (!isOver()) await act(() => new Promise((resolve) => setTimeout(resolve, 20)))
  const links = [...document.querySelectorAll("li a")].map((link) => [link.getAttribute("href"), link.textContent])
  seen.push({ waited, status: status.textContent, links })
}
console.log(JSON.stringify(seen))
process.exit()
