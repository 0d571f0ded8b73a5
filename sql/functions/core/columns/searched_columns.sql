-- searched_columns: the columns of embeddings that can be searched, for whoever looks at all of them.
--
-- It leaves out those that somebody has dropped, and those of tables that pgmatch does not read unasked, see
-- pgmatch.unread_table.
create or replace function pgmatch.searched_columns()
returns setof pgmatch.search
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select s.*
  from pgmatch.search as s
  inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding and not a.attisdropped
  where not exists (select 1 from pgmatch.unread_table(s.target))
$$;

comment on function pgmatch.searched_columns is
  'The columns of embeddings that can be searched: those that exist, of tables that pgmatch reads unasked.';

revoke all on function pgmatch.searched_columns from public;
