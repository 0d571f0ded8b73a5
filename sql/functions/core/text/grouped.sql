-- grouped: a whole number for people, as 1,500.
create or replace function pgmatch.grouped(number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select to_char(number, 'FM999,999,999,999,990')
$$;

comment on function pgmatch.grouped is
  'A whole number for people: 1,500.';

revoke all on function pgmatch.grouped from public;
