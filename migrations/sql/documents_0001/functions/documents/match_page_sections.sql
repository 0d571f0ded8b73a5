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
-- no others match. Runs as the caller, so row level security applies. Raises 22025 for a
-- pattern that ends in a single backslash, and what pgmatch.nearest raises.
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
-- to write dates as literals
set datestyle = iso
as $$
#variable_conflict use_column
declare
  _filter constant text := (
    select string_agg(f.condition, ' and '::text)
    from (
      select pg_catalog.format('(s.%1$I like %2$L or s.%1$I is null)', p.name, p.pattern) as condition
      from (
        values
          ('document_id'::text, in_document_id),
          ('source_id', in_source_id),
          ('source', in_source),
          ('author', in_author)
      ) as p (name, pattern)
      where p.pattern <> '%%'::text
      union all
      select pg_catalog.format('s.created_at %s %L', b.comparison, b.bound)
      from (
        values ('>='::text, in_start_date, '-infinity'::timestamptz), ('<=', in_end_date, 'infinity')
      ) as b (comparison, bound, none)
      where b.bound <> b.none
    ) as f
  );
  _name text;
  _pattern text;
begin
  select p.name, p.pattern into _name, _pattern
  from (
    values
      ('in_document_id'::text, in_document_id),
      ('in_source_id', in_source_id),
      ('in_source', in_source),
      ('in_author', in_author)
  ) as p (name, pattern)
  where (length(p.pattern) - length(rtrim(p.pattern, E'\\'::text))) % 2 = 1
  limit 1;
  if _name is not null then
    raise exception using
      errcode = 'invalid_escape_sequence',
      message = pg_catalog.format('%s=%s ends in a backslash, which escapes nothing', _name, _pattern),
      hint = E'Write two backslashes for one that is meant: \\\\';
  end if;
  return query
  select w.*, n.similarity
  from pgmatch.nearest(
    null::text, 'documents', 'embedding', 'id',
    (select s.metric from pgmatch.search as s where s.line = 'documents'),
    in_embedding, in_match_count, always => 's.created_at is not null', filter => _filter
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
