-- adopt_table: takes a table that others made into a line, before the file of the table makes one.
--
-- needed  the columns that clients of the line rely on, each as 'column type'
-- added   the columns that pgmatch adds if they are missing, each as 'column definition'; a downgrade drops them
-- key     the column that has to be its primary key, or unique; null for any
--
-- The table keeps its rows, columns, keys, indexes and policies. Does nothing if there is no such table, or if the line
-- has it already. Raises 55000 with the statement that helps, before anything changes, if the table belongs to a role
-- that pgmatch.is_trusted does not trust, is no ordinary table, lacks a needed column or the key, or has a column with
-- another type.
create or replace function pgmatch.adopt_table(
  line text,
  name text,
  needed text[],
  added text[] default '{}',
  key text default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _target constant regclass := (
    select to_regclass(format('%I.%I', i.schema_name, adopt_table.name)) from pgmatch.install as i
    where i.line = adopt_table.line
  );
  _finding text;
  _remedy text;
  _column text;
begin
  if _target is null or exists (
    select 1 from pgmatch.member as m
    where m.line = adopt_table.line and m.kind = 'table' and m.name = adopt_table.name
  ) then
    return;
  end if;
  select a.finding, a.remedy into _finding, _remedy from pgmatch.adoption_problem(_target, needed, added, key) as a;
  if _finding is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the table %s cannot be adopted: %s', pgmatch.full_name(_target), _finding),
      hint = _remedy;
  end if;

  perform pgmatch.lock_tables(array[_target]);
  insert into pgmatch.member (line, kind, name, adopted) values (adopt_table.line, 'table', adopt_table.name, true);
  insert into pgmatch.member (line, kind, name, adopted)
  select adopt_table.line, 'index', c.relname, true
  from pg_index as x
  inner join pg_class as c on c.oid = x.indexrelid
  where x.indrelid = _target;
  foreach _column in array added loop
    if not exists (
      select 1
      from pg_attribute as a
      inner join pgmatch.split_name(_column) as s on s.name = a.attname
      where a.attrelid = _target and not a.attisdropped
    ) then
      insert into pgmatch.member (line, kind, name)
      select adopt_table.line, 'column', format('%s.%I', adopt_table.name, s.name)
      from pgmatch.split_name(_column) as s;
      -- where its types are
      perform set_config('search_path', pgmatch.pinned_path(line), true);
      execute format('alter table %s add column %s', _target, _column);
      perform set_config('search_path', 'pg_catalog, pg_temp', true);
    end if;
  end loop;
end;
$$;

comment on function pgmatch.adopt_table is
  'Takes a table that others made into a line: checks its columns, records it, and adds those that pgmatch needs.';

revoke all on function pgmatch.adopt_table from public;
