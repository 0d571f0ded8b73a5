-- named_search: the function of pgmatch.create_search with this name, and its declaration.
--
-- search  its name, as in SQL; its schema may be left out if only one has it
--
-- The declaration is read from the text of the function, because callers cannot read the record. pgmatch.search_oid
-- says whose text counts. Raises 42704 if there is no such function, and 42725 if several schemas have one.
create or replace function pgmatch.named_search(search text, out function regproc, out declared jsonb)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _owner constant oid := (select c.relowner from pg_class as c where c.oid = 'pgmatch.search_function'::regclass);
  _functions oid[];
begin
  begin
    _functions := array(
      select p.oid
      from pg_proc as p
      inner join pg_namespace as n on n.oid = p.pronamespace
      where parse_ident(search) in (array[p.proname::text], array[n.nspname::text, p.proname::text])
        and p.prosrc like E'%\n-- pgmatch.search_function: {"%'
        and pg_has_role(p.proowner, _owner, 'usage')
    );
  exception
    when invalid_parameter_value then
      _functions := '{}';
  end;
  if cardinality(_functions) <> 1 then
    raise exception using
      errcode = case cardinality(_functions) when 0 then 'undefined_object' else 'ambiguous_function' end,
      message = case cardinality(_functions)
        when 0 then format('pgmatch.create_search has not made a function %s', coalesce(search, 'null'))
        else format('several schemas have a function %s', search)
      end,
      hint = 'Name one that it has made as in SQL, for example ''match_products'' or ''shop.match_products''.';
  end if;
  function := _functions[1];
  declared := (
    select substring(p.prosrc from E'\n-- pgmatch.search_function: (\\{[^\n]*\\})\n') from pg_proc as p
    where p.oid = _functions[1]
  );
end;
$$;

comment on function pgmatch.named_search is
  'The function of pgmatch.create_search with this name, and its declaration.';

select pgmatch.register('core', 'function', 'pgmatch.named_search', 'execute', 'execute');
