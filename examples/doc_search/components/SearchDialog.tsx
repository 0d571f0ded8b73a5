// A button that opens a dialog, also by ⌘K and Ctrl-K: a question, its answer, and where that is from.
import { useEffect, useRef, useState, type FormEvent } from "react"
import { useAnswer } from "../lib/useAnswer"

export function SearchDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [query, setQuery] = useState("")
  const { answer, ask, stop } = useAnswer()

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== "k" || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      if (!dialog.current?.open) dialog.current?.showModal()
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [])

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (query.trim()) ask(query)
  }

  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        Search <kbd>⌘K</kbd>
      </button>
      <dialog ref={dialog} aria-label="Ask the documentation" onClose={stop}>
        <form onSubmit={onSubmit}>
          <input
            name="query"
            aria-label="Question"
            placeholder="Ask a question"
            autoFocus
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <button>Ask</button>
        </form>
        <div role="status" aria-busy={answer.state === "waiting"}>
          {answer.state === "waiting" && <p>Searching …</p>}
          {/* Markdown, as text: a renderer must not let its HTML through */}
          {answer.text && <p className="answer">{answer.text}</p>}
          {answer.state === "failed" && <p>The question could not be answered. Try again.</p>}
        </div>
        {answer.sources.length > 0 && (
          <ul aria-label="Sources">
            {answer.sources.map((source) => (
              <li key={source.id}>
                <a href={source.url}>{source.headings.join(" › ")}</a>
              </li>
            ))}
          </ul>
        )}
        <form method="dialog">
          <button>Close</button>
        </form>
      </dialog>
    </>
  )
}
