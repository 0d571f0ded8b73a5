-- nods_section_filter: the SQL condition that the filters on pages put on a section s; null if there are none.
--
-- If the pages are so few that their sections are few too, it names them: then an index on sections finds the sections
-- at once.
create or replace function pgmatch.nods_section_filter(
  path_prefix text,
  page_type text,
  source text,
  meta jsonb,
  filter jsonb default null
)
returns text
language plpgsql
stable
set search_path from current
as $$
declare
  _filter text := pgmatch.nods_page_filter(path_prefix, page_type, source, meta, filter);
  _pages bigint[];
begin
  if _filter is null then
    return null;
  end if;
  _pages := pgmatch.nods_few_pages(path_prefix, page_type, source, meta, filter);
  if _pages is not null then
    return pg_catalog.format('s.page_id = any(%L::bigint[])', _pages);
  end if;
  _filter := pg_catalog.concat_ws(' and ', _filter, pgmatch.tenant_filter('nods_page', 'p'));
  return pg_catalog.format('s.page_id in (select p.id from nods_page as p where %s)', _filter);
end;
$$;

comment on function pgmatch.nods_section_filter is
  'The SQL condition that the filters on pages put on a section s; null if there are none.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_section_filter', 'execute', 'execute');
