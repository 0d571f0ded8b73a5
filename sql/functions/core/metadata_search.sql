-- metadata_search: what a function of pgmatch.create_search with metadata searches, for statements on its table.
--
-- search    its name, as in SQL; its schema may be left out if only one has it
-- target, key, document, columns
--           the table, the key, the metadata and the columns of the result, the key first: SQL on a row s
-- key_type  the type of the key
--
-- The declaration is read from the text of the function, because callers cannot read the record. pgmatch.search_oid
-- says whose text counts. Raises 42704 if there is no such function, 42725 if several schemas have one, and 22023 if it
-- was declared without metadata.
create or replace function pgmatch.metadata_search(
  search text,
  out target text,
  out key text,
  out key_type text,
  out document text,
  out columns text
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _owner constant oid := (select c.relowner from pg_class as c where c.oid = 'pgmatch.search_function'::regclass);
  _functions oid[];
  _declared jsonb;
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
  select substring(p.prosrc from E'\n-- pgmatch.search_function: (\\{[^\n]*\\})\n')::jsonb into _declared
  from pg_proc as p
  where p.oid = _functions[1];
  if _declared ->> 'metadata' is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s was declared without metadata', search),
      hint = 'Declare it again with the column that filters are about: metadata => ''metadata''.';
  end if;

  target := _declared ->> 'target';
  key := format('s.%I', _declared ->> 'key');
  document := format('s.%I', _declared ->> 'metadata');
  select format_type(a.atttypid, a.atttypmod) into key_type
  from pg_attribute as a
  where a.attrelid = target::regclass and a.attname = _declared ->> 'key';
  select string_agg(format('s.%I', c.name), ', ' order by c.place) into columns
  from (
    select n.name, min(n.place) as place
    from (
      select _declared ->> 'key' as name, 0 as place
      union all
      select r.name, r.place
      from pg_proc as p
      cross join lateral unnest(p.proargnames, p.proargmodes) with ordinality as r (name, mode, place)
      where p.oid = _functions[1] and r.mode = 't'
        and r.name <> all('{similarity, score, full_text_rank, semantic_rank}')
    ) as n
    group by n.name
  ) as c;
end;
$$;

comment on function pgmatch.metadata_search is
  'What a function of pgmatch.create_search with metadata searches, for statements on its table.';

select pgmatch.register('core', 'function', 'pgmatch.metadata_search', 'execute', 'execute');
