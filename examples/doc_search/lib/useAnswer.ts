// The answer to a question, as it comes.
import { useRef, useState } from "react"
import { SSE } from "sse.js"

export type Source = { id: number; url: string; headings: string[] }
export type Answer = { state: "none" | "waiting" | "answering" | "done" | "failed"; text: string; sources: Source[] }

const NONE: Answer = { state: "none", text: "", sources: [] }

export function useAnswer() {
  const [answer, setAnswer] = useState(NONE)
  const running = useRef<SSE | null>(null)

  function stop() {
    running.current?.close()
    setAnswer(NONE)
  }

  function ask(query: string) {
    running.current?.close()
    setAnswer({ ...NONE, state: "waiting" })
    const source = new SSE("/api/vector-search", {
      headers: { "Content-Type": "application/json" },
      payload: JSON.stringify({ query }),
    })
    running.current = source
    source.addEventListener("error", () => setAnswer((answer) => ({ ...answer, state: "failed" })))
    source.addEventListener("sources", (event: MessageEvent) => {
      const { sources } = JSON.parse(event.data)
      setAnswer((answer) => ({ ...answer, sources }))
    })
    source.addEventListener("message", (event: MessageEvent) => {
      if (event.data === "[DONE]") {
        setAnswer((answer) => (answer.state === "failed" ? answer : { ...answer, state: "done" }))
        return
      }
      const { text } = JSON.parse(event.data).choices[0]
      setAnswer((answer) => ({ ...answer, state: "answering", text: answer.text + text }))
    })
    source.stream()
  }

  return { answer, ask, stop }
}
