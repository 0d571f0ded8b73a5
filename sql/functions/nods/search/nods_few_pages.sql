-- nods_few_pages: the pages that pass the filters; null if they are so many that their sections are not few.
--
-- What few sections are, pgmatch.few_rows says. One filter alone is looked up by a statement that is planned once a
-- session; of several or of operators, or behind policies, the planner sees the values. A path is looked up as a range
-- of bytes, as the index can be used for that without the value. Where a b-tree has the values, it is asked first
-- whether there are too many to collect.
create or replace function pgmatch.nods_few_pages(
  path_prefix text,
  page_type text,
  source text,
  meta jsonb,
  filter jsonb default null
)
returns bigint[]
language plpgsql
stable
set search_path from current
set plan_cache_mode = force_generic_plan
-- as in pgmatch.is_few
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_variable
declare
  -- raises 22023 for values that are too long
  _filter constant text := pgmatch.nods_page_filter(path_prefix, page_type, source, meta, filter);
  _prefixes text[] := array[path_prefix];
  _end constant text := pgmatch.nods_prefix_end(path_prefix);
  _ends text[] := array[_end];
  _most integer;
  _pages bigint[];
begin
  select least(
    1e9,
    pg_catalog.ceil(pgmatch.few_rows(s.oid)::double precision * (greatest(p.reltuples, 1) / greatest(s.reltuples, 1)))
  )
  into _most
  from pg_class as s
  cross join pg_class as p
  where s.oid = 'nods_page_section'::regclass::oid and p.oid = 'nods_page'::regclass::oid;

  if filter is not null
    or pg_catalog.num_nonnulls(path_prefix, page_type, source, meta) > 1
    or path_prefix is not null and _end is null
    or pgmatch.has_policies('nods_page') then
    execute pg_catalog.format(
      'select case when count(*) <= %2$s then coalesce(pg_catalog.array_agg(f.id), ''{}'') end'
      ' from (select p.id from nods_page as p where %1$s limit %2$s + 1) as f',
      pg_catalog.concat_ws(' and ', coalesce(_filter, 'true'), pgmatch.tenant_filter('nods_page', 'p')),
      _most
    )
    into _pages;
  elsif path_prefix is not null then
    -- as in pgmatch.nods_page_filter
    if path_prefix ~ '^[^/]' then
      _prefixes := array[path_prefix, '/' || path_prefix];
      _ends := array[_end, '/' || _end];
    end if;
    select coalesce(pg_catalog.array_agg(p.id), '{}') into _pages
    from rows from (pg_catalog.unnest(_prefixes), pg_catalog.unnest(_ends)) as f (first, beyond)
    inner join nods_page as p on p.path ~>=~ f.first and p.path ~<~ f.beyond
    having not exists (
      select 1 from rows from (pg_catalog.unnest(_prefixes), pg_catalog.unnest(_ends)) as f (first, beyond)
      inner join nods_page as p on p.path ~>=~ f.first and p.path ~<~ f.beyond
      offset _most
    );
  elsif page_type is not null then
    select coalesce(pg_catalog.array_agg(p.id), '{}') into _pages
    from nods_page as p where p.type = page_type
    having not exists (select 1 from nods_page as p where p.type = page_type offset _most);
  elsif source is not null then
    select coalesce(pg_catalog.array_agg(p.id), '{}') into _pages
    from nods_page as p where p.source = source
    having not exists (select 1 from nods_page as p where p.source = source offset _most);
  else
    select case when count(*) <= _most then coalesce(pg_catalog.array_agg(f.id), '{}') end into _pages
    from (select p.id from nods_page as p where p.meta @> meta limit _most + 1) as f;
  end if;
  return _pages;
end;
$$;

comment on function pgmatch.nods_few_pages is
  'The pages that pass the filters; null if they are so many that their sections are not few.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_few_pages', 'execute', 'execute');
