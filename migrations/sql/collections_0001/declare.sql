-- Adopts the collections that are there. One that cannot be stops the upgrade.
do $$
declare
  _name text;
  _problem text;
begin
  select d.name, d.problem into _name, _problem from pgmatch.collections_declare(null) as d limit 1;
  if _name is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the collection %s cannot be adopted: %s', _name, _problem),
      hint = 'Solve this, or move the table to another schema, and run the upgrade again.';
  end if;
end;
$$;
