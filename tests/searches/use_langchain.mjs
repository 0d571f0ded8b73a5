// @langchain/community's SupabaseVectorStore, over HTTP: finds the nearest texts through match_documents.
//
// Also calls it as n8n's node does: its operations "load" and "retrieve as tool" pass the question's embedding and a
// filter, "retrieve" has a filter of the store.
//
// Reads {url, key, diverse} from standard input; prints what each kind of search finds. `diverse` needs the embedding.
import { text } from 'node:stream/consumers'
import { SupabaseVectorStore } from '@langchain/community/vectorstores/supabase'
import { Embeddings } from '@langchain/core/embeddings'
import { createClient } from '@supabase/supabase-js'
import ws from 'ws'

// an embedding that nobody has to download
class Lengths extends Embeddings {
  async embedDocuments(texts) {
    return texts.map((content) => [content.length, 1, 0])
  }
  async embedQuery(content) {
    return [content.length, 1, 0]
  }
}

const { url, key, diverse } = JSON.parse(await text(process.stdin))
const client = createClient(url, key, {
  auth: { persistSession: false, autoRefreshToken: false },
  realtime: { transport: ws }, // Node 20 has no WebSocket
})
const store = new SupabaseVectorStore(new Lengths({}), { client, tableName: 'documents', queryName: 'match_documents' })

const texts = ['a', 'some longer text', 'a text of more than some length']
await store.addDocuments(
  texts.map((pageContent) => ({ pageContent, metadata: { words: pageContent.split(' ').length } }))
)
const contents = (documents) => documents.map(({ pageContent }) => pageContent)
const question = 'some other text'
const scored = await store.similaritySearchWithScore(question, 2)

const asInN8n = (filter) =>
  SupabaseVectorStore.fromExistingIndex(new Lengths({}), {
    client,
    tableName: 'documents',
    queryName: 'match_documents',
    filter,
  })
const embedding = await new Lengths({}).embedQuery(question)
const loaded = async (filter) =>
  contents((await (await asInN8n()).similaritySearchVectorWithScore(embedding, 2, filter)).map(([document]) => document))

console.log(
  JSON.stringify({
    nearest: scored.map(([document]) => document.pageContent),
    scores: scored.map(([, score]) => score),
    filtered: contents(await store.similaritySearch(question, 2, { words: 1 })),
    filtered_afterwards: contents(
      await store.similaritySearch(question, 2, (rpc) => rpc.filter('metadata->words::int', 'lt', 4))
    ),
    loaded: await loaded(undefined),
    loaded_filtered: await loaded({ words: 1 }),
    retrieved: contents(await (await asInN8n({ words: 1 })).asRetriever(2).invoke(question)),
    diverse: diverse && (await store.maxMarginalRelevanceSearch(question, { k: 2, fetchK: 3 })).length,
  })
)
