-- record_swap: writes down the change, the searched column and its functions as they are after columns swapped names.
--
-- searches  the functions that searched the column before, which has the name of the second one now
-- earlier   its metric; a function with another one of its own keeps that
create or replace function pgmatch.record_swap(
  change pgmatch.model_change,
  search pgmatch.search,
  searches pgmatch.search_function[],
  earlier text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- where searches have followed the renaming, or were made for clients of the other model
  delete from pgmatch.search as s where s.target = change.target and s.embedding = change.second;
  delete from pgmatch.search as s where s.target = search.target and s.embedding = search.embedding;
  insert into pgmatch.search select search.*;
  perform pgmatch.record_change(change);
  update pgmatch.search_function as f
  set
    embedding = search.embedding,
    metric = case f.metric when earlier then search.metric else f.metric end
  from unnest(searches) as w
  where (f.schema_name, f.name) = (w.schema_name, w.name);
end;
$$;

comment on function pgmatch.record_swap is
  'Writes down a change of model, the searched column and its functions as they are after columns swapped names.';

revoke all on function pgmatch.record_swap from public;
