// Embeds the rows of jobs: the Edge Function of Supabase's guide "Automatic embeddings", for its jobs and pgmatch's.
//
// A request has a list of jobs. Each names a row, the function that gives its text, and the column of the embedding. A
// job that is done is deleted from its queue. One that fails stays there, and is sent again.
import postgres from "postgres"

type Job = {
  jobId: number
  id: number | string
  schema: string
  table: string
  contentFunction: string
  embeddingColumn: string
  // of pgmatch's jobs only
  keyColumn?: string
  queue?: string
}

const sql = postgres(Deno.env.get("SUPABASE_DB_URL")!)
const service = Deno.env.get("OPENAI_BASE_URL") ?? "https://api.openai.com/v1"
const model = Deno.env.get("EMBEDDING_MODEL") ?? "text-embedding-3-small"

Deno.serve(async (request) => {
  if (request.method !== "POST") return new Response("expected POST request", { status: 400 })
  const jobs: unknown = await request.json().catch(() => null)
  if (!Array.isArray(jobs) || !jobs.every(isJob)) {
    return new Response("expected a list of jobs, as JSON", { status: 400 })
  }

  const completedJobs: Job[] = []
  const failedJobs: (Job & { error: string })[] = []
  const unloaded = new Promise<string>((resolve) => {
    addEventListener("beforeunload", () => resolve("the function is ending"))
  })
  for (const job of jobs) {
    const error = await Promise.race([unloaded, embedRow(job).catch(String)])
    if (error) failedJobs.push({ ...job, error })
    else completedJobs.push(job)
  }
  return Response.json({ completedJobs, failedJobs }, {
    headers: {
      "x-completed-jobs": String(completedJobs.length),
      "x-failed-jobs": String(failedJobs.length),
    },
  })
})

function isJob(value: unknown): value is Job {
  const job = value as Job | null
  const names = [job?.schema, job?.table, job?.contentFunction, job?.embeddingColumn]
  return typeof job?.jobId === "number" && job.id != null && names.every((name) => typeof name === "string")
}

/** Embed the row of a job, and delete the job. */
async function embedRow(job: Job): Promise<void> {
  const [row] = await sql`select ${contentOf(job)} as content from ${rowOf(job)}`
  const content: string | null = row?.content ?? null
  const embedding = content?.trim() ? await embed(content) : null

  await sql.begin(async (tx) => {
    // first the job: a change of the row that is committed from now on has a job of its own
    await tx`select pgmq.delete(${job.queue ?? "embedding_jobs"}::text, ${job.jobId}::bigint)`
    const [now] = await tx`select ${contentOf(job)} as content from ${rowOf(job)} for no key update of t`
    if ((now?.content ?? null) !== content) throw new Error("the row has changed meanwhile")
    if (embedding) await tx`update ${tableOf(job)} set ${sql(job.embeddingColumn)} = ${embedding} ${whereOf(job)}`
  })
}

const tableOf = (job: Job) => sql`${sql(job.schema)}.${sql(job.table)} as t`
const whereOf = (job: Job) => sql`where t.${sql(job.keyColumn ?? "id")} = ${job.id}`
const rowOf = (job: Job) => sql`${tableOf(job)} ${whereOf(job)}`
const contentOf = (job: Job) => sql`${sql(job.contentFunction)}(t)`

/** Return the embedding of a text, as Postgres reads it. */
async function embed(input: string): Promise<string> {
  const answer = await fetch(`${service}/embeddings`, {
    method: "POST",
    headers: {
      "Authorization": `Bearer ${Deno.env.get("OPENAI_API_KEY")}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ model, input: [input] }),
  })
  if (!answer.ok) throw new Error(`the model answered ${answer.status}: ${await answer.text()}`)
  const { data: [{ embedding }] } = await answer.json()
  return JSON.stringify(embedding)
}
