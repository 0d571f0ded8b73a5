-- nearest: the keys of the rows nearest to a vector, best first, and their similarities. The search of any table.
--
-- no_key     null in the type of the key: null::bigint
-- target, embedding, key
--            the table, its column of type vector or halfvec, and a unique column
-- metric     'ip', 'cosine', 'l2' or 'l1'; pgmatch.metric_sql says what similarity means under each
-- late       a condition on a row s that only the row itself can tell, such as a length; null for none
-- filter     a condition on a row s that may leave few rows; null for none. Write values as literals (%L), to let the
--            planner see them
-- path       the search_path on which the conditions are read: current_setting('search_path'); null for the catalog
-- always     a condition on a row s that nearly all rows meet; null for none
-- few        false if it is known that more than pgmatch.few_rows pass filter, which spares the count; true to compare
--            them without a scan; else null
-- ef_search, probes, candidates
--            for this search: how thoroughly to search an HNSW or IVFFlat index, and how many rows of a binary index to
--            compare by their stored vectors
--
-- The conditions are SQL: never pass what a user has written. Runs as the caller, so row level security applies.
--
-- 1. Filters and policies can leave so few rows that an index scan would take long to find them. So the remaining rows
--    are counted first. Up to pgmatch.few_rows of them are compared exactly: pgmatch.is_few, pgmatch.compare.
-- 2. Otherwise, the index is scanned: pgmatch.walk orders by the bare operator, ascending, with a limit. The rows are
--    then ordered by their stored vectors, and ties by key; before PostgreSQL 17, a second sort column would keep the
--    index from being used.
-- 3. If the scan ends without match_count rows (filters, policies, pgvector's own bounds), all rows that pass are
--    compared exactly, up to 100,000; with more, it raises 54000. So only a row that the approximate scan skipped can
--    be missing.
--
-- Other errors: 22004, 22023 and 2201W for bad arguments, 42703 and 42804 for a column that cannot be searched.
create or replace function pgmatch.nearest(
  no_key anyelement,
  target regclass,
  embedding name,
  key name,
  metric text,
  query vector,
  match_count integer,
  match_threshold double precision default null,
  late text default null,
  filter text default null,
  path text default null,
  ef_search integer default null,
  probes integer default null,
  candidates integer default null,
  always text default null,
  few boolean default null,
  out keys anyarray,
  out similarities double precision[]
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _is_filtered constant boolean := filter is not null or pgmatch.has_policies(target);
  _question pgmatch.question := row(
    target, embedding, key, metric, query, match_count, match_threshold, always, null, filter, path
  );
  _is_few boolean := few;
  _is_complete boolean := false;
begin
  perform pgmatch.check_arguments(target, embedding, query, match_threshold, match_count, metric);
  if coalesce(ef_search, probes, candidates) is not null then
    perform pgmatch.check_scan(match_count, ef_search, probes, candidates);
  end if;

  if _is_filtered then
    _question.filter := nullif(concat_ws(' and ', pgmatch.tenant_filter(target), filter), '');
    -- without the late condition, which needs the rows themselves
    if _is_few is null then
      _is_few := pgmatch.is_few(_question);
    end if;
  end if;
  _question.late := late;
  if _is_few is not true then
    select w.keys, w.similarities, w.is_complete into keys, similarities, _is_complete
    from pgmatch.walk(no_key, _question, _is_filtered, ef_search, probes, candidates) as w;
  end if;
  if not _is_complete then
    select c.keys, c.similarities into keys, similarities
    from pgmatch.compare(no_key, _question, _is_few) as c;
  end if;
end;
$$;

comment on function pgmatch.nearest is
  'The keys of the rows nearest to a vector, best first, and their similarities: through the index, completed exactly.';

select pgmatch.register('core', 'function', 'pgmatch.nearest', 'execute', 'execute');
