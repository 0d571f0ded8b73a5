// What a program may write. It is compiled, not run.
import { createClient } from '@supabase/supabase-js'
import type { CollectionsIn, Database, DatabaseIn, DocsIn, DocumentMatch, DocumentsIn, FoundRecord, FoundSection, SectionMatch, WithPgmatch } from '../../../types/pgmatch'

const supabase = createClient<Database>('http://localhost', 'key')
const embedding: number[] = [1, 0, 0]

export async function search() {
  const { data, error } = await supabase.rpc('match_page_sections', {
    embedding,
    match_threshold: 0.78,
    match_count: 10,
    min_content_length: 50,
  })
  if (error) throw error
  const rows: SectionMatch[] = data
  const first: string | null | undefined = rows[0]?.heading

  await supabase.rpc('match_page_sections', {
    embedding: JSON.stringify(embedding),
    match_threshold: null,
    match_count: 1,
    min_content_length: null,
  })

  const { data: filtered } = await supabase.rpc('search_page_sections', {
    query_embedding: embedding,
    meta: { tags: ['sql'] },
    path_prefix: null,
  })
  const found: FoundSection[] = filtered ?? []

  const { data: hybrid } = await supabase.rpc('hybrid_search_page_sections', {
    query_text: 'upgrade',
    query_embedding: '[1,0,0]',
    match_threshold: 0.3,
    one_per_section: true,
  })
  const rank: number | null | undefined = hybrid?.[0]?.full_text_rank
  const similarity: number | null | undefined = hybrid?.[0]?.similarity

  const { data: chained } = await supabase
    .rpc('find_similar_sections', { id: 2, other_pages: true })
    .select('path, similarity')
    .order('similarity')
    .limit(3)
  const path: string | null | undefined = chained?.[0]?.path

  const { data: pairs } = await supabase.rpc('find_duplicate_sections', { threshold: 0.9 })
  const other: number | undefined = pairs?.[0]?.other_id
  const { data: parents } = await supabase.rpc('get_page_parents', { page_id: found[0]?.page_id ?? 1 })
  const { data: context } = await supabase.rpc('get_section_context', { id: found[0]?.id ?? 1, before: 0 })
  const headings: string[] | undefined = context?.[0]?.heading_path
  const { data: info } = await supabase.rpc('pgmatch_info')
  const model: string | null | undefined = info?.[0]?.model
  return { first, rank, similarity, path, other, parents, headings, model }
}

export async function ingest() {
  const { data: run } = await supabase.rpc('nods_begin_ingest', { corpus: 'docs', model: 'm', dimensions: 3 })
  const page = { run: run ?? 0, page_path: '/a', page_checksum: 'c' }
  const { data: missing } = await supabase.rpc('nods_sections_to_embed', { ...page, contents: ['text'] })
  const places: number[] = (missing ?? []).map(({ place }) => place)
  const { data: put } = await supabase
    .rpc('nods_put_page', {
      ...page,
      sections: [{ content: 'text', embedding: [1, 0, 0] }, { content: 'other', embedding: '[1,0,0]', slug: null }],
      meta: { title: 'A' },
    })
    .single()
  const status: 'new' | 'changed' | 'unchanged' | undefined = put?.status
  const { data: added } = await supabase.rpc('nods_add_sections', { ...page, sections: [{ content: 'text' }] })
  const { data: preview } = await supabase.rpc('nods_preview_page', {
    corpus: 'docs',
    page_path: '/a',
    page_checksum: 'c',
    contents: ['text'],
  })
  const count: number | null = added
  const toEmbed: number[] | undefined = preview?.[0]?.to_embed
  const { data: corpora } = await supabase.rpc('nods_corpora', { paths: ['/a'] })
  const root: string | null | undefined = corpora?.[0]?.root
  const { data: pages } = await supabase.rpc('nods_pages', { in_corpus: 'docs' })
  const tokens: number | undefined = pages?.[0]?.tokens
  const { data: gone } = await supabase.rpc('nods_remove_pages', { corpus: 'docs' })
  const { data: finished } = await supabase.rpc('nods_finish_ingest', { run: 1, pages: [{ path: '/a' }] })
  const removed: string[] | undefined = finished?.[0]?.removed_paths
  return { places, status, removed, count, toEmbed, root, tokens, gone }
}

