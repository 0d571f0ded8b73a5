-- collections_is_one: whether a table is a collection: in the schema vecs, with the columns id, vec and metadata.
create or replace function pgmatch.collections_is_one(target oid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select 1
    from pg_class as c
    where c.oid = target
      and c.relnamespace = to_regnamespace('vecs')::oid
      and c.relkind = 'r'
      -- vecs hides these
      and not starts_with(c.relname::text, '_'::text)
      and 3 = (
        select count(*)
        from pg_attribute as a
        inner join pg_type as t on t.oid = a.atttypid
        where a.attrelid = c.oid
          and not a.attisdropped
          and case a.attname
            when 'id' then t.oid in ('varchar'::regtype, 'text'::regtype)
            when 'vec' then t.typname = 'vector'
            when 'metadata' then t.oid = 'jsonb'::regtype
          end
      )
  )
$$;

comment on function pgmatch.collections_is_one is
  'Whether a table is a collection: in the schema vecs, with the columns id, vec and metadata.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_is_one', 'execute', 'execute');
