// Asks questions through a client in Node: @mastra/pg, or pg with pgmatch's function.
//
// node ask.mjs URL create DIMENSIONS   makes the peer's table, without its vector index
// node ask.mjs URL index               builds that index
// node ask.mjs URL statement           prints the statement that a question makes the peer send, and its values
// node ask.mjs URL mastra|pgmatch      a line with {query, k, source} is the question; an empty line asks it
import { createInterface } from 'node:readline'
import { PgVector } from '@mastra/pg'
import pg from 'pg'

const INDEX = { indexName: 'items', metric: 'dotproduct', indexConfig: { type: 'hnsw' } }
const CALL = 'select * from match_items(query_embedding => $1, match_count => $2, source => $3)'
const [connectionString, what, dimensions] = process.argv.slice(2)

function mastra() {
  const max = what === 'create' ? 2 : 1 // to make indexes, the peer takes a second connection
  const store = new PgVector({ id: 'bench', connectionString, pgPoolOptions: { max } })
  return {
    store,
    pool: store.pool,
    ask: ({ query, k, source }) =>
      store.query({ indexName: 'items', queryVector: query, topK: k, filter: { source } }),
    close: () => store.disconnect(),
  }
}

function pgmatch() {
  const pool = new pg.Pool({ connectionString, max: 1 })
  return {
    ask: async ({ query, k, source }) => (await pool.query(CALL, [JSON.stringify(query), k, source])).rows,
    close: () => pool.end(),
  }
}

const lines = createInterface({ input: process.stdin })

async function sent(store, question) {
  const connection = await store.pool.connect() // the only one, so the question is sent through it
  connection.release()
  const statements = []
  const query = connection.query
  connection.query = (text, ...rest) => {
    statements.push({ text, values: Array.isArray(rest[0]) ? rest[0] : [] })
    return query.call(connection, text, ...rest)
  }
  await store.ask(question)
  return statements.find(({ values }) => values.includes(question.source))
}

async function answer(store) {
  let question
  for await (const line of lines) {
    const ids = line ? null : (await store.ask(question)).map((row) => Number(row.id))
    question = line ? JSON.parse(line) : question
    console.log(JSON.stringify(ids))
  }
}

const client = what === 'pgmatch' ? pgmatch() : mastra()
if (what === 'create') {
  await client.store.createIndex({
    ...INDEX,
    dimension: Number(dimensions),
    buildIndex: false,
    metadataIndexes: ['source'],
  })
} else if (what === 'index') {
  await client.store.buildIndex(INDEX)
} else if (what === 'statement') {
  for await (const line of lines) console.log(JSON.stringify(await sent(client, JSON.parse(line))))
} else {
  await answer(client)
}
await client.close()
