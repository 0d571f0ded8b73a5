// The types of pgmatch for @supabase/supabase-js: createClient<Database>(url, key).
//
// Args are what rpc() takes, Returns what it gives. An argument that may be left out is optional, and one that may
// be null says so. See docs/supabase.md.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

/** A vector as RPC and inserts take it, as long as the table's; read back it is a string. */
export type Embedding = number[] | string

/** A section of `nods_put_page`; without embedding where `nods_sections_to_embed` did not name it. */
export type IngestSection = {
  content: string
  context?: string | null
  heading?: string | null
  slug?: string | null
  token_count?: number | null
  embedding?: Embedding | null
}

/** A page of `nods_finish_ingest`; without `parent_path` it keeps its parent. */
export type IngestPage = {
  path: string
  parent_path?: string | null
}

/** A row of `match_page_sections`; `similarity` is higher for what is nearer. */
export type SectionMatch = {
  id: number
  page_id: number
  slug: string | null
  heading: string | null
  content: string
  similarity: number
}

/**
 * A row of `search_page_sections` and `find_similar_sections`; `meta` is that of the page. It and `path` are null if the
 * caller may not see the page.
 */
export type FoundSection = {
  id: number
  page_id: number
  path: string | null
  slug: string | null
  heading: string | null
  content: string
  similarity: number
  meta: Json | null
}

/**
 * A row of `hybrid_search_page_sections`; a rank is null where that search did not find the section, and the
 * similarity where it has no embedding.
 */
export type HybridSection = {
  id: number
  page_id: number
  path: string
  slug: string | null
  heading: string | null
  content: string
  score: number
  full_text_rank: number | null
  semantic_rank: number | null
  similarity: number | null
  meta: Json | null
}

/** A row of `find_duplicate_sections`; `id` is less than `other_id`. */
export type DuplicatePair = {
  id: number
  other_id: number
  page_id: number
  other_page_id: number
  path: string | null
  other_path: string | null
  heading: string | null
  other_heading: string | null
  similarity: number
}

/** A row of `match_video_chunks`, of the line video; times are in seconds. */
export type VideoChunkMatch = {
  id: string
  start_time: number | null
  end_time: number | null
  metadata: Json | null
  similarity: number
}

/** A row of `search_video_chunks`; `video_url` is empty if the metadata names no video. */
export type FoundVideoChunk = {
  id: string
  video_url: string
  start_time: number | null
  end_time: number | null
  metadata: Json | null
  similarity: number
}

/** A row of `find_predicted_images`, of the line predictions: `confidence` is the highest, from 0 to 1. */
export type PredictedImage = {
  filename: string
  confidence: number
  detections: number
}

/** A row of `match_image_captions`, of the line captions. */
export type CaptionMatch = {
  id: string
  caption: string | null
  similarity: number
}

/** A row of `find_image_captions`; `rank` is higher for what fits better. */
export type FoundCaption = {
  id: string
  caption: string
  rank: number
}

/** A row of `get_page_parents`: the page first, then its parent, up to the root. */
export type PageParent = {
  id: number
  parent_page_id: number | null
  path: string
  meta: Json | null
}

/**
 * A row of `get_section_context`: `place` is 0 for the section itself, -1 for the one before it; `heading_path` leads to
 * it, from the title of the page.
 */
export type SectionContext = {
  id: number
  page_id: number
  path: string | null
  slug: string | null
  heading: string | null
  content: string | null
  token_count: number | null
  heading_path: string[]
  place: number
}

/** The arguments of a search, by name, for `explain_search` and `explain_sections`. */
export type SearchArguments = { [argument: string]: Json | undefined }

/** The row of `explain_search`: `index` is null if none was scanned. */
export type ExplainedSearch = {
  path: 'fast' | 'complete' | 'compared'
  index: string | null
  rows: number
  ms: number
}

/** A row of `explain_sections`; without `reasons`, the search returns the section. */
export type ExplainedSection = {
  id: number
  path: string | null
  slug: string | null
  heading: string | null
  place: number | null
  similarity: number | null
  full_text_rank: number | null
  semantic_rank: number | null
  reasons: string[]
}

