-- collections_adopt: gives a collection what pgmatch adds, and records it.
--
-- adopted  whether others made it, so that a downgrade keeps it
--
-- That is an index on metadata, the column of owners, row level security by the access mode, and comments. Writes wait
-- while the index is built, and everybody for an instant at the end, see pgmatch.lock_tables. What is there stays; a
-- downgrade takes back the rest.
create or replace function pgmatch.collections_adopt(target regclass, adopted boolean)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _name constant text := pgmatch.full_name(target);
  _had_index constant boolean := pgmatch.collections_has_index(target, 'metadata', 'gin');
begin
  if not _had_index then
    execute format('create index on %s using gin (metadata jsonb_path_ops)', _name);
  end if;
  if not adopted then
    -- of a table that had this name before
    delete from pgmatch.member as m
    where m.line = 'collections'
      and (m.kind = 'table' and m.name = _name or m.kind = 'column' and m.name = _name || '.owner_id');
  else
    perform pgmatch.lock_tables(array[target]);
    insert into pgmatch.member (line, kind, name, adopted)
    select 'collections', 'table', _name, true
    union all
    select 'collections', 'index', pgmatch.full_name(x.indexrelid), false
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as m on m.oid = i.relam and m.amname = 'gin'
    where x.indrelid = target::oid and not _had_index
    union all
    select 'collections', 'column', _name || '.owner_id', false
    where not exists (
      select 1 from pg_attribute as a
      where a.attrelid = target::oid and a.attname = 'owner_id' and not a.attisdropped
    )
    on conflict on constraint member_pkey do nothing;
  end if;
  perform pgmatch.collections_add_owner(
    target,
    not adopted or exists (select 1 from pgmatch.install as i where i.line = 'collections' and i.access = 'owner')
  );
  perform pgmatch.collections_comment(target);
  perform pgmatch.register(
    'collections', 'table', _name, 'select', 'select, insert, update, delete', owner => 'owner_id'
  );
  insert into pgmatch.search (target, embedding, key, line, metric)
  values (collections_adopt.target, 'vec', 'id', 'collections', pgmatch.collections_metric(target))
  on conflict on constraint search_pkey do update set metric = excluded.metric;
end;
$$;

comment on function pgmatch.collections_adopt is
  'Gives a collection what pgmatch adds, and records it: indexes, owners, policies, comments.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_adopt');
