-- model_constraint: the name of the constraint that keeps nulls out of a column whose model has changed, until
-- pgmatch.clean_model declares the column not null.
create or replace function pgmatch.model_constraint(target regclass, embedding name)
returns name
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select pgmatch.suffixed_name(format('%s_%s', c.relname, model_constraint.embedding), '_required')
  from pg_class as c
  where c.oid = target
$$;

comment on function pgmatch.model_constraint is
  'The name of the constraint that keeps nulls out of a column whose model has changed.';

revoke all on function pgmatch.model_constraint from public;
