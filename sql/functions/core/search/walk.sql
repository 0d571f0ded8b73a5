-- walk: answers a question from the first rows that a scan of the vector index returns.
--
-- is_filtered  whether a filter, or policies, pass only some of the rows
-- is_complete  whether the scan returned as many as wanted, or the rows that pass were compared
--
-- It asks a binary index for more rows than wanted, and also any index behind a filter, because the scan then meets
-- near rows late. If a late condition may leave few rows, the scan stops early to look for them before it continues; if
-- they are few, they are compared. If no index fits, it sorts all rows. It returns nothing if so many rows are wanted
-- that comparing all is faster, see pgmatch.most_to_walk.
create or replace function pgmatch.walk(
  no_key anyelement,
  question pgmatch.question,
  is_filtered boolean,
  ef_search integer,
  probes integer,
  candidates integer,
  out keys anyarray,
  out similarities double precision[],
  out is_complete boolean
)
returns record
language plpgsql
stable
set search_path from current
-- the planner ignores out-of-line vectors when it prices a scan with a sort; the index scan needs no sort
set enable_sort = off
-- nor does it know how few rows a policy leaves, so it would ignore the index that finds them
set enable_seqscan = off
-- before PostgreSQL 18, the price of a disabled node would trigger compilation
set jit = off
as $$
declare
  _chosen pgmatch.chosen_index := pgmatch.search_index(question.target, question.embedding, question.metric);
  _distance constant text := pgmatch.distance(question.target, question.embedding, question.metric);
  _wanted integer := question.match_count;
  _stops integer[] := array[null];
  _stop integer;
  _is_first boolean := true;
  _before pgmatch.setting[];
  _compared integer;
begin
  -- a halfvec cannot hold a number beyond 65504
  if _chosen.kind = 'halfvec' and vector_norm(question.query) > 65504::float8 then
    _chosen := null;
  elsif _chosen.kind = 'binary' then
    _wanted := coalesce(candidates, least(100000, ceil(_wanted::float8 * coalesce(_chosen.overfetch, 20))));
  end if;
  -- it is 500 at least, and to ask takes a tenth of the time of a search
  if _chosen.index is not null and question.match_count > 500
    and question.match_count > pgmatch.most_to_walk(question.target) then
    is_complete := false;
    return;
  end if;
  -- a scan for many rows has no earlier stop than its usual one, so it runs once
  if question.late is not null
    and 2000 + 20 * _wanted < coalesce(current_setting('hnsw.max_scan_tuples', true)::integer, 20000) then
    _stops := array[2000 + 20 * _wanted, null];
  end if;

  foreach _stop in array _stops loop
    -- near rows that pass are met late: a larger ef_search finds more of them where many pass (recall on random vectors
    -- 0.68 instead of 0.56 if half of them do), more rows where few pass
    if (is_filtered or not _is_first) and _chosen.kind <> 'binary' and _wanted = question.match_count then
      _wanted := (5 * _wanted + 3) / 4;
      _chosen.ef_search := least(1000, coalesce(2 * _chosen.ef_search, 3 * pgmatch.default_ef_search() / 2));
    end if;
    _is_first := false;
    _before := pgmatch.set_scan(_chosen, _wanted, ef_search, probes, _stop);
    select r.keys, r.similarities, r.compared into keys, similarities, _compared
    from pgmatch.search_rows(
      no_key,
      question,
      pg_catalog.format(
        'order by %s fetch first %s rows %s',
        -- without a whole index, + 0 keeps the planner from a partial one, which would return only its own rows
        case when _chosen.index is null then '(' || _distance || ') + 0' else coalesce(_chosen.ordering, _distance) end,
        _wanted,
        -- many rows differ in equally many bits, so ties would make the scan twice as long
        case when _chosen.kind = 'binary' then 'only' else 'with ties' end
      )
    ) as r;
    perform pgmatch.put_back(_before);
    -- for pgmatch.explain_call
    perform set_config('pgmatch.path', 'complete', true);
    is_complete := _chosen.index is null or _compared >= question.match_count;
    exit when is_complete or _stop is null;
    keys := pgmatch.matching_keys(no_key, question, pgmatch.few_rows(question.target));
    if keys is not null then
      question.late := null;
      question.filter := pg_catalog.format('s.%I = any(%L::%s[])', question.key, keys, pg_catalog.pg_typeof(no_key));
      select c.keys, c.similarities into keys, similarities
      from pgmatch.compare(no_key, question, true) as c;
      is_complete := true;
      exit;
    end if;
  end loop;
end;
$$;

comment on function pgmatch.walk is
  'Answers a question from the first rows that a scan of the vector index returns.';

select pgmatch.register('core', 'function', 'pgmatch.walk', 'execute', 'execute');
