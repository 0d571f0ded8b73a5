-- create_search: makes a match function for a table: fast through its index, complete, and safe to call.
--
-- name       of the function, with its schema or in that of the table
-- target     the table, or a materialized view
-- embedding  its column of type vector(n) or halfvec(n)
-- returns    the columns of the result, before similarity; 'column type' returns it as another type, with the name
--            quoted as in SQL; null for all but vectors
-- content    a column of text; adds the argument min_content_length
-- filters    {"argument type": "condition"}: adds arguments; the condition has a lone $ for the value and is read on a
--            row s of the table. An argument that is null, or left out, does not filter. Quote its name as in SQL
-- metadata   a column of type jsonb; adds the argument filter, see pgmatch.filter_condition
-- metric     'ip', 'cosine', 'l2' or 'l1'; null for that of the column's index, else cosine
-- key        a unique column of type bigint, integer, smallint, uuid, text or varchar; null for the primary key
-- contract   'langchain' or 'supabase', for the clients that call match_documents; null for pgmatch's own arguments
-- hybrid     whether to search by words too: adds query_text, full_text_weight, semantic_weight and rrf_k, and returns
--            score, full_text_rank and semantic_rank before similarity
-- words      its column of type tsvector or text; null for the one of type tsvector, else content
-- text_config
--            the text search configuration of the words; null for the one that fills that column, else the database's
-- arguments  the names of the arguments in another order, without defaults; the vector may have another name. Null for
--            query_embedding, match_count,
--            match_threshold, min_content_length, the filters, filter, one_per_section, ef_search, probes,
--            candidates
-- grants     the roles that may call it; null for those that may read these columns of the table
-- section    the columns that are the same in all rows of a section, such as '{document_id, slug}'; adds the argument
--            one_per_section: the best row of each section
-- path       the search_path on which names are read: the caller's
--
-- embedding, content, metadata, key, words and section are names of columns as they are, without quotes.
--
-- The function runs as its caller, so row level security applies. The same call again changes the function as long as
-- its arguments and columns stay. Nothing is made if the declaration is wrong; the error says what to do. Its author
-- needs the rights to create a function there and to write to pgmatch's record.
create or replace function pgmatch.create_search(
  name text,
  target text,
  embedding text default 'embedding',
  returns text[] default null,
  content text default null,
  filters json default '{}',
  metadata text default null,
  metric text default null,
  key text default null,
  contract text default null,
  hybrid boolean default false,
  words text default null,
  text_config text default null,
  arguments text[] default null,
  grants text[] default null,
  section text[] default null,
  path text default current_setting('search_path')
)
returns regprocedure
language plpgsql
volatile
-- it compares what Postgres prints
set quote_all_identifiers = off
set search_path = pg_catalog, pg_temp
as $$
declare
  _search pgmatch.search_function;
  _function regprocedure;
begin
  -- as in pgmatch.set_access
  perform pgmatch.take_turn();
  perform pgmatch.follow_searches();
  _search := pgmatch.declare_search(
    name, target, embedding, returns, content, filters, metadata, metric, key, contract, arguments, grants, section,
    path
  );
  if hybrid then
    _search := pgmatch.declare_words(_search, words, text_config);
  elsif coalesce(words, text_config) is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = case when words is null then 'text_config' else 'words' end || ' is only for a hybrid search',
      hint = 'Pass hybrid => true too, or leave it out.';
  end if;
  if contract is not null then
    _search := pgmatch.declare_contract(_search, returns);
  end if;
  perform pgmatch.check_search(_search);
  _function := pgmatch.make_search(_search);
  perform pgmatch.grant_search(_search);
  notify pgrst, 'reload schema';
  return _function;
end;
$$;

comment on function pgmatch.create_search is
  'Makes a match function for a table: fast through its index, complete behind filters and policies.';

select pgmatch.register('core', 'function', 'pgmatch.create_search');
