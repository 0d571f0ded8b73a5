// A generator written for the template of headless doc search: it knows nothing of pgmatch.
//
// Reads {url, key, version, pages, search} from standard input. Refreshes the pages one by one, an error of one ending
// only that one: a page without sections cannot be read, so nothing of it is sent. Then removes the pages of all
// other versions, and searches. Prints {generated, unchanged, failed, purge, sections}.
import { text } from 'node:stream/consumers'
import { createClient } from '@supabase/supabase-js'
import ws from 'ws'

const { url, key, version, pages, search } = JSON.parse(await text(process.stdin))
const refreshed = new Date()

const docs = createClient(url, key, {
  db: { schema: 'docs' },
  auth: { persistSession: false, autoRefreshToken: false },
  realtime: { transport: ws }, // Node 20 has no WebSocket
})

async function sent(query) {
  const { error, data } = await query
  if (error) throw error
  return data
}

async function refresh({ path, checksum, meta, sections }) {
  if (!sections) throw new Error('cannot be read')
  const seen = { type: 'markdown', source: 'markdown', meta, version, last_refresh: refreshed }
  const existing = await sent(
    docs
      .from('page')
      .select('id, path, checksum, parentPage:parent_page_id(id, path)')
      .filter('path', 'eq', path)
      .limit(1)
      .maybeSingle(),
  )
  if (existing?.checksum === checksum) {
    await sent(docs.from('page').update(seen).filter('id', 'eq', existing.id))
    return false
  }
  if (existing) await sent(docs.from('page_section').delete().filter('page_id', 'eq', existing.id))

  const page = await sent(
    docs.from('page').upsert({ checksum: null, path, ...seen }, { onConflict: 'path' }).select().limit(1).single(),
  )
  for (const { slug, heading, content, embedding } of sections) {
    const section = { page_id: page.id, slug, heading, content, token_count: content.length, embedding }
    await sent(docs.from('page_section').insert(section).select().limit(1).single())
  }
  await sent(docs.from('page').update({ checksum }).filter('id', 'eq', page.id))
  return true
}

const report = { generated: [], unchanged: [], failed: [], purge: null }
for (const page of pages) {
  try {
    report[(await refresh(page)) ? 'generated' : 'unchanged'].push(page.path)
  } catch (error) {
    report.failed.push(page.path)
  }
}
const { error } = await docs.from('page').delete().filter('version', 'neq', version)
report.purge = error?.code ?? null
report.sections = await sent(
  docs.rpc('match_page_sections', { embedding: search, match_threshold: 0.78, match_count: 10, min_content_length: 5 }),
)
console.log(JSON.stringify(report))
