-- tuning_of: what was measured to be right for an index; no row for one that nobody has tuned.
--
-- What is kept has the index's name, because a dump keeps no oids; for another index that has taken the name it
-- does not count, so far as method, operator class or options differ.
create or replace function pgmatch.tuning_of(index regclass)
returns setof pgmatch.index_tuning
language sql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
  select t.*
  from pg_class as c
  -- not to_regclass, which raises an error for an index in a schema that the caller may not use
  inner join pgmatch.index_tuning as t on t.index = c.relnamespace::regnamespace || '.' || quote_ident(c.relname)
  inner join pg_am as am on am.oid = c.relam
  inner join pg_index as x on x.indexrelid = c.oid
  inner join pg_opclass as o on o.oid = x.indclass[0]
  where c.oid = tuning_of.index and t.build = concat_ws(' ', am.amname, o.opcname, c.reloptions::text)
$$;

comment on function pgmatch.tuning_of(regclass) is
  'What was measured to be right for an index, see pgmatch.tune_index.';

revoke all on function pgmatch.tuning_of(regclass) from public;
