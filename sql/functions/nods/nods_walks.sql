-- nods_walks: the functions of this line whose text is made for the index of the sections, and the statement for each.
--
-- match_page_sections  the guide's contract: the sections nearest to an embedding, best first. embedding has as many
--                      dimensions as the table, and is normalised if the metric is inner product. It returns at most
--                      match_count sections, 0 to 10,000; only those more similar than match_threshold, null for any;
--                      only those with at least min_content_length characters, null for any
-- pgmatch.nods_walk    the same without columns, for pgmatch.nods_nearest
--
-- They have the text of a function of pgmatch.create_search, so a search of sections costs what a search of any table
-- costs. A higher similarity is nearer; see pgmatch.metric_sql for its range. Equal similarities are in the order of
-- their ids. Fewer rows than match_count means that no others match. Both run as the caller, so row level security
-- applies. Errors: 22004, 22023, 2201W for bad arguments, 54000 if there are too many sections to search exactly.
create or replace function pgmatch.nods_walks()
returns table (signature text, definition text, comment text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select f.signature, pgmatch.search_definition(d), f.comment
  from pgmatch.search as s
  inner join pgmatch.install as i on i.line = s.line
  cross join lateral (
    values
      (
        i.schema_name,
        'match_page_sections',
        'match_page_sections(vector, double precision, integer, integer)',
        '{id, page_id, slug, heading, content}',
        '{embedding, match_threshold, match_count, min_content_length}',
        'The sections nearest to an embedding, best first: similarity above match_threshold, at most match_count rows.'
      ),
      (
        'pgmatch',
        'nods_walk',
        'pgmatch.nods_walk',
        '{id}',
        null,
        'The sections nearest to a vector, without filters on pages.'
      )
  ) as f (schema_name, name, signature, returns, arguments, comment)
  cross join lateral jsonb_populate_record(
    null::pgmatch.search_function,
    to_jsonb(s) || jsonb_build_object(
      'schema_name', f.schema_name,
      'name', f.name,
      'returns', f.returns::text[],
      'arguments', f.arguments::text[],
      'content', 'content',
      'filters', '[]'::jsonb,
      'contract', 'nods',
      'scored', true,
      'path', '{}'::name[]
    )
  ) as d
  where s.line = 'nods'
$$;

comment on function pgmatch.nods_walks is
  'The functions of this line whose text is made for the index of the sections, and the statement for each.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_walks');
