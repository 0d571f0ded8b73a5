-- set_measured_scan: sets how the index that is measured is scanned, and returns the settings to put back.
--
-- Like pgmatch.set_scan, but unlike a user's query, the row that is searched for takes one place among the candidates.
create or replace function pgmatch.set_measured_scan(
  measured pgmatch.index_to_measure,
  wanted integer,
  ef_search integer,
  probes integer
)
returns pgmatch.setting[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _before pgmatch.setting[] := pgmatch.set_scan(
    row(
      measured.index, measured.method, measured.kind, measured.ordering, null,
      measured.ef_search, measured.probes, measured.overfetch
    )::pgmatch.chosen_index,
    wanted, ef_search, probes
  );
begin
  if measured.method = 'hnsw' then
    _before := pgmatch.change_setting(
      'hnsw.ef_search', null, null, least(1000, current_setting('hnsw.ef_search')::integer + 1)::text
    ) || _before;
  end if;
  return _before;
end;
$$;

comment on function pgmatch.set_measured_scan is
  'Sets how the index that is measured is scanned; returns the settings to put back.';

select pgmatch.register('core', 'function', 'pgmatch.set_measured_scan');
