-- nods_few_sections: the sections that pass the filters, if comparing them all is faster than an index scan; else null.
--
-- If n rows pass, an index scan visits rows / n index entries for each row that it returns, while the time to compare
-- is proportional to n. With 30,000 rows of 1536 dimensions, both take equally long if about 2,000 rows pass. That
-- number grows with the square root of the number of rows. This stops counting there, and counts pages first.
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
-- the planner does not know how few sections a policy leaves, so it would ignore the index on the policy's column
set enable_seqscan = off
-- turned off below: the planner would combine that index with another, once for each page
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
      'select array_agg(f.id) from (select p.id from nods_page as p where %s limit %s) as f',
      _page_filter, _few_pages + 1
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
    -- this count reads only indexes
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
  'The sections that pass the filters, as the caller sees them; null if an index scan is faster than comparing them.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_few_sections(integer, text, text, text, jsonb, text)', 'execute', 'execute'
);
