-- nods_nearest: the sections nearest to a vector, best first. The one place where a search is done.
--
-- Arguments and errors are those of search_page_sections. Runs as the caller: row level security applies.
--
-- similarity, higher is nearer, comes from the distance of the stored vectors under the recorded metric:
-- ip      the inner product, -infinity to infinity; -1 to 1 for vectors of length 1
-- cosine  1 - distance, -1 to 1
-- l2      1 / (1 + distance), above 0 to 1
--
-- 1. Filters on pages and policies can leave so few sections that the walk would be long to meet them.
--    Therefore what is left is counted first, and not more than about 12 times the root of the rows
--    are compared exactly.
-- 2. Otherwise the index is walked: ordered by the bare operator ascending and limited, with the threshold
--    left out, so that a threshold nobody reaches does not make the walk long. Ties are broken by id
--    afterwards: before PostgreSQL 17 a second column to sort by loses the index. A binary index is asked
--    for more rows than are wanted, and so is every index behind a filter, where the walk meets near rows
--    late; all are ordered by their stored vectors in the end. Where the length of the content may leave
--    few sections, the walk stops early for a count before it goes on.
-- 3. A walk that ends without k rows (filters, policies, pgvector's own bounds) is followed by an exact
--    comparison of all sections that pass the filters, up to 100,000; with more it raises 54000. So only
--    a row that the approximate walk passed by can be absent.
create or replace function pgmatch.nods_nearest(
  query_embedding vector,
  match_threshold double precision,
  match_count integer,
  min_content_length integer,
  path_prefix text default null,
  page_type text default null,
  source text default null,
  meta jsonb default null,
  ef_search integer default null,
  probes integer default null,
  candidates integer default null
)
returns table (id bigint, similarity double precision)
language plpgsql
stable
rows 10
set search_path from current
-- the planner prices the scan below a sort without the vectors that lie out of line; the walk needs no sort
set enable_sort = off
-- nor does it know how few sections a policy leaves, and would pass over the index that finds them
set enable_seqscan = off
-- before PostgreSQL 18 the price of a disabled node would set off compilation
set jit = off
as $$
declare
  _metric constant text := (select i.metric from pgmatch.install as i where i.line = 'nods');
  _distance constant text :=
    's.embedding ' || case _metric when 'ip' then '<#>' when 'cosine' then '<=>' else '<->' end || ' $1';
  _page_filter constant text := pgmatch.nods_page_filter(path_prefix, page_type, source, meta);
  _filter constant text := concat_ws(
    ' and ',
    's.embedding is not null',
    coalesce('length(s.content) >= ' || min_content_length, 's.content is not null'),
    's.page_id in (select p.id from nods_page as p where ' || _page_filter || ')'
  );
  _most constant integer := 100000;
  _index record;
  _ef_search integer;
  _wanted integer := match_count;
  _stops integer[] := array[null];
  _before text[];
  _set text;
  _is_few boolean;
  _is_complete boolean := false;
  _compared integer;
  _ids bigint[];
  _distances double precision[];
begin
  perform pgmatch.nods_check_query(query_embedding, match_threshold, match_count);
  if coalesce(ef_search, probes, candidates) is not null then
    perform pgmatch.nods_check_scan(match_count, ef_search, probes, candidates);
  end if;

  if _page_filter is not null or pgmatch.nods_has_policies() then
    -- without the length, which only the rows themselves can tell
    _is_few := pgmatch.nods_is_few(null, path_prefix, page_type, source, meta);
  end if;
  if _is_few is not true then
    -- a halfvec holds no number beyond 65504
    select n.* into _index
    from pgmatch.nods_search_index(_metric) as n
    where n.kind <> 'halfvec' or vector_norm(query_embedding) <= 65504;
    if _index.kind = 'binary' then
      _wanted := coalesce(candidates, least(_most, ceil(match_count * coalesce(_index.overfetch, 20))));
    end if;
    -- a walk that is to bring many rows has no earlier stop than its usual one, and is not made twice
    if min_content_length is not null
      and 2000 + 20 * _wanted < coalesce(current_setting('hnsw.max_scan_tuples', true)::integer, 20000) then
      _stops := array[2000 + 20 * _wanted, null];
    end if;
    for i in 1..cardinality(_stops) loop
      -- behind a filter that 10 % pass, recall on real text is 0.99 instead of 0.98 then; so it is with twice as
      -- many rows and no more ef_search, but that takes a quarter longer
      if _is_few is not null and _index.kind <> 'binary' then
        _wanted := ceil(1.5 * match_count);
        _ef_search := least(1000, 2 * coalesce(_index.ef_search, 40));
      end if;
      _before := pgmatch.nods_set_scan(
        _index.method, _wanted, _index.index, coalesce(_ef_search, _index.ef_search), _index.probes,
        ef_search, probes, _stops[i]
      );
      if _index.other is not null then
        _before := _before || pgmatch.nods_set_scan(
          case _index.method when 'hnsw' then 'ivfflat' else 'hnsw' end, _wanted, _index.other,
          ef_search => ef_search, probes => probes, max_scan_tuples => _stops[i]
        );
      end if;
      if _index.kind = 'vector' and _page_filter is null then
        select w.ids, w.distances into _ids, _distances
        from pgmatch.nods_walk(query_embedding, _metric, coalesce(min_content_length, 0), _wanted) as w;
      else
        execute format(
          'select array_agg(w.id), array_agg(w.distance) from ('
          'select s.id, %s as distance from nods_page_section as s where %s'
          ' order by %s fetch first %s rows %s) as w',
          _distance, _filter,
          -- without a whole index + 0 keeps a partial one from giving only what its own bounds let through
          case when _index.index is null then '(' || _distance || ') + 0' else coalesce(_index.ordering, _distance) end,
          _wanted,
          -- as many rows have equally many different bits, ties would make the walk twice as long
          case when _index.kind = 'binary' then 'only' else 'with ties' end
        )
        into _ids, _distances
        using query_embedding;
      end if;
      for j in 1..cardinality(_before) by 2 loop
        _set := set_config(_before[j], _before[j + 1], true);
      end loop;
      _is_complete := _index.index is null or match_count = 0 or coalesce(cardinality(_ids) >= match_count, false);
      exit when _is_complete or _stops[i] is null;
      _is_few := pgmatch.nods_is_few(min_content_length, path_prefix, page_type, source, meta);
      exit when _is_few;
    end loop;
  end if;

  if not _is_complete then
    perform set_config('enable_sort', 'on', true);
    perform set_config('enable_seqscan', (_is_few is not true)::text, true);
    -- distances are worked out before they are sorted, else the planner would take the index again
    execute format(
      'with candidate as materialized ('
      'select s.id, %s as distance from nods_page_section as s where %s limit %s)'
      ' select array_agg(n.id), array_agg(n.distance), (select count(*) from candidate) from ('
      'select c.id, c.distance from candidate as c order by c.distance, c.id limit %s) as n',
      _distance, _filter, _most + 1, match_count
    )
    into _ids, _distances, _compared
    using query_embedding;
    if _compared > _most then
      raise exception using
        errcode = 'program_limit_exceeded',
        message = format(
          'the index gave fewer than %s rows, and more than %s sections are left to compare', match_count, _most
        ),
        hint = 'Ask for fewer rows, or let the walk go on for longer: set hnsw.max_scan_tuples = 200000;';
    end if;
  end if;

  return query
  select n.id, n.similarity
  from (
    select
      u.id,
      u.distance,
      case _metric when 'ip' then 0 - u.distance when 'cosine' then 1 - u.distance else 1 / (1 + u.distance) end
        as similarity
    from unnest(_ids, _distances) as u (id, distance)
    where u.distance <> 'NaN'
    order by u.distance, u.id
    limit match_count
  ) as n
  where match_threshold is null or n.similarity > match_threshold
  order by n.distance, n.id;
end;
$$;

comment on function
pgmatch.nods_nearest(vector, double precision, integer, integer, text, text, text, jsonb, integer, integer, integer) is
  'The sections nearest to a vector, best first: through the index, completed exactly where it ends early.';

select pgmatch.register(
  'nods',
  'function',
  'pgmatch.nods_nearest'
  '(vector, double precision, integer, integer, text, text, text, jsonb, integer, integer, integer)',
  'execute',
  'execute'
);
