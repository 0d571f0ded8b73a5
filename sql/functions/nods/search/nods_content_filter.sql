-- nods_content_filter: the SQL condition on the length of the text of a section s.
--
-- Postgres knows the size of a compressed or out-of-line text without reading it. A text never has more characters
-- than bytes, so a text with too few bytes need not be read. That helps behind a policy, where the index on length()
-- cannot be used, because length() is not leakproof.
create or replace function pgmatch.nods_content_filter(min_content_length integer)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return 'octet_length(s.content) >= ' || min_content_length || ' and length(s.content) >= ' || min_content_length;
end;
$$;

comment on function pgmatch.nods_content_filter is
  'The SQL condition on the length of the text of a section s.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_content_filter', 'execute', 'execute');
