// Answers a question from the pages: {"query": "…"} gives the text, when it is complete.
import { answer } from "../_shared/answer.ts"
import { serve, textOf } from "../_shared/serve.ts"

serve(async (request) => {
  const [, tokens] = await answer(await textOf(request, "query"), request.signal)
  let text = ""
  for await (const token of tokens) text += token
  return new Response(text, { headers: { "Content-Type": "text/plain; charset=utf-8" } })
})
