// Embeds a text: {"input": "…"} gives {"embedding": […]}, of length 1.
import { embed } from "../_shared/openai.ts"
import { serve, textOf } from "../_shared/serve.ts"

serve(async (request) => Response.json({ embedding: await embed(await textOf(request, "input", 30_000)) }))
