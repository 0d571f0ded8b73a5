-- refresh_swapped: makes the searches of a table anew after its columns have swapped names, or raises what is wrong.
--
-- broken  the functions that were not fine before
create or replace function pgmatch.refresh_swapped(target regclass, broken text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _name text;
  _problem text;
  _fix text;
begin
  for _name, _problem, _fix in
    select r.name, r.problem, r.fix from pgmatch.refresh_searches(target) as r
    where r.state <> 'fine' and r.name <> all(broken)
  loop
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('%s cannot be made for the other embeddings: %s', _name, _problem),
      hint = _fix;
  end loop;
end;
$$;

comment on function pgmatch.refresh_swapped is
  'Makes the searches of a table anew after its columns have swapped names, or raises what is wrong.';

revoke all on function pgmatch.refresh_swapped from public;
