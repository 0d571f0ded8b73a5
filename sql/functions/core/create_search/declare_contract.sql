-- declare_contract: a declaration with the arguments and the columns that the clients of a contract rely on.
--
-- langchain  match_documents(query_embedding, match_count, filter): id, content, metadata, similarity. With returns,
--            these columns and similarity; the clients read content and metadata, and for maximal marginal relevance
--            "embedding jsonb" in JavaScript, embedding in Python
-- supabase   match_documents(query_embedding, match_threshold, match_count) of the guides: with returns, these columns
--            and similarity; without, all columns and no similarity. With hybrid, hybrid_search(query_text,
--            query_embedding, match_count, full_text_weight, semantic_weight, rrf_k) and all columns
--
-- Raises 22023 if the declaration has arguments of its own, or if returns lacks a column that the clients read; 42804
-- if the metadata is not jsonb.
create or replace function pgmatch.declare_contract(search pgmatch.search_function, returns text[])
returns pgmatch.search_function
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _missing constant text[] := array(
    select c.name
    from unnest(array['content', 'metadata']) as c (name)
    where returns is not null and not exists (
      select from unnest(search.returns) as r (entry)
      cross join lateral pgmatch.split_name(r.entry) as n
      where r.entry = c.name or n.name = c.name and n.type is not null
    )
  );
  _metadata constant regtype := (
    select a.atttypid from pg_attribute as a
    where a.attrelid = search.target and a.attname = 'metadata' and not a.attisdropped
  );
begin
  if search.contract = 'langchain' and search.words is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'the contract langchain has no hybrid search',
      hint = 'Leave out hybrid, or make another function without a contract.';
  elsif search.arguments is not null
    or search.filters <> '[]'
    or search.metadata is not null
    or search.section is not null
    or coalesce(search.content <> search.words, search.content is not null) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('the contract %s decides which arguments the function has', search.contract),
      hint = 'Leave out content, arguments, filters, metadata and section, or leave out the contract.';
  elsif search.contract = 'langchain' and _missing <> '{}' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('returns lacks %s, which the clients of langchain read', array_to_string(_missing, ' and ')),
      hint = format('Add %s to returns, or leave returns out.', array_to_string(_missing, ' and '));
  elsif search.contract = 'langchain' and _metadata <> 'jsonb'::regtype then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format(
        'column metadata of %s has the type %s, but the contract langchain needs jsonb', search.target, _metadata
      ),
      hint = format('Change it: alter table %s alter column metadata type jsonb using metadata::jsonb;', search.target);
  end if;
  search.content := null;
  if search.contract = 'langchain' then
    search.arguments := '{query_embedding, match_count, filter}';
    search.filters := '[["filter jsonb", "metadata @> $"]]';
    search.returns := case when returns is null then '{id, content, metadata}' else search.returns end;
  elsif search.contract = 'supabase' then
    search.arguments := case
      when search.words is null then '{query_embedding, match_threshold, match_count}'
      else '{query_text, query_embedding, match_count, full_text_weight, semantic_weight, rrf_k}'
    end;
    search.scored := returns is not null and search.words is null;
    if not search.scored then
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

comment on function pgmatch.declare_contract is
  'A declaration with the arguments and the columns that the clients of a contract rely on.';

select pgmatch.register('core', 'function', 'pgmatch.declare_contract');
