// What a program may not write: tsc has to refuse each line below a mark, and complains of a mark without an error.
import { createClient } from '@supabase/supabase-js'
import type { CollectionsIn, Database, DocsIn, DocumentsIn, Pgmatch } from '../../../types/pgmatch'

const supabase = createClient<Database>('http://localhost', 'key')
const usual = { match_threshold: 0.78, match_count: 10, min_content_length: 50 }

// @ts-expect-error - a string among the numbers
supabase.rpc('match_page_sections', { ...usual, embedding: [1, '0'] })
// @ts-expect-error - no embedding
supabase.rpc('match_page_sections', usual)
// @ts-expect-error - null is refused
supabase.rpc('match_page_sections', { ...usual, embedding: null })
// @ts-expect-error - all four have to be there
supabase.rpc('match_page_sections', { embedding: [1], match_threshold: 0.78, match_count: 10 })
// @ts-expect-error - a count cannot be null
supabase.rpc('search_page_sections', { query_embedding: [1], match_count: null })
// @ts-expect-error - the argument of the other function
supabase.rpc('search_page_sections', { embedding: [1] })
// @ts-expect-error - there is no such function
supabase.rpc('match_pages', { embedding: [1] })
// @ts-expect-error - not for clients
supabase.rpc('set_access', { mode: 'public_read' })
// @ts-expect-error - an id is a number
supabase.rpc('find_similar_sections', { id: '2' })
// @ts-expect-error - a section needs content
supabase.rpc('nods_put_page', { run: 1, page_path: '/a', page_checksum: 'c', sections: [{ slug: 'a' }] })
// @ts-expect-error - a page needs a path
supabase.from('nods_page').insert({ checksum: 'c' })
// @ts-expect-error - there is no such table
supabase.from('nods_pages').select()

const books = createClient<Database & CollectionsIn>('http://localhost', 'key').schema('collections')
// @ts-expect-error - there is no such measure
books.rpc('query_records', { collection: 'books', query_embedding: [1], measure: 'cosine' })
// @ts-expect-error - a record needs a vector
books.rpc('upsert_records', { collection: 'books', records: [{ id: 'a' }] })
// @ts-expect-error - a function of the other schema
books.rpc('match_page_sections', { ...usual, embedding: [1] })

const plugin = createClient<DocumentsIn>('http://localhost', 'key')
// @ts-expect-error - the arguments of the other function of that name
plugin.rpc('match_page_sections', { ...usual, embedding: [1] })
// @ts-expect-error - a chunk needs an embedding
plugin.rpc('put_document', { document_id: 'a', chunks: [{ content: 'text' }] })
// @ts-expect-error - docs has no hybrid search
createClient<DocsIn>('http://localhost', 'key').schema('docs').rpc('explain_terms', { query_text: 'a' })

type Row = Pgmatch['Functions']['match_page_sections']['Returns'][number]
declare const row: Row
// @ts-expect-error - a heading can be null
export const heading: string = row.heading
// @ts-expect-error - the guide's function returns no path
export const path = row.path
