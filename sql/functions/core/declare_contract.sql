-- declare_contract: a declaration with the arguments and the columns that the clients of a contract rely on.
--
-- langchain  match_documents(query_embedding, match_count, filter): id, content, metadata, similarity. For maximal
--            marginal relevance, returns adds "embedding jsonb" in JavaScript, embedding in Python
-- supabase   match_documents(query_embedding, match_threshold, match_count) of the guides: with returns, these columns
--            and similarity; without, all columns and no similarity
--
-- Raises 22023 if the declaration has arguments of its own.
create or replace function pgmatch.declare_contract(search pgmatch.search_function, returns text[])
returns pgmatch.search_function
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if search.content is not null or search.arguments is not null or search.filters <> '{}' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('the contract %s has arguments of its own', search.contract),
      hint = 'Leave out content, arguments and filters, or the contract.';
  end if;
  if search.contract = 'langchain' then
    search.arguments := '{query_embedding, match_count, filter}';
    search.filters := '{"filter jsonb": "metadata @> $"}';
    search.returns := coalesce(returns, '{id, content, metadata}');
  elsif search.contract = 'supabase' then
    search.arguments := '{query_embedding, match_threshold, match_count}';
    search.scored := returns is not null;
    if returns is null then
      search.returns := array(
        select a.attname::text from pg_attribute as a
        where a.attrelid = search.target and a.attnum > 0 and not a.attisdropped
        order by a.attnum
      );
    end if;
  end if;
  return search;
end;
$$;

comment on function pgmatch.declare_contract(pgmatch.search_function, text[]) is
  'A declaration with the arguments and the columns that the clients of a contract rely on.';

select pgmatch.register('nods', 'function', 'pgmatch.declare_contract(pgmatch.search_function, text[])');
