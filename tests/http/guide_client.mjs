// A client written for the guide "Vector search with Next.js and OpenAI": it knows nothing of pgmatch.
//
// Reads lines {url, key, token?, pages?, refresh?, crashAfter?, onConflict?, search?}. Ingests the pages as the
// guide's script does, page by page, an error of one ending only that one; with `crashAfter` it stops after so
// many sections of a page. Then searches as the guide's API route does. Answers with a line {generated, unchanged,
// errors, sections, parents, context, error}.
import { createInterface } from 'node:readline'
import { createClient } from '@supabase/supabase-js'
import ws from 'ws'

let input
let supabase

const clientOf = ({ url, key, token }) =>
  createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: token ? { headers: { Authorization: `Bearer ${token}` } } : {},
    realtime: { transport: ws }, // Node 20 has no WebSocket
  })

async function parentId(parentPath) {
  const { error, data } = await supabase
    .from('nods_page')
    .select()
    .filter('path', 'eq', parentPath)
    .limit(1)
    .maybeSingle()
  if (error) throw error
  return data?.id
}

async function moveIfNecessary(existing, parentPath) {
  if (existing.parentPage?.path === parentPath) return
  const { error } = await supabase
    .from('nods_page')
    .update({ parent_page_id: await parentId(parentPath) })
    .filter('id', 'eq', existing.id)
  if (error) throw error
}

async function insertSections(page, sections) {
  let done = 0
  for (const { slug, heading, content, embedding } of sections) {
    if (done++ === input.crashAfter) throw new Error('killed')
    const { error } = await supabase
      .from('nods_page_section')
      .insert({ page_id: page.id, slug, heading, content, token_count: content.split(/\s+/).length, embedding })
      .select()
      .limit(1)
      .single()
    if (error) throw error
  }
}

async function ingest({ path, parentPath, checksum, meta, type = 'markdown', source = 'guide', sections }) {
  const { error: lookUpError, data: existing } = await supabase
    .from('nods_page')
    .select('id, path, checksum, parentPage:parent_page_id(id, path)')
    .filter('path', 'eq', path)
    .limit(1)
    .maybeSingle()
  if (lookUpError) throw lookUpError

  if (!input.refresh && existing?.checksum === checksum) {
    await moveIfNecessary(existing, parentPath)
    return false
  }

  if (existing) {
    const { error } = await supabase.from('nods_page_section').delete().filter('page_id', 'eq', existing.id)
    if (error) throw error
  }

  const { error: upsertError, data: page } = await supabase
    .from('nods_page')
    .upsert(
      { checksum: null, path, type, source, meta, parent_page_id: await parentId(parentPath) },
      { onConflict: input.onConflict ?? 'path' }
    )
    .select()
    .limit(1)
    .single()
  if (upsertError) throw upsertError

  await insertSections(page, sections)

  const { error } = await supabase.from('nods_page').update({ checksum }).filter('id', 'eq', page.id)
  if (error) throw error
  return true
}

async function search(embedding) {
  const { error, data: sections } = await supabase.rpc('match_page_sections', {
    embedding,
    match_threshold: 0.78,
    match_count: 10,
    min_content_length: 50,
  })
  if (error) return { error }

  const parents = []
  for (const { page_id } of sections) {
    const { error, data } = await supabase.rpc('get_page_parents', { page_id })
    if (error) return { error }
    parents.push(data)
  }
  const context = sections.map(({ content }) => `${content.trim()}\n---\n`).join('')
  return { sections, parents, context }
}

async function run() {
  const report = { generated: [], unchanged: [], errors: {} }
  for (const page of input.pages ?? []) {
    try {
      report[(await ingest(page)) ? 'generated' : 'unchanged'].push(page.path)
    } catch (error) {
      report.errors[page.path] = error.code ?? error.message
    }
  }
  if (input.search) Object.assign(report, await search(input.search))
  return report
}

for await (const line of createInterface({ input: process.stdin })) {
  input = JSON.parse(line)
  supabase = clientOf(input)
  console.log(JSON.stringify(await run()))
}
