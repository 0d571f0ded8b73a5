-- match_page_sections: the chunks nearest to an embedding, best first. The retrieval plugin's contract.
--
-- in_embedding    as many dimensions as the table, and normalised if the metric is inner product
-- in_match_count  at most this many chunks, 0 to 10,000
-- in_document_id, in_source_id, in_source, in_author
--                 patterns of `like`: chunks that match, or that have no value in this column; null or '%%' for any
-- in_start_date, in_end_date
--                 chunks that were created from one to the other, both included; null for no bound
--
-- A higher similarity is nearer; see pgmatch.metric_sql for its range. Equal similarities are in the order of their
-- ids. Chunks without an embedding or without a creation date are not found. Fewer rows than in_match_count means that
-- no others match. Runs as the caller, so row level security applies. Raises what pgmatch.documents_filter and
-- pgmatch.nearest raise.
create or replace function match_page_sections(
  in_embedding vector,
  in_match_count integer default 3,
  in_document_id text default '%%',
  in_source_id text default '%%',
  in_source text default '%%',
  in_author text default '%%',
  in_start_date timestamptz default '-infinity',
  in_end_date timestamptz default 'infinity'
)
returns table (
  id text,
  source text,
  source_id text,
  document_id text,
  url text,
  created_at timestamptz,
  author text,
  content text,
  embedding vector,
  similarity double precision
)
language plpgsql
stable
rows 3
set search_path from current
as $$
#variable_conflict use_column
begin
  return query
  select w.*, n.similarity
  from pgmatch.nearest(
    null::text, 'documents', 'embedding', 'id',
    (select s.metric from pgmatch.search as s where s.line = 'documents'),
    in_embedding, in_match_count, always => 's.created_at is not null',
    filter => pgmatch.documents_filter(
      in_document_id, in_source_id, in_source, in_author, in_start_date, in_end_date
    )
  ) as f
  cross join lateral unnest(f.keys, f.similarities) with ordinality as n (id, similarity, place)
  -- lateral, with a limit: the planner would rather read the whole table
  cross join lateral (
    select d.id, d.source, d.source_id, d.document_id, d.url, d.created_at, d.author, d.content, d.embedding
    from documents as d
    where d.id = n.id
    limit 1
  ) as w
  order by n.place;
end;
$$;

comment on function match_page_sections(
  vector, integer, text, text, text, text, timestamptz, timestamptz
) is
  'The chunks nearest to an embedding, best first, by patterns and dates: the contract of the retrieval plugin.';

select pgmatch.register(
  'documents',
  'function',
  'match_page_sections'
  '(vector, integer, text, text, text, text, timestamptz, timestamptz)',
  'execute',
  'execute'
);
