-- doctor_function_pins: the lines whose functions look for tables or pgvector in other schemas than these are in.
create or replace function pgmatch.doctor_function_pins()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'error',
    'line ' || i.line,
    format(
      '%s not have the search_path %s, for example %s: pgvector was moved, or their search_path was changed.',
      pgmatch.counted(count(*), 'function does', 'functions do'),
      pgmatch.pinned_path(i.line),
      min(substring(c.statement from '^alter function (.*) set search_path'))
    ),
    array[format('select pgmatch.repin(%L);', i.line)],
    true
  from pgmatch.install as i
  cross join lateral pgmatch.pin_changes(i.line) as c (statement)
  where c.statement like 'alter function %'
  group by i.line
$$;

comment on function pgmatch.doctor_function_pins is
  'Functions look for tables or pgvector in other schemas than these are in.';

revoke all on function pgmatch.doctor_function_pins from public;
