-- measured_index: the index to measure, and how to search it.
--
-- chosen         an HNSW or IVFFlat index of any table; null for the index that searches of sections use
-- stated_metric  'ip', 'cosine' or 'l2'; needed for a binary index of another table, whose definition does not name it
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
  _recorded constant text := (select s.metric from pgmatch.search as s where s.line = 'nods');
  _index regclass := chosen;
  _found record;
  _metric text;
begin
  if stated_metric not in ('ip', 'cosine', 'l2') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('metric %L does not exist', stated_metric),
      hint = 'Use ip, cosine or l2.';
  end if;
  if _index is null then
    select n.index into _index from pgmatch.nods_search_index(_recorded) as n;
    if _index is null then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = 'nods_page_section has no index that searches can use',
        hint = 'To see the statement that builds one: select pgmatch.nods_index_statement(true);';
    end if;
  end if;

  select v.*, x.indrelid::regclass as target, a.attname as column_name, a.atttypid::regtype as type, x.indisvalid
  into _found
  from pg_index as x
  inner join pg_class as c on c.oid = x.indexrelid and c.relkind = 'i'
  inner join pg_attribute as a on a.attrelid = x.indrelid and a.atttypid in ('vector'::regtype, 'halfvec'::regtype)
  cross join lateral pgmatch.vector_indexes(x.indrelid, a.attname) as v
  where x.indexrelid = _index and v.index = _index;
  _metric := coalesce(
    _found.metric,
    stated_metric,
    case when _found.target = to_regclass('nods_page_section') then _recorded end
  );

  if _found.index is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s is not an HNSW or IVFFlat index on a column of type vector or halfvec', _index),
      hint = 'Name an index on the column, on its halfvec expression, or on its binary_quantize expression.';
  elsif not _found.indisvalid then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('index %s is not valid: its build was interrupted', _index),
      hint = format('Build it again: reindex index concurrently %s;', _index);
  elsif not _found.complete then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('index %s has a where clause, so it does not cover the whole table', _index),
      hint = 'Name an index on the whole table.';
  elsif _found.metric <> stated_metric then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('index %s has the metric %s, not %s', _index, _found.metric, stated_metric),
      hint = 'Leave the metric out.';
  elsif _metric is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('index %s is binary, so its definition does not name the metric', _index),
      hint = 'Pass the metric: metric => ''ip'', ''cosine'' or ''l2''.';
  elsif row_security_active(_found.target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('row level security hides rows of %s from you', _found.target),
      hint = 'Run the measurement as the owner of the table.';
  end if;

  return row(
    _index,
    _found.target,
    _found.column_name,
    _found.method,
    _found.kind,
    _metric,
    _found.lists,
    format(
      's.%I %s $1::%s',
      _found.column_name,
      case _metric when 'ip' then '<#>' when 'cosine' then '<=>' else '<->' end,
      _found.type
    ),
    _found.ordering,
    _found.ef_search,
    _found.probes,
    _found.overfetch
  );
end;
$$;

comment on function pgmatch.measured_index(regclass, text) is
  'The index to measure, and how to search it.';

select pgmatch.register('nods', 'function', 'pgmatch.measured_index(regclass, text)');