export async function asTheGuideDoes() {
  const { data: page } = await supabase
    .from('nods_page')
    .select('id, path, checksum, parentPage:parent_page_id(id, path)')
    .eq('path', '/a')
    .maybeSingle()
  const parent: string | undefined = page?.parentPage?.path
  await supabase.from('nods_page').upsert({ path: '/a', checksum: null }, { onConflict: 'path' }).select()
  await supabase.from('nods_page_section').insert({ page_id: page?.id ?? 1, content: 'text', embedding })
  const { data: sections } = await supabase.from('nods_page_section').select('embedding, nods_page(path)')
  const vector: string | null | undefined = sections?.[0]?.embedding
  const path: string | undefined = sections?.[0]?.nods_page.path
  return { parent, vector, path }
}

const elsewhere = createClient<DatabaseIn<'search'>, 'search'>('http://localhost', 'key', { db: { schema: 'search' } })
export const fromElsewhere = elsewhere.rpc('get_page_parents', { page_id: 1 })

const withCollections = createClient<Database & CollectionsIn>('http://localhost', 'key')

export async function inCollections() {
  const books = withCollections.schema('collections')
  const { data: made } = await books.rpc('get_or_create_collection', { collection: 'books', dimension: 3 })
  const dimension: number | null | undefined = made?.dimension
  await books.rpc('upsert_records', { collection: 'books', records: [{ id: 'a', vec: embedding, metadata: { year: 2020 } }] })
  const { data: near } = await books.rpc('query_records', {
    collection: 'books',
    query_embedding: embedding,
    filters: { year: { $gte: 2020 } },
    measure: 'l2_distance',
    include_value: true,
  })
  const found: FoundRecord[] = near ?? []
  const { data: gone } = await books.rpc('delete_records', { collection: 'books', ids: ['a'] })
  const ids: string[] = gone ?? []
  const { data: text } = await withCollections.rpc('match_page_sections', { embedding, match_threshold: 0, match_count: 1, min_content_length: 0 })
  return { dimension, found, ids, text }
}

// as `supabase gen types typescript` writes it
type Generated = {
  public: {
    Tables: {
      todo: { Row: { id: number }; Insert: { id?: number }; Update: { id?: number }; Relationships: [] }
      nods_page_section: {
        Row: { embedding: string | null }
        Insert: { embedding?: string | null }
        Update: { embedding?: string | null }
        Relationships: []
      }
    }
    Views: { [_ in never]: never }
    Functions: {
      mine: { Args: { a: number }; Returns: string }
      match_page_sections: { Args: { embedding: string }; Returns: { id: number }[] }
    }
    Enums: { [_ in never]: never }
    CompositeTypes: { [_ in never]: never }
  }
  other: {
    Tables: { note: { Row: { id: number }; Insert: { id?: number }; Update: { id?: number }; Relationships: [] } }
    Views: { [_ in never]: never }
    Functions: { [_ in never]: never }
    Enums: { [_ in never]: never }
    CompositeTypes: { [_ in never]: never }
  }
}

const both = createClient<WithPgmatch<Generated>>('http://localhost', 'key')

export async function besideMine() {
  const { data: mine } = await both.rpc('mine', { a: 1 })
  const text: string | null = mine
  const { data: todo } = await both.from('todo').select('id').single()
  const id: number | undefined = todo?.id
  const { data } = await both.rpc('search_page_sections', { query_embedding: [1, 0, 0] })
  const path: string | null | undefined = data?.[0]?.path
  await both.from('nods_page_section').insert({ page_id: 1, embedding: [1, 0, 0] })
  await both.schema('other').from('note').select('id')
  return { text, id, path }
}

export async function documents() {
  const plugin = createClient<DocumentsIn>('http://localhost', 'key')
  const { data } = await plugin.rpc('match_page_sections', { in_embedding: embedding, in_source: 'file' })
  const rows: DocumentMatch[] = data ?? []
  await plugin.rpc('put_document', { document_id: 'a', chunks: [{ content: 'text', embedding }] })
  await plugin.from('documents').delete().eq('document_id', 'a')
  return rows
}

export async function headless() {
  const docs = createClient<Database & DocsIn>('http://localhost', 'key').schema('docs')
  const { data } = await docs.rpc('match_page_sections', {
    embedding,
    match_threshold: 0.78,
    match_count: 10,
    min_content_length: 50,
  })
  const rows: SectionMatch[] = data ?? []
  const { data: pages } = await docs.from('page').select('path, version, page_section(heading)')
  const heading: string | null | undefined = pages?.[0]?.page_section[0]?.heading
  return { rows, heading }
}
