-- nods_is_few: whether so few sections pass the filters that comparing them all is quicker than the walk.
--
-- The walk visits rows / n of the index for each row that it returns when n of them pass; comparing takes as
-- long as n is large. Measured at 30,000 rows of 1536 dimensions they meet where about 2,000 pass; they
-- meet at a number that grows with the root of the rows. Counts no further than that, and pages first.
create or replace function pgmatch.nods_is_few(
  min_content_length integer,
  path_prefix text,
  page_type text,
  source text,
  meta jsonb
)
returns boolean
language plpgsql
stable
set search_path from current
-- a policy hides from the planner how few sections it leaves, so that the index on its column is passed over
set enable_seqscan = off
set jit = off
as $$
declare
  _page_filter constant text := pgmatch.nods_page_filter(path_prefix, page_type, source, meta);
  _few integer;
  _few_pages integer;
  _is_few boolean;
begin
  select f.few, least(1e9, ceil(f.few * greatest(p.reltuples, 1) / greatest(s.reltuples, 1))) into _few, _few_pages
  from pg_class as s
  cross join pg_class as p
  cross join lateral (select 12 * sqrt(greatest(s.reltuples, 10000)) as few) as f
  where s.oid = 'nods_page_section'::regclass and p.oid = 'nods_page'::regclass;

  if _page_filter is not null then
    execute format(
      'select count(*) <= %1$s from (select from nods_page as p where %2$s limit %1$s + 1) as f',
      _few_pages,
      _page_filter
    )
    into _is_few;
    if not _is_few and min_content_length is null then
      return false;
    end if;
  end if;

  execute format(
    'select count(*) <= %1$s from (select from nods_page_section as s where %2$s limit %1$s + 1) as f',
    _few,
    concat_ws(
      ' and ',
      'true',
      'length(s.content) >= ' || min_content_length,
      's.page_id in (select p.id from nods_page as p where ' || _page_filter || ')'
    )
  )
  into _is_few;
  return _is_few;
end;
$$;

comment on function pgmatch.nods_is_few(integer, text, text, text, jsonb) is
  'Whether so few sections pass the filters, as the caller sees them, that comparing them is quicker than a walk.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_is_few(integer, text, text, text, jsonb)', 'execute', 'execute'
);
