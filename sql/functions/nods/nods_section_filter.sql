-- nods_section_filter: the SQL condition that the filters on pages put on a section s; null if there are none.
--
-- few  false if so many pages pass that their sections are not few; else null
--
-- It looks for the pages first. If they are so few that their sections are few too (pgmatch.few_rows), it names them:
-- then an index on sections finds the sections at once.
create or replace function pgmatch.nods_section_filter(
  path_prefix text,
  page_type text,
  source text,
  meta jsonb,
  out filter text,
  out few boolean
)
returns record
language plpgsql
stable
set search_path from current
-- as in pgmatch.is_few
set enable_seqscan = off
set jit = off
as $$
declare
  _filter text := pgmatch.nods_page_filter(path_prefix, page_type, source, meta);
  _few integer;
  _pages bigint[];
begin
  if _filter is null then
    return;
  end if;
  _filter := pg_catalog.concat_ws(' and ', _filter, pgmatch.tenant_filter('nods_page', 'p'));
  select least(
    1e9,
    ceil(pgmatch.few_rows(s.oid)::double precision * (greatest(p.reltuples, 1) / greatest(s.reltuples, 1)))
  )
  into _few
  from pg_class as s
  cross join pg_class as p
  where s.oid = 'nods_page_section'::regclass::oid and p.oid = 'nods_page'::regclass::oid;

  execute pg_catalog.format(
    'select pg_catalog.array_agg(f.id) from (select p.id from nods_page as p where %s limit %s) as f', _filter, _few + 1
  )
  into _pages;
  if coalesce(pg_catalog.cardinality(_pages), 0) <= _few then
    filter := pg_catalog.format('s.page_id = any(%L::bigint[])', coalesce(_pages, '{}'));
  else
    filter := pg_catalog.format('s.page_id in (select p.id from nods_page as p where %s)', _filter);
    few := false;
  end if;
end;
$$;

comment on function pgmatch.nods_section_filter is
  'The SQL condition that the filters on pages put on a section s; null if there are none.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_section_filter', 'execute', 'execute');
