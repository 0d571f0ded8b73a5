-- nods_compare: the nearest sections that pass the filters, and their distances, by comparing them all.
--
-- sections  compares only these, from pgmatch.nods_few_sections; null for all, up to 100,000
--
-- Raises 54000 if there are more.
create or replace function pgmatch.nods_compare(
  query_embedding vector,
  metric text,
  match_count integer,
  min_content_length integer,
  path_prefix text,
  page_type text,
  source text,
  meta jsonb,
  tenant text,
  sections bigint[],
  out ids bigint[],
  out distances double precision[]
)
returns record
language plpgsql
stable
set search_path from current
set enable_seqscan = on
-- as in pgmatch.nods_few_sections
set enable_bitmapscan = off
set jit = off
as $$
declare
  _most constant integer := 100000;
  _compared integer;
begin
  perform set_config('enable_seqscan', (sections is null)::text, true);
  -- computes distances before it sorts them, or the planner would choose the index again
  execute format(
    'with candidate as materialized ('
    'select s.id, %s as distance from nods_page_section as s where s.embedding is not null and %s limit %s)'
    ' select array_agg(n.id), array_agg(n.distance), (select count(*) from candidate) from ('
    'select c.id, c.distance from candidate as c order by c.distance, c.id limit %s) as n',
    pgmatch.nods_distance(metric),
    case
      when sections is null then
        pgmatch.nods_section_filter(min_content_length, path_prefix, page_type, source, meta, tenant)
      -- the filters on pages were applied before
      else pgmatch.nods_section_filter(min_content_length, null, null, null, null, tenant) || ' and s.id = any($2)'
    end,
    _most + 1,
    match_count
  )
  into ids, distances, _compared
  using query_embedding, sections;
  if _compared > _most then
    raise exception using
      errcode = 'program_limit_exceeded',
      message = format(
        'the index returned fewer than %s rows, and more than %s sections are left to compare', match_count, _most
      ),
      hint = 'Ask for fewer rows, or let the index scan continue for longer: set hnsw.max_scan_tuples = 200000;';
  end if;
end;
$$;

comment on function
pgmatch.nods_compare(vector, text, integer, integer, text, text, text, jsonb, text, bigint[]) is
  'The nearest sections that pass the filters, and their distances, by comparing them all.';

select pgmatch.register(
  'nods',
  'function',
  'pgmatch.nods_compare(vector, text, integer, integer, text, text, text, jsonb, text, bigint[])',
  'execute',
  'execute'
);