/** A row of `explain_terms`; `in_section` is null without a section. */
export type ExplainedTerm = {
  term: string
  sections: number
  in_section: boolean | null
}

/** A row of `pgmatch_info`: one for each line of migrations. For collections, `dimensions` and `metric` are null. */
export type Installation = {
  line: string
  revision: string
  dimensions: number | null
  model: string | null
  metric: string | null
  access: string
}

/** The row of `nods_preview_page`: what an ingest would make of the page, and the places of the texts to embed. */
export type PagePreview = {
  status: 'new' | 'changed' | 'unchanged'
  to_embed: number[]
  kept: number
}

/** A row of `nods_corpora`: a set of files; without a name, the pages of none. */
export type Corpus = {
  corpus: string | null
  root: string | null
  prefix: string | null
  rules: Json | null
  pages: number
  existing: number
}

/** A row of `nods_pages`; `corpus` is null where none is known. */
export type StoredPage = {
  corpus: string | null
  path: string
  type: string | null
  source: string | null
  sections: number
  tokens: number
  meta: Json | null
}

/** The row of `nods_put_page`: the numbers count sections. */
export type PutPage = {
  page_id: number
  status: 'new' | 'changed' | 'unchanged'
  inserted: number
  kept: number
  removed: number
}

/** The row of `nods_finish_ingest`. */
export type FinishedIngest = {
  removed_paths: string[]
  parents_set: number
  superseded: boolean
}

