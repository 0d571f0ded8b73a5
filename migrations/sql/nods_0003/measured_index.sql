-- measured_index: the index whose recall is to be measured, and how it is searched.
--
-- chosen         an HNSW or IVFFlat index of any table; null for the one that searches of sections use
-- stated_metric  'ip', 'cosine' or 'l2'; needed for a binary index of another table, whose walk does not tell
--
-- distance is the exact distance of a row s from the query vector $1, ordering what the index orders by; the
-- last three columns are what was tuned. Raises 22023 for what is no such index, another metric than the
-- index has, and a partial index; 55000 for one that is not valid, and where searches use none; 42501 where
-- row level security would hide rows from the measurement.
create or replace function pgmatch.measured_index(chosen regclass default null, stated_metric text default null)
returns pgmatch.index_to_measure
language plpgsql
stable
set search_path from current
as $$
declare
  _recorded constant text := (select i.metric from pgmatch.install as i where i.line = 'nods');
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
        message = 'no index fits searches of nods_page_section',
        hint = 'select pgmatch.nods_index_statement(true) gives the statement that builds one.';
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
      message = format('%s is not an HNSW or IVFFlat index of a column of the type vector or halfvec', _index),
      hint = 'Name an index on the column, on its halfvec expression, or on its binary_quantize expression.';
  elsif not _found.indisvalid then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('index %s is not valid: its build did not end', _index),
      hint = format('Build it again: reindex index concurrently %s;', _index);
  elsif not _found.complete then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('index %s has a where clause, so it cannot be compared with the whole table', _index),
      hint = 'Name an index of the whole table.';
  elsif _found.metric <> stated_metric then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('index %s has the metric %s, not %s', _index, _found.metric, stated_metric),
      hint = 'Leave the metric out.';
  elsif _metric is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('index %s is binary, and does not tell the metric of its vectors', _index),
      hint = 'Pass the metric: metric => ''ip'', ''cosine'' or ''l2''.';
  elsif row_security_active(_found.target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('row level security hides rows of %s from you', _found.target),
      hint = 'Measure as the owner of the table.';
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
  'The index whose recall is to be measured, and how it is searched.';

select pgmatch.register('nods', 'function', 'pgmatch.measured_index(regclass, text)');
