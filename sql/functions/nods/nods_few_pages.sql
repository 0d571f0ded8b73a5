-- nods_few_pages: the pages that pass the filters; null if they are so many that their sections are not few.
--
-- What few sections are, pgmatch.few_rows says. One filter alone is looked up by a statement that is planned once a
-- session; of several or of operators, or behind policies, the planner sees the values. A path is looked up as a range
-- of bytes, as the index can be used for that without the value. The range ends before the last character of Unicode,
-- which no path has.
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
    or path_prefix is not null and pg_catalog.getdatabaseencoding() <> 'UTF8'
    or pgmatch.has_policies('nods_page') then
    execute pg_catalog.format(
      'select pg_catalog.array_agg(f.id) from (select p.id from nods_page as p where %s limit %s) as f',
      pg_catalog.concat_ws(' and ', coalesce(_filter, 'true'), pgmatch.tenant_filter('nods_page', 'p')),
      _most + 1
    )
    into _pages;
  elsif path_prefix is not null then
    -- as in pgmatch.nods_page_filter
    if path_prefix ~ '^[^/]' then
      _prefixes := array[path_prefix, '/' || path_prefix];
    end if;
    select pg_catalog.array_agg(f.id) into _pages
    from (
      select p.id
      from pg_catalog.unnest(_prefixes) as f (prefix)
      inner join nods_page as p on p.path ~>=~ f.prefix and p.path ~<~ (f.prefix || pg_catalog.chr(1114111))
      limit _most + 1
    ) as f;
  elsif page_type is not null then
    select pg_catalog.array_agg(f.id) into _pages
    from (select p.id from nods_page as p where p.type = page_type limit _most + 1) as f;
  elsif source is not null then
    select pg_catalog.array_agg(f.id) into _pages
    from (select p.id from nods_page as p where p.source = source limit _most + 1) as f;
  else
    select pg_catalog.array_agg(f.id) into _pages
    from (select p.id from nods_page as p where p.meta @> meta limit _most + 1) as f;
  end if;
  return case when coalesce(pg_catalog.cardinality(_pages), 0) <= _most then coalesce(_pages, '{}') end;
end;
$$;

comment on function pgmatch.nods_few_pages is
  'The pages that pass the filters; null if they are so many that their sections are not few.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_few_pages', 'execute', 'execute');