/** What pgmatch installs into a schema. `hybrid_search_page_sections` and `explain_terms` come with the line nods_text. */
export type Pgmatch = {
  Tables: {
    nods_page: {
      Row: {
        id: number
        parent_page_id: number | null
        path: string
        checksum: string | null
        meta: Json | null
        type: string | null
        source: string | null
        corpus: string | null
        section_ids: number[] | null
        owner_id: string | null
      }
      Insert: {
        id?: number
        parent_page_id?: number | null
        path: string
        checksum?: string | null
        meta?: Json | null
        type?: string | null
        source?: string | null
        corpus?: string | null
        section_ids?: number[] | null
        owner_id?: string | null
      }
      Update: {
        id?: number
        parent_page_id?: number | null
        path?: string
        checksum?: string | null
        meta?: Json | null
        type?: string | null
        source?: string | null
        corpus?: string | null
        section_ids?: number[] | null
        owner_id?: string | null
      }
      Relationships: [
        {
          foreignKeyName: 'nods_page_parent_page_id_fkey'
          columns: ['parent_page_id']
          isOneToOne: false
          referencedRelation: 'nods_page'
          referencedColumns: ['id']
        },
      ]
    }
    nods_page_section: {
      Row: {
        id: number
        page_id: number
        content: string | null
        token_count: number | null
        embedding: string | null
        slug: string | null
        heading: string | null
        context: string | null
        owner_id: string | null
      }
      Insert: {
        id?: number
        page_id: number
        content?: string | null
        token_count?: number | null
        embedding?: Embedding | null
        slug?: string | null
        heading?: string | null
        context?: string | null
        owner_id?: string | null
      }
      Update: {
        id?: number
        page_id?: number
        content?: string | null
        token_count?: number | null
        embedding?: Embedding | null
        slug?: string | null
        heading?: string | null
        context?: string | null
        owner_id?: string | null
      }
      Relationships: [
        {
          foreignKeyName: 'nods_page_section_page_id_fkey'
          columns: ['page_id']
          isOneToOne: false
          referencedRelation: 'nods_page'
          referencedColumns: ['id']
        },
      ]
    }
    image_caption: {
      Row: {
        id: string
        caption: string | null
        embedding: string | null
        words: string | null
        owner_id: string | null
      }
      Insert: {
        id: string
        caption?: string | null
        embedding?: Embedding | null
        words?: never
        owner_id?: string | null
      }
      Update: {
        id?: string
        caption?: string | null
        embedding?: Embedding | null
        words?: never
        owner_id?: string | null
      }
      Relationships: []
    }
    predictions: {
      Row: {
        id: number
        filename: string
        predictions: Json
        created_at: string
        owner_id: string | null
      }
      Insert: {
        id?: never
        filename: string
        predictions: Json
        created_at?: string
        owner_id?: string | null
      }
      Update: {
        id?: never
        filename?: string
        predictions?: Json
        created_at?: string
        owner_id?: string | null
      }
      Relationships: []
    }
    video_chunks: {
      Row: {
        id: string
        start_time: number | null
        end_time: number | null
        embedding: string | null
        metadata: Json | null
        video_url: string
        owner_id: string
        number: number
      }
      Insert: {
        id: string
        start_time?: number | null
        end_time?: number | null
        embedding?: Embedding | null
        metadata?: Json | null
        video_url?: never
        owner_id?: string
        number?: never
      }
      Update: {
        id?: string
        start_time?: number | null
        end_time?: number | null
        embedding?: Embedding | null
        metadata?: Json | null
        video_url?: never
        owner_id?: string
        number?: never
      }
      Relationships: []
    }
  }
  Views: { [_ in never]: never }
  Functions: {
    match_page_sections: {
      Args: {
        embedding: Embedding
        match_threshold: number | null
        match_count: number
        min_content_length: number | null
      }
      Returns: SectionMatch[]
    }
    search_page_sections: {
      Args: {
        query_embedding: Embedding
        match_count?: number
        match_threshold?: number | null
        min_content_length?: number | null
        path_prefix?: string | null
        page_type?: string | null
        source?: string | null
        meta?: Json | null
        filter?: Json | null
        one_per_section?: boolean
        ef_search?: number | null
        probes?: number | null
        candidates?: number | null
      }
      Returns: FoundSection[]
    }
    hybrid_search_page_sections: {
      Args: {
        query_text: string
        query_embedding: Embedding
        match_count?: number
        full_text_weight?: number
        semantic_weight?: number
        rrf_k?: number
        match_threshold?: number | null
        min_content_length?: number | null
        path_prefix?: string | null
        page_type?: string | null
        source?: string | null
        meta?: Json | null
        filter?: Json | null
        one_per_section?: boolean
        ef_search?: number | null
        probes?: number | null
        candidates?: number | null
      }
      Returns: HybridSection[]
    }
    find_similar_sections: {
      Args: {
        id: number
        match_count?: number
        match_threshold?: number | null
        min_content_length?: number | null
        path_prefix?: string | null
        page_type?: string | null
        source?: string | null
        meta?: Json | null
        other_pages?: boolean
        ef_search?: number | null
        probes?: number | null
        candidates?: number | null
      }
      Returns: FoundSection[]
    }
    find_duplicate_sections: {
      Args: {
        threshold?: number
        match_count?: number
        min_content_length?: number | null
        path_prefix?: string | null
        page_type?: string | null
        source?: string | null
        meta?: Json | null
        other_pages?: boolean
      }
      Returns: DuplicatePair[]
    }
    match_video_chunks: {
      Args: { query_embedding: Embedding; match_threshold: number; match_count: number }
      Returns: VideoChunkMatch[]
    }
    search_video_chunks: {
      Args: {
        query_embedding: Embedding
        match_count?: number
        match_threshold?: number | null
        video?: string | null
        from_time?: number | null
        to_time?: number | null
        ef_search?: number | null
        probes?: number | null
        candidates?: number | null
      }
      Returns: FoundVideoChunk[]
    }
    find_predicted_images: {
      Args: { class: string; min_confidence?: number; match_count?: number }
      Returns: PredictedImage[]
    }
    match_image_captions: {
      Args: { query_embedding: Embedding; match_threshold: number; match_count: number }
      Returns: CaptionMatch[]
    }
    find_image_captions: {
      Args: { query_text: string; match_count?: number }
      Returns: FoundCaption[]
    }
    get_page_parents: {
      Args: { page_id: number }
      Returns: PageParent[]
    }
    get_section_context: {
      Args: { id: number; before?: number; after?: number }
      Returns: SectionContext[]
    }
    explain_search: {
      Args: { search: string; arguments: SearchArguments }
      Returns: ExplainedSearch[]
    }
    explain_sections: {
      Args: { expected: string; search: string; arguments: SearchArguments }
      Returns: ExplainedSection[]
    }
    explain_terms: {
      Args: { query_text: string; section_id?: number | null }
      Returns: ExplainedTerm[]
    }
    pgmatch_info: {
      Args: Record<PropertyKey, never>
      Returns: Installation[]
    }
    nods_begin_ingest: {
      Args: {
        corpus: string
        model: string
        dimensions: number
        normalized?: boolean | null
        chunk_tokens?: number | null
        root?: string | null
        prefix?: string | null
        rules?: Json | null
        paths?: string[] | null
        prune?: boolean | null
        part?: string | null
      }
      Returns: number
    }
    nods_sections_to_embed: {
      Args: {
        run: number
        page_path: string
        page_checksum: string
        contents: string[]
        contexts?: (string | null)[] | null
      }
      Returns: { place: number }[]
    }
    nods_add_sections: {
      Args: { run: number; page_path: string; page_checksum: string; sections: IngestSection[] }
      Returns: number
    }
    nods_preview_ingest: {
      Args: {
        corpus: string
        model: string
        dimensions: number
        paths: string[]
        normalized?: boolean | null
        chunk_tokens?: number | null
        root?: string | null
        prune?: boolean | null
        part?: string | null
      }
      Returns: { removed_paths: string[] }[]
    }
    nods_preview_page: {
      Args: {
        corpus: string
        page_path: string
        page_checksum: string
        contents: string[]
        contexts?: (string | null)[] | null
        rules?: Json | null
      }
      Returns: PagePreview[]
    }
    nods_corpora: {
      Args: { paths?: string[] | null }
      Returns: Corpus[]
    }
    nods_pages: {
      Args: {
        in_corpus?: string | null
        path_prefix?: string | null
        filter?: Json | null
        after_path?: string | null
        match_count?: number | null
      }
      Returns: StoredPage[]
    }
    nods_remove_pages: {
      Args: { paths?: string[] | null; corpus?: string | null; filter?: Json | null; dry_run?: boolean }
      Returns: { path: string }[]
    }
    nods_put_page: {
      Args: {
        run: number
        page_path: string
        page_checksum: string
        sections: IngestSection[]
        meta?: Json | null
        page_type?: string
        page_source?: string
        parent_path?: string | null
      }
      Returns: PutPage[]
    }
    nods_finish_ingest: {
      Args: { run: number; pages: IngestPage[]; prune?: boolean | null }
      Returns: FinishedIngest[]
    }
  }
  Enums: { [_ in never]: never }
  CompositeTypes: {
    nods_section_match: FoundSection
    nods_section_context: SectionContext
    nods_hybrid_match: HybridSection
  }
}

