-- owner_comparison: a pattern for the condition that the caller owns a row, and nothing else, as Postgres writes it.
--
-- owner  the column that holds the owner
create or replace function pgmatch.owner_comparison(owner name)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  -- E'…' means the same with any standard_conforming_strings
  select
    E'^\\(+' || regexp_replace(quote_ident(owner), E'(\\W)', E'\\\\\\1', 'g') || E'\\)?(::[\\w ]+)? = '
    '\\(+ SELECT \\(?pgmatch\\.current_owner\\(\\)\\)?(::[\\w ]+)? AS current_owner\\)+(::[\\w ]+)?\\)+$'
$$;

comment on function pgmatch.owner_comparison is
  'A pattern for the condition that the caller owns a row, as Postgres writes it.';

revoke all on function pgmatch.owner_comparison from public;
