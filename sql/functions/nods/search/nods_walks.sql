-- nods_walks: the functions of this line whose text is made for the index of the sections, and the statement for each.
--
-- match_page_sections  the guide's contract: the sections nearest to an embedding, best first. embedding has as many
--                      dimensions as the table, and is normalised if the metric is inner product. It returns at most
--                      match_count sections, 0 to 10,000; only those more similar than match_threshold, null for any;
--                      only those with at least min_content_length characters, null for any
-- pgmatch.nods_walk    the same without columns, for pgmatch.nods_nearest. Behind filters, it takes the pages that
--                      pass; if so many pass that their sections are not few, the filters and few => false instead
--
-- They have the text of a function of pgmatch.create_search, so a search of sections costs what a search of any table
-- costs. A higher similarity is nearer; see pgmatch.metric_sql for its range. Equal similarities are in the order of
-- their ids. Fewer rows than match_count means that no others match. Both run as the caller, so row level security
-- applies. Errors: 22004, 22023, 2201W for bad arguments, 54000 if there are too many sections to search exactly.
--
-- is_current  whether the function is as its statement makes it, and belongs to the line
create or replace function pgmatch.nods_walks()
returns table (signature text, definition text, comment text, is_current boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select f.signature, m.definition, f.comment, coalesce(c.is_current, false)
  from pgmatch.search as s
  inner join pgmatch.install as i on i.line = s.line
  cross join lateral (select format('%I.nods_page', i.schema_name)) as t (page)
  cross join lateral (
    values
      (
        i.schema_name,
        'match_page_sections',
        'match_page_sections(vector, double precision, integer, integer)',
        '{id, page_id, slug, heading, content}',
        '[]'::jsonb,
        '{embedding, match_threshold, match_count, min_content_length}',
        'The sections nearest to an embedding, best first: similarity above match_threshold, at most match_count rows.'
      ),
      (
        'pgmatch',
        'nods_walk',
        'pgmatch.nods_walk',
        '{id}',
        jsonb_build_array(
          jsonb_build_array('pages bigint[]', 's.page_id = any($)'),
          -- these look up the page of each section that the scan returns; exists would read all pages at each call
          jsonb_build_array('path_prefix text', format(
            '(select starts_with(p.path, f.prefix) or f.prefix ~ ''^[^/]'' and starts_with(p.path, ''/'' || f.prefix)'
            ' from %1$s as p cross join (select $) as f (prefix) where p.id = s.page_id)', t.page
          )),
          jsonb_build_array(
            'page_type text', format('(select p.type = $ from %s as p where p.id = s.page_id)', t.page)
          ),
          jsonb_build_array('source text', format('(select p.source = $ from %s as p where p.id = s.page_id)', t.page)),
          jsonb_build_array('meta jsonb', format('(select p.meta @> $ from %s as p where p.id = s.page_id)', t.page))
        ),
        null,
        'The sections nearest to a vector, behind filters on pages.'
      )
  ) as f (schema_name, name, signature, returns, filters, arguments, comment)
  cross join lateral jsonb_populate_record(
    null::pgmatch.search_function,
    to_jsonb(s) || jsonb_build_object(
      'schema_name', f.schema_name,
      'name', f.name,
      'returns', f.returns::text[],
      'arguments', f.arguments::text[],
      'content', 'content',
      'filters', f.filters,
      'contract', 'nods',
      'scored', true,
      'path', '{}'::name[]
    )
  ) as d
  cross join lateral pgmatch.search_definition(d) as m (definition)
  left join lateral (
    select
      not p.prosecdef
      and strpos(m.definition, quote_literal(p.prosrc)) > 0
      and p.proconfig is not distinct from array(
        select replace(t.setting[1], ' = ', '=') from regexp_matches(m.definition, '^set (.+)$', 'gn') as t (setting)
      )
      and exists (
        select 1 from pgmatch.member as r
        where r.line = 'nods' and r.kind = 'function' and pgmatch.member_oid(r.line, r.kind, r.name) = p.oid
      ) as is_current
    from pg_proc as p
    where p.oid = pgmatch.member_oid('nods', 'function', f.signature)
  ) as c on true
  where s.line = 'nods'
$$;

comment on function pgmatch.nods_walks is
  'The functions of this line whose text is made for the index of the sections, and the statement for each.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_walks');