/** For a client of pgmatch alone; `DatabaseIn<'search'>` where it is installed in the schema `search`. */
export type DatabaseIn<Schema extends string> = { [_ in Schema]: Pgmatch }
export type Database = DatabaseIn<'public'>

/** What `supabase gen types typescript` wrote, with pgmatch's part of the schema replaced by the types above. */
export type WithPgmatch<Generated, Schema extends keyof Generated & string = 'public' & keyof Generated> = {
  [Name in keyof Generated]: Name extends Schema
    ? {
        [Part in keyof Generated[Name]]: Part extends 'Tables' | 'Functions' | 'CompositeTypes'
          ? Omit<Generated[Name][Part], keyof Pgmatch[Part]> & Pgmatch[Part]
          : Generated[Name][Part]
      }
    : Generated[Name]
}

/** A distance by which the records of a collection are compared: lower is nearer. */
export type Measure = 'cosine_distance' | 'l2_distance' | 'max_inner_product' | 'l1_distance'

/** A record of `upsert_records`; without metadata they are `{}`. */
export type CollectionRecord = {
  id: string
  vec: Embedding
  metadata?: { [key: string]: Json | undefined } | null
}

/**
 * A collection; `records` is an estimate above 10,000. `index`, `measure` and `method` are null without a vector index,
 * `size` if a policy hides records.
 */
