// Passes a question on to `pgmatch serve`, and its answer back as it comes.
//
// So the pages need no leave to call another site, and the server no address that anyone can reach.
export async function POST(request: Request): Promise<Response> {
  const server = process.env.PGMATCH_SERVE_URL ?? "http://127.0.0.1:8000"
  const answer = await fetch(`${server}/api/vector-search`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      // for whom is asked, so that each visitor has a rate of their own: pgmatch serve --proxy
      "X-Forwarded-For": request.headers.get("x-forwarded-for") ?? "",
    },
    body: await request.text(),
    signal: request.signal,
  }).catch(() => null)
  if (!answer) return Response.json({ error: { code: "unavailable", message: "No answers now." } }, { status: 503 })
  const type = answer.headers.get("Content-Type") ?? "application/json"
  return new Response(answer.body, { status: answer.status, headers: { "Content-Type": type } })
}
