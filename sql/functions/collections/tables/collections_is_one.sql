-- collections_is_one: whether a table is a collection: in the schema vecs, with the columns id, vec and metadata, and
-- without child tables.
--
-- plpgsql keeps its plan; each function on a collection calls it.
create or replace function pgmatch.collections_is_one(target oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select 1
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace and n.nspname = 'vecs'
    inner join pg_attribute as id
      on id.attrelid = c.oid and id.attname = 'id' and id.atttypid in ('varchar'::regtype, 'text'::regtype)
    inner join pg_attribute as m
      on m.attrelid = c.oid and m.attname = 'metadata' and m.atttypid = 'jsonb'::regtype
    inner join pg_attribute as v on v.attrelid = c.oid and v.attname = 'vec'
    inner join pg_type as t on t.oid = v.atttypid and t.typname = 'vector'
    -- vecs hides names that begin with _
    where c.oid = target and c.relkind = 'r' and not c.relispartition
      and not starts_with(c.relname::text, '_'::text)
      -- the rows of child tables would be found, but have ids of their own
      and not (c.relhassubclass and exists (select 1 from pg_inherits as h where h.inhparent = c.oid))
  );
end;
$$;

comment on function pgmatch.collections_is_one is
  'Whether a table is a collection: in the schema vecs, with the columns id, vec and metadata.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_is_one', 'execute', 'execute');
