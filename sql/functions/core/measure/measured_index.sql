-- measured_index: the index to measure, and how to search it.
--
-- chosen         an HNSW or IVFFlat index of any table; null for the one that searches of pgmatch.default_search use
-- stated_metric  'ip', 'cosine', 'l2' or 'l1'; needed for a binary index of a column that is not declared, whose
--                definition does not name it
--
-- distance is the exact distance of a row s from the query vector $1, ordering what the index orders by; the
-- last three columns are the tuned values. Raises 22023 for any other kind of index, for a metric that is not the
-- index's, and for a partial index; 55000 for an index that is not valid, and if searches use none; 42501 if row level
-- security hides rows from the caller.
create or replace function pgmatch.measured_index(chosen regclass default null, stated_metric text default null)
returns pgmatch.index_to_measure
language plpgsql
stable
set search_path from current
as $$
declare
  _default pgmatch.search;
  _measured pgmatch.index_to_measure;
  _is_valid boolean;
  _is_complete boolean;
  _metric text;
begin
  if stated_metric is not null then
    -- raises for one that does not exist
    perform pgmatch.metric_sql(stated_metric);
  end if;
  if chosen is null then
    _default := pgmatch.default_search();
    chosen := (pgmatch.search_index(_default.target, _default.embedding, _default.metric)).index;
    if chosen is null then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = pg_catalog.format('%s has no index that searches can use', _default.target),
        hint = pg_catalog.format('To build one: pgmatch index create %s.%I', _default.target, _default.embedding);
    end if;
  end if;

  select
    v.index, x.indrelid, a.attname, v.method, v.kind, v.lists, v.ordering, v.ef_search, v.probes, v.overfetch, v.metric,
    x.indisvalid, v.complete
  into
    _measured.index, _measured.target, _measured.column_name, _measured.method, _measured.kind, _measured.lists,
    _measured.ordering, _measured.ef_search, _measured.probes, _measured.overfetch, _metric, _is_valid, _is_complete
  from pg_index as x
  inner join pg_class as c on c.oid = x.indexrelid and c.relkind in ('i', 'I')
  inner join pg_attribute as a
    on a.attrelid = x.indrelid and a.atttypid in ('vector'::regtype::oid, 'halfvec'::regtype::oid)
  cross join lateral pgmatch.vector_indexes(x.indrelid, a.attname) as v
  where x.indexrelid = chosen::oid and v.index::oid = chosen::oid;
  _measured.metric := coalesce(
    _metric,
    stated_metric,
    (
      select s.metric from pgmatch.search as s
      where s.target::oid = _measured.target::oid and s.embedding = _measured.column_name
    )
  );

  if _measured.index is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('%s is not an HNSW or IVFFlat index on a column of type vector or halfvec', chosen),
      hint = 'Name an index on the column, on its halfvec expression, or on its binary_quantize expression.';
  elsif not _is_valid then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format('index %s is not valid: its build was interrupted', chosen),
      hint = pg_catalog.format('Build it again: reindex index concurrently %s;', chosen);
  elsif not _is_complete then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('index %s has a where clause, so it does not cover the whole table', chosen),
      hint = 'Name an index on the whole table.';
  elsif _metric <> stated_metric then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('index %s has the metric %s, not %s', chosen, _metric, stated_metric),
      hint = 'Leave the metric out.';
  elsif _measured.metric is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('index %s is binary, so its definition does not name the metric', chosen),
      hint = 'Pass the metric: ip, cosine, l2 or l1.';
  elsif pg_catalog.row_security_active(_measured.target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = pg_catalog.format('row level security hides rows of %s from you', _measured.target),
      hint = 'Run the measurement as the owner of the table.';
  end if;
  _measured.distance := pgmatch.distance(_measured.target, _measured.column_name, _measured.metric);
  return _measured;
end;
$$;

comment on function pgmatch.measured_index is
  'The index to measure, and how to search it.';

select pgmatch.register('core', 'function', 'pgmatch.measured_index');
