-- check_index: refuses to go on where `create index if not exists` took something else for the index.
--
-- Raises 42P07 unless the name is that of an index on a table of the line.
create or replace function pgmatch.check_index(line text, name text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _found constant regclass := pgmatch.member_oid(line, 'index', name);
begin
  if not exists (
    select 1
    from pg_index as x
    inner join pgmatch.line_members(check_index.line, 'table') as m on m.object = x.indrelid
    where x.indexrelid = _found
  ) then
    raise exception using
      errcode = 'duplicate_table',
      message = format(
        'the index %s cannot be made: %s has its name', name, pg_describe_object('pg_class'::regclass, _found, 0)
      ),
      hint = format('Rename that first: alter table %s rename to ...;', pgmatch.full_name(_found));
  end if;
end;
$$;

comment on function pgmatch.check_index is
  'Raises 42P07 if something else has the name of an index of a line.';

revoke all on function pgmatch.check_index from public;
