-- index_build: how a vector index was built: its method, operator class and options; null for any other index.
--
-- What is measured of an index holds for another of the same name only if that was built alike. pgmatch.search_index
-- has the same expression, because a call would cost more than the rest of its lookup on PostgreSQL 16.
create or replace function pgmatch.index_build(index regclass)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select concat_ws(' ', am.amname, o.opcname, c.reloptions::text)
  from pg_index as x
  inner join pg_class as c on c.oid = x.indexrelid
  inner join pg_am as am on am.oid = c.relam
  inner join pg_opclass as o on o.oid = x.indclass[0]
  where x.indexrelid = index_build.index and am.amname in ('hnsw', 'ivfflat')
$$;

comment on function pgmatch.index_build is
  'How a vector index was built: its method, operator class and options; null for any other index.';

revoke all on function pgmatch.index_build from public;