export type CollectionSummary = {
  collection: string
  dimension: number | null
  records: number | null
  index: string | null
  measure: string | null
  method: string | null
  size: number | null
}

/** A row of `query_records`; what was not included is null. */
export type FoundRecord = {
  id: string
  value: number | null
  metadata: Json | null
  vec: string | null
}

/** A row of `fetch_records`. */
export type StoredRecord = {
  id: string
  vec: string
  metadata: Json
}

/** A row of `find_duplicates`; `id` is less than `other_id`. */
export type DuplicateRecords = {
  id: string
  other_id: string
  distance: number
}

/** What the line collections installs into its schema. */
export type Collections = {
  Tables: { [_ in never]: never }
  Views: { [_ in never]: never }
  Functions: {
    create_collection: {
      Args: { collection: string; dimension: number }
      Returns: CollectionSummary
    }
    get_or_create_collection: {
      Args: { collection: string; dimension?: number | null }
      Returns: CollectionSummary
    }
    list_collections: {
      Args: Record<PropertyKey, never>
      Returns: CollectionSummary[]
    }
    drop_collection: {
      Args: { collection: string }
      Returns: boolean
    }
    create_index: {
      Args: {
        collection: string
        measure?: Measure
        method?: 'auto' | 'hnsw' | 'ivfflat'
        m?: number | null
        ef_construction?: number | null
        n_lists?: number | null
        kind?: 'vector' | 'halfvec' | 'binary'
        replace?: boolean
      }
      Returns: string
    }
    drop_index: {
      Args: { collection: string }
      Returns: boolean
    }
    find_duplicates: {
      Args: { collection: string; max_distance: number; measure?: Measure; match_count?: number }
      Returns: DuplicateRecords[]
    }
    upsert_records: {
      Args: { collection: string; records: CollectionRecord[] }
      Returns: number
    }
    query_records: {
      Args: {
        collection: string
        query_embedding?: Embedding | null
        match_count?: number
        filters?: Json | null
        measure?: Measure
        record_id?: string | null
        max_distance?: number | null
        include_value?: boolean
        include_metadata?: boolean
        include_vector?: boolean
        ef_search?: number | null
        probes?: number | null
      }
      Returns: FoundRecord[]
    }
    fetch_records: {
      Args: { collection: string; ids: string[] }
      Returns: StoredRecord[]
    }
    count_records: {
      Args: { collection: string; filters?: Json | null }
      Returns: number
    }
    delete_records: {
      Args: { collection: string; ids?: string[] | null; filters?: Json | null }
      Returns: string[]
    }
    collections_info: {
      Args: Record<PropertyKey, never>
      Returns: { revision: string; access: string; vector_version: string }[]
    }
  }
  Enums: { [_ in never]: never }
  CompositeTypes: {
    collection_summary: CollectionSummary
  }
}

/** Beside other types: createClient<Database & CollectionsIn>(url, key), then client.schema('collections').rpc(…). */
export type CollectionsIn<Schema extends string = 'collections'> = { [_ in Schema]: Collections }

/** A chunk of `put_document`; without an id it gets that of its document and its place. */
export type DocumentChunk = {
  content: string
  embedding: Embedding
  id?: string
}

/** A row of `match_page_sections` of the line documents; `similarity` is higher for what is nearer. */
export type DocumentMatch = {
  id: string
  source: string | null
  source_id: string | null
  document_id: string | null
  url: string | null
  created_at: string | null
  author: string | null
  content: string | null
  embedding: string | null
  similarity: number
}

/** A row of `search_documents`. */
export type FoundDocument = {
  id: string
  document_id: string | null
  source: string | null
  source_id: string | null
  url: string | null
  author: string | null
  created_at: string | null
  content: string | null
  similarity: number
}

