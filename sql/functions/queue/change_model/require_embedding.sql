-- require_embedding: declares a column not null, in place of the constraint of pgmatch.swap_required.
create or replace function pgmatch.require_embedding(target regclass, embedding name)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _name constant name := pgmatch.model_constraint(target, embedding);
begin
  if exists (select 1 from pg_constraint as k where k.conrelid = target and k.conname = _name) then
    execute format('alter table %s validate constraint %I', target, _name);
    -- it relies on the constraint, so it does not read the rows
    execute format('alter table %s alter %I set not null', target, embedding);
    execute format('alter table %s drop constraint %I', target, _name);
  end if;
end;
$$;

comment on function pgmatch.require_embedding is
  'Declares a column not null, in place of the constraint of pgmatch.swap_required.';

revoke all on function pgmatch.require_embedding from public;
