-- collections_forget: brings the record of collections in step with their tables: those that somebody has dropped, made
-- again under the same name, renamed or moved.
--
-- The record of searches follows a table whatever its name is; that of members has names alone. So another table that
-- now has the name of a collection is not one of ours, and a downgrade keeps a collection that it finds under another
-- name.
create or replace function pgmatch.collections_forget()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  delete from pgmatch.search as s
  where s.line = 'collections' and not exists (select 1 from pg_class as c where c.oid = s.target::oid);
  delete from pgmatch.member as m
  where m.line = 'collections'
    and m.kind in ('table', 'column')
    and m.name <> 'pgmatch.collections_version'
    and not exists (
      select 1
      from pgmatch.search as s
      cross join lateral pgmatch.full_name(s.target) as n (name)
      where s.line = 'collections' and m.name in (n.name, n.name || '.owner_id')
    );
  insert into pgmatch.member (line, kind, name, adopted, readers, writers, owner)
  select
    'collections', 'table', pgmatch.full_name(s.target), true, 'select', 'select, insert, update, delete', 'owner_id'
  from pgmatch.search as s
  where s.line = 'collections'
  on conflict on constraint member_pkey do nothing;
$$;

comment on function pgmatch.collections_forget is
  'Brings the record of collections in step with their tables, which somebody may have dropped, replaced or renamed.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_forget');
