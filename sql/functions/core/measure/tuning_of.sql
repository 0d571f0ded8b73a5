-- tuning_of: the stored settings of an index; no row if it was never tuned.
--
-- They are stored under the index's name, because a dump keeps no oids. If another index has taken the name, they do
-- not apply if it was built otherwise, see pgmatch.index_build.
create or replace function pgmatch.tuning_of(index regclass)
returns setof pgmatch.index_tuning
language sql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
  select t.*
  from pg_class as c
  -- to_regclass would raise an error for an index in a schema that the caller may not use
  inner join pgmatch.index_tuning as t on t.index = c.relnamespace::regnamespace || '.' || quote_ident(c.relname)
  where c.oid = tuning_of.index and t.build = pgmatch.index_build(tuning_of.index)
$$;

comment on function pgmatch.tuning_of is
  'The stored settings of an index, see pgmatch.tune_index.';

revoke all on function pgmatch.tuning_of from public;