/** What the line documents installs into its schema. */
export type Documents = {
  Tables: {
    documents: {
      Row: {
        id: string
        source: string | null
        source_id: string | null
        content: string | null
        document_id: string | null
        author: string | null
        url: string | null
        created_at: string | null
        embedding: string | null
        owner_id: string | null
      }
      Insert: {
        id?: string
        source?: string | null
        source_id?: string | null
        content?: string | null
        document_id?: string | null
        author?: string | null
        url?: string | null
        created_at?: string | null
        embedding?: Embedding | null
        owner_id?: string | null
      }
      Update: {
        id?: string
        source?: string | null
        source_id?: string | null
        content?: string | null
        document_id?: string | null
        author?: string | null
        url?: string | null
        created_at?: string | null
        embedding?: Embedding | null
        owner_id?: string | null
      }
      Relationships: []
    }
  }
  Views: { [_ in never]: never }
  Functions: {
    match_page_sections: {
      Args: {
        in_embedding: Embedding
        in_match_count?: number
        in_document_id?: string | null
        in_source_id?: string | null
        in_source?: string | null
        in_author?: string | null
        in_start_date?: string | null
        in_end_date?: string | null
      }
      Returns: DocumentMatch[]
    }
    search_documents: {
      Args: {
        query_embedding: Embedding
        match_count?: number
        match_threshold?: number | null
        min_content_length?: number | null
        in_document_id?: string | null
        in_source?: string | null
        in_source_id?: string | null
        in_author?: string | null
        in_start_date?: string | null
        in_end_date?: string | null
        ef_search?: number | null
        probes?: number | null
        candidates?: number | null
      }
      Returns: FoundDocument[]
    }
    put_document: {
      Args: {
        document_id: string
        chunks: DocumentChunk[]
        source?: string | null
        source_id?: string | null
        url?: string | null
        author?: string | null
        created_at?: string | null
      }
      Returns: number
    }
    delete_documents: {
      Args: {
        document_ids?: string[] | null
        source?: string | null
        source_id?: string | null
        author?: string | null
        start_date?: string | null
        end_date?: string | null
        delete_all?: boolean
      }
      Returns: number
    }
  }
  Enums: { [_ in never]: never }
  CompositeTypes: { [_ in never]: never }
}

/**
 * For a client of documents alone. Not to be combined with `Database` in one schema, where both lines have a function
 * match_page_sections: give each of them a client of its own.
 */
export type DocumentsIn<Schema extends string = 'public'> = { [_ in Schema]: Documents }

type NodsTable<Name extends keyof Pgmatch['Tables'], Part extends 'Row' | 'Insert' | 'Update'> =
  Pgmatch['Tables'][Name][Part]

/** What the line docs installs into its schema: the tables of the headless template, and the functions of nods. */
export type Docs = {
  Tables: {
    page: {
      Row: NodsTable<'nods_page', 'Row'> & { version: string | null; last_refresh: string | null }
      Insert: NodsTable<'nods_page', 'Insert'> & { version?: string | null; last_refresh?: string | null }
      Update: NodsTable<'nods_page', 'Update'> & { version?: string | null; last_refresh?: string | null }
      Relationships: [
        {
          foreignKeyName: 'page_parent_page_id_fkey'
          columns: ['parent_page_id']
          isOneToOne: false
          referencedRelation: 'page'
          referencedColumns: ['id']
        },
      ]
    }
    page_section: {
      Row: NodsTable<'nods_page_section', 'Row'>
      Insert: NodsTable<'nods_page_section', 'Insert'>
      Update: NodsTable<'nods_page_section', 'Update'>
      Relationships: [
        {
          foreignKeyName: 'page_section_page_id_fkey'
          columns: ['page_id']
          isOneToOne: false
          referencedRelation: 'page'
          referencedColumns: ['id']
        },
      ]
    }
  }
  Views: { [_ in never]: never }
  Functions: Omit<
    Pgmatch['Functions'],
    | 'hybrid_search_page_sections'
    | 'explain_terms'
    | 'match_video_chunks'
    | 'search_video_chunks'
    | 'find_predicted_images'
    | 'find_image_captions'
    | 'match_image_captions'
  >
  Enums: { [_ in never]: never }
  CompositeTypes: {
    docs_section_match: FoundSection
    docs_section_context: SectionContext
  }
}

/** Beside other types: createClient<Database & DocsIn>(url, key), then client.schema('docs').rpc(…). */
export type DocsIn<Schema extends string = 'docs'> = { [_ in Schema]: Docs }
