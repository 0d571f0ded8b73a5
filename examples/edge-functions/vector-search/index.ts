// Answers a question from the pages with the events of `pgmatch serve`: ?query=… or {"query": "…"}.
import { answer, SORRY, type Source } from "../_shared/answer.ts"
import { serve, textOf } from "../_shared/serve.ts"

serve(async (request) => {
  // an EventSource that connects again has its answer; this status keeps it from asking once more
  if (request.headers.has("last-event-id")) return new Response(null, { status: 204 })
  const gone = new AbortController()
  const [sources, tokens] = await answer(await textOf(request, "query"), gone.signal)
  const stream = ReadableStream.from(events(sources, tokens))
  const body = stream.pipeThrough(new TextEncoderStream()).pipeThrough(new TransformStream({ cancel: () => gone.abort() }))
  return new Response(body, { headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" } })
})

async function* events(sources: Source[], tokens: AsyncIterable<string>): AsyncGenerator<string> {
  yield "id: answer\n"
  let said = ""
  try {
    for await (const text of tokens) {
      said += text
      yield event({ choices: [{ text }] })
    }
    yield event({ sources: said.trim() === SORRY ? [] : sources, extractive: false }, "sources")
  } catch (error) {
    console.error((error as Error).message)
    const message = "The language model gave no answer."
    yield event({ error: { code: "model_failed", message, hint: null } }, "error")
  }
  yield "data: [DONE]\n\n"
}

function event(data: unknown, name?: string): string {
  return (name ? `event: ${name}\n` : "") + `data: ${JSON.stringify(data)}\n\n`
}
