// The models, behind an API like OpenAI's.
const service = Deno.env.get("OPENAI_BASE_URL") ?? "https://api.openai.com/v1"

/** Return the embedding of a text, of length 1. */
export async function embed(input: string): Promise<number[]> {
  const model = Deno.env.get("EMBEDDING_MODEL") ?? "text-embedding-3-small"
  const answer = await post("/embeddings", { model, input })
  const { data: [{ embedding }] } = await answer.json()
  const length = Math.hypot(...embedding) || 1
  return embedding.map((part: number) => part / length)
}

/** Return what the language model says to a prompt, in parts as they come; `signal` ends it. */
export async function* complete(system: string, user: string, signal: AbortSignal): AsyncGenerator<string> {
  const model = Deno.env.get("ANSWER_MODEL") ?? "gpt-4.1-mini"
  const messages = [{ role: "system", content: system }, { role: "user", content: user }]
  const answer = await post("/chat/completions", { model, messages, stream: true }, signal)
  let rest = ""
  let isOver = false
  for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop()!
    for (const line of lines) {
      if (!line.startsWith("data:")) continue
      const data = line.slice(5).trim()
      const choice = data === "[DONE]" ? { finish_reason: "stop" } : JSON.parse(data).choices[0]
      isOver ||= Boolean(choice?.finish_reason)
      if (choice?.delta?.content) yield choice.delta.content
    }
  }
  if (!isOver) throw new Error("the language model broke off its answer")
}

async function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const answer = await fetch(service + path, {
    method: "POST",
    headers: { "Authorization": `Bearer ${Deno.env.get("OPENAI_API_KEY")}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`) // its text may repeat the prompt or the key
  return answer
}
