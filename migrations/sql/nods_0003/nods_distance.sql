-- nods_distance: the SQL expression for the distance of a section s from the vector $1 under a metric.
create or replace function pgmatch.nods_distance(metric text)
returns text
language plpgsql
immutable
set search_path from current
as $$
begin
  return format('s.embedding %s $1', case metric when 'ip' then '<#>' when 'cosine' then '<=>' else '<->' end);
end;
$$;

comment on function pgmatch.nods_distance(text) is
  'The SQL expression for the distance of a section s from the vector $1 under a metric.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_distance(text)', 'execute', 'execute');
