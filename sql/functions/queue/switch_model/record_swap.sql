-- record_swap: writes down the change, the searched column and its functions as they are after columns swapped names.
--
-- searches  the functions that searched one of the columns before
-- earlier   the searched column before
--
-- A function of the searched column goes on to search the column of that name. One of the second column was made for
-- clients of the other model, so it keeps its embeddings; change.pinned names it as long as they are searched.
create or replace function pgmatch.record_swap(
  change pgmatch.model_change,
  search pgmatch.search,
  searches pgmatch.search_function[],
  earlier pgmatch.search
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _pinned constant text[] := change.pinned;
begin
  change.pinned := array(
    select format('%I.%I', w.schema_name, w.name) from unnest(searches) as w where w.embedding <> search.embedding
  );
  -- where searches have followed the renaming, or were made for clients of the other model
  delete from pgmatch.search as s
  where s.target = change.target and (
    s.embedding in (search.embedding, change.second)
    or s.embedding in (select w.embedding from unnest(searches) as w)
  );
  insert into pgmatch.search select search.*;
  perform pgmatch.record_change(change);
  update pgmatch.search_function as f
  set
    embedding = case when w.is_pinned then change.second else search.embedding end,
    metric = case
      when w.embedding = search.embedding and not w.is_pinned and f.metric = earlier.metric then search.metric
      else f.metric
    end
  from (
    select
      w.schema_name, w.name, w.embedding,
      w.embedding = search.embedding and format('%I.%I', w.schema_name, w.name) = any(_pinned) as is_pinned
    from unnest(searches) as w
  ) as w
  where (f.schema_name, f.name) = (w.schema_name, w.name);
  earlier.embedding := change.second;
  insert into pgmatch.search
  select earlier.*
  where exists (
    select 1 from pgmatch.search_function as f where f.target = change.target and f.embedding = change.second
  );
end;
$$;

comment on function pgmatch.record_swap is
  'Writes down a change of model, the searched column and its functions as they are after columns swapped names.';

revoke all on function pgmatch.record_swap from public;
