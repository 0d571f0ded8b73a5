-- nods_few_sections: the sections that pass the filters, if comparing them all is quicker than the walk; else null.
--
-- The walk visits rows / n of the index for each row that it returns when n of them pass; comparing takes as
-- long as n is large. Measured at 30,000 rows of 1536 dimensions they meet where about 2,000 pass; they
-- meet at a number that grows with the root of the rows. Looks no further than that, and at pages first.
create or replace function pgmatch.nods_few_sections(
  min_content_length integer,
  path_prefix text,
  page_type text,
  source text,
  meta jsonb,
  tenant text
)
returns bigint[]
language plpgsql
stable
set search_path from current
-- a policy hides from the planner how few sections it leaves, so that the index on its column is passed over
set enable_seqscan = off
-- and combines that index with another, once for each page
set enable_bitmapscan = on
set jit = off
as $$
declare
  _page_filter constant text := pgmatch.nods_page_filter(path_prefix, page_type, source, meta, tenant);
  _filter text := pgmatch.nods_section_filter(min_content_length, path_prefix, page_type, source, meta, tenant);
  _few integer;
  _few_pages integer;
  _pages bigint[];
  _count integer;
  _sections bigint[];
begin
  select f.few, least(1e9, ceil(f.few * greatest(p.reltuples, 1) / greatest(s.reltuples, 1))) into _few, _few_pages
  from pg_class as s
  cross join pg_class as p
  cross join lateral (select 12 * sqrt(greatest(s.reltuples, 10000)) as few) as f
  where s.oid = 'nods_page_section'::regclass and p.oid = 'nods_page'::regclass;

  if _page_filter is not null then
    execute format(
      'select array_agg(f.id) from (select p.id from nods_page as p where %s limit %s) as f', _page_filter, _few_pages + 1
    )
    into _pages;
    if coalesce(cardinality(_pages), 0) <= _few_pages then
      _filter := pgmatch.nods_section_filter(min_content_length, null, null, null, null, tenant)
        || ' and s.page_id = any($1)';
    elsif min_content_length is null then
      return null;
    end if;
  end if;

  perform set_config('enable_bitmapscan', 'off', true);
  if min_content_length is null then
    -- indexes alone tell this
    execute format(
      'select count(*) from (select from nods_page_section as s where %s limit %s) as f',
      concat_ws(
        ' and ',
        'true',
        's.owner_id = ' || quote_literal(tenant),
        case when _page_filter is not null then 's.page_id = any($1)' end
      ),
      _few + 1
    )
    into _count
    using _pages;
    if _count > _few then
      return null;
    end if;
  end if;
  execute format(
    'select array_agg(f.id) from (select s.id from nods_page_section as s where %s limit %s) as f', _filter, _few + 1
  )
  into _sections
  using _pages;
  return case when coalesce(cardinality(_sections), 0) <= _few then coalesce(_sections, '{}') end;
end;
$$;

comment on function pgmatch.nods_few_sections(integer, text, text, text, jsonb, text) is
  'The sections that pass the filters, as the caller sees them, or null if a walk is quicker than comparing them all.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_few_sections(integer, text, text, text, jsonb, text)', 'execute', 'execute'
);
