-- changed_result: says which column of the result of a made function has another type in its table now; null if none.
create or replace function pgmatch.changed_result(search pgmatch.search_function)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('Column %I is now of type %s, but the function returns %s.', w.name, w.type, format_type(r.type, null))
  from (
    select row_number() over (order by c.place), c.name, c.type
    from pgmatch.search_columns(search) as c
  ) as w (place, name, type)
  inner join (
    select row_number() over (order by a.place), a.type
    from pg_proc as p
    cross join unnest(p.proallargtypes, p.proargmodes) with ordinality as a (type, mode, place)
    where p.oid = pgmatch.search_oid(search) and a.mode = 't'
  ) as r (place, type) on r.place = w.place
  where to_regtype(w.type) <> r.type
  order by w.place
  limit 1
$$;

comment on function pgmatch.changed_result is
  'Says which column of the result of a made function has another type in its table now; null if none.';

revoke all on function pgmatch.changed_result from public;
