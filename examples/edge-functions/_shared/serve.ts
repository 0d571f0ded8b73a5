// Requests of pages: from any site that may ask, with errors in one shape, and without a word of keys or SQL.

/** What the caller did wrong; anything else that is thrown is told to the log alone. */
export class RequestError extends Error {}

const headers = {
  "Access-Control-Allow-Origin": Deno.env.get("ALLOWED_ORIGIN") ?? "*",
  "Access-Control-Allow-Headers": "authorization, x-client-info, apikey, content-type",
}

/** Answer requests with a function of theirs. */
export function serve(answer: (request: Request) => Promise<Response>): void {
  Deno.serve(async (request) => {
    if (request.method === "OPTIONS") return new Response("ok", { headers })
    const response = await answer(request).catch(refusal)
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
    return response
  })
}

/** Return the text of a request, of at most `longest` characters: a member of its body, or a parameter of its URL. */
export async function textOf(request: Request, name: string, longest = 2000): Promise<string> {
  const text = request.method === "GET"
    ? new URL(request.url).searchParams.get(name)
    : (await request.json().catch(() => null))?.[name]
  if (typeof text !== "string" || !text.trim()) throw new RequestError(`${name} is missing or empty`)
  if (text.length > longest) throw new RequestError(`${name} is longer than ${longest} characters`)
  return text.trim()
}

function refusal(error: Error): Response {
  const isWrong = error instanceof RequestError
  if (!isWrong) console.error(error.message)
  const message = isWrong ? error.message : "The question could not be answered."
  const code = isWrong ? "bad_request" : "internal"
  return Response.json({ error: { code, message, hint: null } }, { status: isWrong ? 400 : 500 })
}
