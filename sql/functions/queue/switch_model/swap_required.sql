-- swap_required: keeps nulls out of the searched column, and lets the other one have them.
--
-- The constraint is not checked for the rows that are there, which would take long; none of them is null.
create or replace function pgmatch.swap_required(change pgmatch.model_change)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _name constant name := pgmatch.model_constraint(change.target, change.embedding);
begin
  execute format('alter table %s alter %I drop not null', change.target, change.second);
  execute format('alter table %s drop constraint if exists %I', change.target, _name);
  execute format(
    'alter table %s add constraint %I check (%I is not null) not valid', change.target, _name, change.embedding
  );
end;
$$;

comment on function pgmatch.swap_required is
  'Keeps nulls out of the searched column of a change of model, and lets the other one have them.';

revoke all on function pgmatch.swap_required from public;
