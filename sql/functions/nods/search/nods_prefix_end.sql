-- nods_prefix_end: the first text, in the order of bytes, after all that begin with a prefix.
--
-- It is the prefix with its last character replaced by the next one. Null if there is none, as for an empty prefix, and
-- in a database whose encoding is not UTF8, where characters are not in the order of their numbers.
create or replace function pgmatch.nods_prefix_end(prefix text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when getdatabaseencoding() = 'UTF8' and s.start <> '' then left(s.start, -1)
      -- the numbers after 55295 are not characters
      || chr(case ascii(right(s.start, 1)) when 55295 then 57344 else ascii(right(s.start, 1)) + 1 end)
  end
  -- the last character of Unicode has no next one
  from (select rtrim(prefix, chr(case getdatabaseencoding() when 'UTF8' then 1114111 else 127 end))) as s (start)
$$;

comment on function pgmatch.nods_prefix_end is
  'The first text, in the order of bytes, after all that begin with a prefix; null if there is none.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_prefix_end', 'execute', 'execute');
