-- keep_search: makes way for a function of a contract, whose name the user's function from a guide has.
--
-- Returns the declaration with that function's definition, comment, owner and privileges, and drops it;
-- pgmatch.drop_search puts it back. Raises 42723 for any other function of that name.
create or replace function pgmatch.keep_search(search pgmatch.search_function)
returns pgmatch.search_function
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _taken regprocedure[];
  _is_guides boolean;
begin
  select array_agg(p.oid::regprocedure order by p.oid), bool_and(
    p.prokind = 'f' and p.proargnames[:p.pronargs] <@ array[
      'query_embedding', 'match_count', 'match_threshold', 'filter', 'query_text', 'full_text_weight',
      'semantic_weight', 'rrf_k'
    ]
  )
  into _taken, _is_guides
  from pg_proc as p
  inner join pg_namespace as n on n.oid = p.pronamespace
  where n.nspname = search.schema_name and p.proname = search.name;
  if _taken is null then
    return search;
  elsif search.contract is null or cardinality(_taken) > 1 or _is_guides is not true then
    raise exception using
      errcode = 'duplicate_function',
      message = format('%I.%I is already the name of %s', search.schema_name, search.name, _taken[1]),
      hint = format('Choose another name, or drop it first: drop function %s;', _taken[1]);
  end if;

  select
    pg_get_functiondef(p.oid)
      || format('; comment on function %s is %L', p.oid::regprocedure, obj_description(p.oid, 'pg_proc')),
    p.oid::regprocedure,
    pg_get_userbyid(p.proowner),
    coalesce(p.proacl, acldefault('f', p.proowner))::text
  into search.replaced, search.replaced_name, search.replaced_owner, search.replaced_acl
  from pg_proc as p
  where p.oid = _taken[1];
  execute format('drop function %s', _taken[1]);
  return search;
end;
$$;

comment on function pgmatch.keep_search is
  'Makes way for a function of a contract: drops the one from a guide, and returns what is needed to put it back.';

select pgmatch.register('core', 'function', 'pgmatch.keep_search');
