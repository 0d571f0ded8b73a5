-- set_scan: sets how pgvector scans an index, and returns the settings to put back afterwards, see pgmatch.put_back.
--
-- wanted  how many rows the scan should return
--
-- For ef_search and probes, an argument overrides the caller's setting in the session or transaction (any value but
-- pgvector's default), that overrides the tuned value of the index, and that the default. The default of ef_search is
-- wanted + 1 (`with ties` reads one more), at most pgvector's 1,000, and at least the tuned value or
-- pgmatch.default_ef_search; that of probes is pgmatch.default_probes.
--
-- The scan is iterative, to make up for rows that filters and policies remove, and in relaxed order, because strict
-- order drops near rows that are met late (recall 0.93 instead of 0.96 if 5 % of the rows pass). max_scan_tuples, if
-- given, stops an HNSW scan early. Tuned values do not apply to the index of the other method that the planner may
-- choose instead. These settings are not in a function's header, because an ordinary role cannot restore a dump that
-- has them there.
create or replace function pgmatch.set_scan(
  chosen pgmatch.chosen_index,
  wanted integer,
  ef_search integer default null,
  probes integer default null,
  max_scan_tuples integer default null
)
returns pgmatch.setting[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _before pgmatch.setting[] := '{}';
begin
  if chosen.method = 'hnsw' then
    _before := pgmatch.change_setting('hnsw.iterative_scan', 'off', 'relaxed_order')
      || pgmatch.change_setting(
        'hnsw.ef_search',
        '40',
        greatest(coalesce(chosen.ef_search, pgmatch.default_ef_search()), least(wanted + 1, 1000))::text,
        set_scan.ef_search::text
      )
      || pgmatch.change_setting('hnsw.max_scan_tuples', '20000', null, max_scan_tuples::text);
  elsif chosen.method = 'ivfflat' then
    _before := pgmatch.change_setting('ivfflat.iterative_scan', 'off', 'relaxed_order')
      || pgmatch.change_setting(
        'ivfflat.probes',
        '1',
        pgmatch.default_probes(chosen.index, wanted, chosen.probes)::text,
        set_scan.probes::text
      );
  end if;

  if chosen.other is not null then
    chosen.method := case chosen.method when 'hnsw' then 'ivfflat' else 'hnsw' end;
    chosen.index := chosen.other;
    chosen.other := null;
    chosen.ef_search := null;
    chosen.probes := null;
    _before := _before || pgmatch.set_scan(chosen, wanted, ef_search, probes, max_scan_tuples);
  end if;
  return _before;
end;
$$;

comment on function pgmatch.set_scan is
  'Sets ef_search or probes and iterative scans for one search; returns the settings to put back.';

select pgmatch.register('core', 'function', 'pgmatch.set_scan', 'execute', 'execute');
