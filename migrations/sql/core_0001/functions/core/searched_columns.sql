-- searched_columns: the columns of embeddings that can be searched, without those that somebody has dropped.
create or replace function pgmatch.searched_columns()
returns setof pgmatch.search
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select s.*
  from pgmatch.search as s
  inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding and not a.attisdropped
$$;

comment on function pgmatch.searched_columns is
  'The columns of embeddings that can be searched, without those that somebody has dropped.';

revoke all on function pgmatch.searched_columns from public;
