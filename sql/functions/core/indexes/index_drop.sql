-- index_drop: how to drop a vector index: with pgmatch, which does not block, or in SQL if the table is partitioned.
create or replace function pgmatch.index_drop(index regclass)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case c.relkind
    when 'I' then format('drop index %s;', pgmatch.full_name(c.oid))
    else format('pgmatch index drop %s --yes', pgmatch.shell_word(pgmatch.full_name(c.oid)))
  end
  from pg_class as c
  where c.oid = index
$$;

comment on function pgmatch.index_drop is
  'How to drop a vector index: the command, or SQL if the table is partitioned.';

revoke all on function pgmatch.index_drop from public;
