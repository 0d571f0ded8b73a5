-- collections_add_owner: gives a collection the column of a row's owner, which new rows take from the caller.
--
-- is_indexed  whether to index it, as the access mode owner needs: reads the whole table
--
-- Keeps a column owner_id of another type, and its default. Nobody reads or writes the table meanwhile.
create or replace function pgmatch.collections_add_owner(target regclass, is_indexed boolean)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _type text;
  _has_default boolean;
begin
  execute format('alter table %s add column if not exists owner_id text', target);
  select format_type(a.atttypid, null), a.atthasdef into _type, _has_default
  from pg_attribute as a
  where a.attrelid = target::oid and a.attname = 'owner_id';
  if not _has_default then
    -- written out instead of pgmatch.current_owner, to let the table be restored by itself
    execute format(
      'alter table %s alter column owner_id set default'
      ' nullif(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub''::text, '''')::%s',
      target, _type
    );
  end if;
  if is_indexed and not pgmatch.collections_has_index(target, 'owner_id', 'btree') then
    -- it takes no place while rows have no owner
    execute format('create index on %s (owner_id) where owner_id is not null', target);
  end if;
end;
$$;

comment on function pgmatch.collections_add_owner is
  'Gives a collection the column of a row''s owner, which new rows take from the caller.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_add_owner');
