-- search_call: the FROM clause that calls a search with arguments given as JSON; its rows are r, with their ordinality.
--
-- search     the function
-- arguments  an object: the arguments by name, as in a call by RPC. It is $1 of the statement
--
-- JSON becomes the types of the arguments as in jsonb_to_record: an array of numbers, for one, a vector. Raises 22023
-- for an argument that the function does not have or that is missing, and for a function that needs none.
create or replace function pgmatch.search_call(search regprocedure, arguments jsonb)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _names text[];
  _needed text[];
  _types oid[];
  _unfit text;
begin
  select p.proargnames[:p.pronargs], p.proargnames[:p.pronargs - p.pronargdefaults], p.proargtypes::oid[]
  into _names, _needed, _types
  from pg_proc as p
  where p.oid = search;
  if coalesce(cardinality(_needed), 0) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s is not a search: it needs no argument', coalesce(search::regproc::text, 'null')),
      hint = 'Name a function that pgmatch.create_search has made: select name from pgmatch.searches;';
  elsif jsonb_typeof(arguments) is distinct from 'object' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('arguments %s are not an object', coalesce(arguments::text, 'null')),
      hint = 'Pass the arguments of the search by name: {"query_embedding": [...], "match_count": 5}.';
  end if;
  _unfit := coalesce(
    (select format('has no argument %s', min(k.name)) from jsonb_object_keys(arguments) as k (name)
     where k.name <> all(_names) having count(*) > 0),
    (select format('needs the argument %s', min(n.name)) from unnest(_needed) as n (name)
     where not arguments ? n.name having count(*) > 0)
  );
  if _unfit is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s %s', search::regproc, _unfit),
      hint = format('Its arguments are %s.', array_to_string(_names, ', '));
  end if;
  return (
    select format(
      'jsonb_to_record($1) as a (%s) cross join lateral %I.%I(%s) with ordinality as r',
      string_agg(format('%I %s', n.name, format_type(n.type, null)), ', '),
      s.nspname,
      p.proname,
      string_agg(format('%1$I => a.%1$I', n.name), ', ')
    )
    from pg_proc as p
    inner join pg_namespace as s on s.oid = p.pronamespace
    cross join lateral unnest(_names, _types) as n (name, type)
    where p.oid = search and arguments ? n.name
    group by s.nspname, p.proname
  );
end;
$$;

comment on function pgmatch.search_call is
  'The FROM clause that calls a search with arguments given as JSON.';

select pgmatch.register('core', 'function', 'pgmatch.search_call', 'execute', 'execute');
