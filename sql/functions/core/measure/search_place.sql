-- search_place: at which place a search returns a row, from 1, and the row; nulls if it does not return it.
--
-- search, arguments  see pgmatch.search_call
-- key, keys          a column of the result that identifies a row, and the value of the row as text; of several rows,
--                    the first counts
--
-- For writers only: explain_sections calls it up to a hundred times, and readers could keep the server busy.
create or replace function pgmatch.search_place(
  search regprocedure,
  arguments jsonb,
  key name,
  keys text[],
  out place bigint,
  out found_row jsonb
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format(
    'select r.ordinality, to_jsonb(r) from %s where r.%I::text = any($2) order by r.ordinality limit 1',
    pgmatch.search_call(search, arguments),
    key
  )
  into place, found_row
  using arguments, keys;
end;
$$;

comment on function pgmatch.search_place is
  'At which place a search returns a row, from 1, and the row; nulls if it does not return it.';

select pgmatch.register('core', 'function', 'pgmatch.search_place', null, 'execute');
