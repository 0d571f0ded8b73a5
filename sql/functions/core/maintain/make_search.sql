-- make_search: makes or replaces the function of a declaration, and records the declaration.
--
-- An earlier version keeps its privileges. If its arguments or its result would change, it must be dropped first,
-- because clients and views rely on them.
create or replace function pgmatch.make_search(search pgmatch.search_function)
returns regprocedure
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _name constant text := format('%I.%I', search.schema_name, search.name);
  _definition constant text := pgmatch.search_definition(search);
  _earlier constant regprocedure := pgmatch.search_oid(search);
  _earlier_row pgmatch.search_function;
  -- others may have functions of that name too
  _there constant oid[] := array(
    select p.oid
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = search.schema_name and p.proname = search.name
  );
  _is_other boolean := false;
  _made regprocedure;
begin
  if _earlier is null then
    search := pgmatch.keep_search(search);
  end if;
  begin
    execute _definition;
  exception
    when invalid_function_definition then
      if _earlier is null then
        raise;
      end if;
      _is_other := true;
  end;
  if _is_other or _earlier is not null and exists (
    select 1
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = search.schema_name and p.proname = search.name and p.oid <> all(_there)
  ) then
    raise exception using
      errcode = 'invalid_function_definition',
      message = format('%s already exists with other arguments or another result', _name),
      hint = format('Drop it first: select pgmatch.drop_search(%L);', _name);
  end if;

  _made := pgmatch.search_oid(search);
  if _earlier is null then
    execute format(
      'comment on function %s is %L',
      _made,
      format('The rows of %s nearest to an embedding, best first. Made by pgmatch.create_search.', search.target)
    );
  end if;
  delete from pgmatch.search_function as f
  where f.schema_name = search.schema_name and f.name = search.name
  returning f.* into _earlier_row;
  if search.replaced is null then
    search.replaced := _earlier_row.replaced;
    search.replaced_owner := _earlier_row.replaced_owner;
    search.replaced_acl := _earlier_row.replaced_acl;
    search.replaced_name := _earlier_row.replaced_name;
  end if;
  search.made_function := _made;
  search.made_table := search.target;
  search.made_columns := (
    select jsonb_object_agg(a.attname, a.attnum) from pg_attribute as a
    where a.attrelid = search.target and a.attnum > 0 and not a.attisdropped
  );
  search.decided := pgmatch.search_choice(search.target, search.embedding, search.metric);
  insert into pgmatch.search_function select search.*;
  insert into pgmatch.search as s (target, embedding, key, metric)
  values (search.target, search.embedding, search.key, search.metric)
  on conflict on constraint search_pkey do update set key = excluded.key, metric = excluded.metric
  where s.line is null;
  return _made;
end;
$$;

comment on function pgmatch.make_search is
  'Makes the function of a declaration, or makes it anew, and writes the declaration down.';

select pgmatch.register('core', 'function', 'pgmatch.make_search');
