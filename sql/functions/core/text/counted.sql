-- counted: how many there are of something, for people: 1 row, 1,500 rows.
--
-- one, many  what follows the number if it is 1, and otherwise
create or replace function pgmatch.counted(number bigint, one text, many text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select to_char(number, 'FM999,999,999,999,990') || ' ' || case number when 1 then one else many end
$$;

comment on function pgmatch.counted is
  'How many there are of something, for people: 1 row, 1,500 rows.';

revoke all on function pgmatch.counted from public;
