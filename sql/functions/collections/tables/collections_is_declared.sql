-- collections_is_declared: whether a collection has all that pgmatch.collections_adopt gives it.
create or replace function pgmatch.collections_is_declared(target regclass)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    exists (
      select 1 from pgmatch.member as m
      where m.line = 'collections' and m.kind = 'table' and m.name = pgmatch.full_name(target)
    )
    and exists (
      select 1 from pgmatch.search as s
      where s.target = collections_is_declared.target and s.embedding = 'vec'
        and s.metric = pgmatch.collections_metric(collections_is_declared.target)
    )
    and exists (
      select 1 from pg_attribute as a where a.attrelid = target::oid and a.attname = 'owner_id' and not a.attisdropped
    )
    and pgmatch.collections_has_index(target, 'metadata', 'gin')
    and exists (
      select 1 from pgmatch.install as i
      where i.line = 'collections'
        and (i.access <> 'owner' or pgmatch.collections_has_index(target, 'owner_id', 'btree'))
    )
$$;

comment on function pgmatch.collections_is_declared is
  'Whether a collection has all that pgmatch.collections_adopt gives it.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_is_declared');
