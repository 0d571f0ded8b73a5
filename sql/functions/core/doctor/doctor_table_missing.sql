-- doctor_table_missing: the tables of lines, and those declared to be searched, that somebody has dropped.
create or replace function pgmatch.doctor_table_missing()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'error',
    format('table %I.%s', i.schema_name, m.name),
    format('Was dropped with its rows, so the functions of the line %s fail.', m.line),
    array[
      format('pg_restore --dbname DATABASE --schema %s --table %s BACKUP', i.schema_name, pgmatch.shell_word(m.name))
    ],
    false
  from pgmatch.member as m
  inner join pgmatch.install as i on i.line = m.line
  where m.kind = 'table'
    and pgmatch.member_oid(m.line, m.kind, m.name) is null
    and not starts_with(m.name, quote_ident(i.tables_schema) || '.') is true
  union all
  -- which its users may
  select
    'info',
    'table ' || m.name,
    'Was dropped, but is still recorded.',
    '{select pgmatch.refresh_searches();}',
    true
  from pgmatch.member as m
  inner join pgmatch.install as i on i.line = m.line and starts_with(m.name, quote_ident(i.tables_schema) || '.')
  where m.kind = 'table' and pgmatch.member_oid(m.line, m.kind, m.name) is null
  union all
  select
    'warning',
    format('column %s.%I', coalesce(pgmatch.full_name(s.target), 'of a table that was dropped'), s.embedding),
    'Is declared to be searched, but no longer exists.',
    '{select pgmatch.refresh_searches();}',
    true
  -- a search that names one has a finding of its own
  from pgmatch.lost_columns() as s
  union all
  select
    'warning',
    format('index %I', s.name),
    'Is recorded as suspended, but its table was dropped.',
    '{select pgmatch.refresh_searches();}',
    true
  from pgmatch.suspended_index as s
  where not exists (select 1 from pg_class as c where c.oid = s.target)
$$;

comment on function pgmatch.doctor_table_missing is
  'A table or a column was dropped that searches need.';

revoke all on function pgmatch.doctor_table_missing from public;
