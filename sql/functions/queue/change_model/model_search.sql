-- model_search: the declared column of embeddings that is meant: the only one of the table, or that of
-- pgmatch.default_search if no table is named.
--
-- Raises 22023 if nothing is declared for the table, 42P09 if several columns are, and what pgmatch.default_search
-- raises.
create or replace function pgmatch.model_search(target regclass, embedding name)
returns pgmatch.search
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _found constant pgmatch.search[] := array(
    select s
    from pgmatch.searched_columns() as s
    where s.target = model_search.target and s.embedding = coalesce(model_search.embedding, s.embedding)
      -- that of a search which was made for clients of the other model
      and not exists (
        select 1 from pgmatch.model_changes() as c
        where c.target = s.target and c.second = s.embedding and model_search.embedding is null
      )
    order by s.embedding
  );
begin
  if target is null then
    return pgmatch.default_search();
  elsif cardinality(_found) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format(
        case when embedding is null then 'no column of %s is declared to be searched'
          else 'column %2$I of %1$s is not declared to be searched' end,
        target, embedding
      ),
      hint = 'Declare one: pgmatch.create_search. To see what is declared: select * from pgmatch.search;';
  elsif cardinality(_found) > 1 then
    raise exception using
      errcode = 'ambiguous_alias',
      message = format(
        '%s has several columns of embeddings: %s',
        target, (select string_agg(quote_ident(s.embedding), ', ') from unnest(_found) as s)
      ),
      hint = 'Name the column too: embedding => ''…''.';
  end if;
  return _found[1];
end;
$$;

comment on function pgmatch.model_search is
  'The declared column of embeddings that is meant.';

revoke all on function pgmatch.model_search from public;
