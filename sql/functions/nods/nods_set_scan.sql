-- nods_set_scan: sets how pgvector scans an index, and returns the settings to restore afterwards.
--
-- wanted  how many rows the scan should return
-- index   the index to scan; its number of lists is read from it
--
-- For ef_search and probes, an argument overrides the caller's setting in the session or transaction (any value but
-- pgvector's default), that overrides the tuned value of the index, and that the default. The default of ef_search is
-- wanted + 1 (`with ties` reads one more), at most pgvector's 1,000, and at least 40 or the tuned value. The default of
-- probes is the square root of the number of lists, plus as many lists as hold four times the wanted rows: for 1,000
-- rows among 9,000 of real text, the root alone gave a recall of 0.66 to 0.73, and the sum 0.97. A tuned number of
-- probes is raised to at least those lists.
--
-- The scan is iterative, to make up for rows that filters and policies remove, and in relaxed order, because strict
-- order drops near rows that are met late (recall 0.93 instead of 0.96 if 5 % of the rows pass). max_scan_tuples, if
-- given, stops an HNSW scan early. `other` is an index of the other method that the planner may choose instead; tuned
-- values do not apply to it.
--
-- Returns name, value, name, value, … These settings are not in a function's header, because an ordinary role cannot
-- restore a dump that has them there.
create or replace function pgmatch.nods_set_scan(
  method name,
  wanted integer,
  index regclass default null,
  tuned_ef_search integer default null,
  tuned_probes integer default null,
  ef_search integer default null,
  probes integer default null,
  max_scan_tuples integer default null,
  other regclass default null
)
returns text[]
language plpgsql
volatile
set search_path from current
as $$
declare
  _settings text[];
  _values text[];
  _arguments text[];
  _now text;
  _value text;
  _before text[] := '{}';
  _lists integer;
  _more double precision;
  _probes double precision;
begin
  if method = 'hnsw' then
    _settings := '{hnsw.iterative_scan, off, hnsw.ef_search, 40, hnsw.max_scan_tuples, 20000}';
    _values := array['relaxed_order', greatest(coalesce(tuned_ef_search, 40), least(wanted + 1, 1000))::text, null];
    _arguments := array[null, ef_search::text, max_scan_tuples::text];
  elsif method = 'ivfflat' then
    _settings := '{ivfflat.iterative_scan, off, ivfflat.probes, 1}';
    select l.lists, floor(4.0 * wanted * l.lists / nullif(greatest(c.reltuples, 0), 0)) into _lists, _more
    from pg_class as c
    cross join lateral (select coalesce(substring(c.reloptions::text from 'lists=([0-9]+)')::integer, 100)) as l (lists)
    where c.oid = nods_set_scan.index;
    _probes := case
      when tuned_probes is null then ceil(sqrt(_lists)) + coalesce(_more, 0)
      else greatest(tuned_probes, _more)
    end;
    _values := array['relaxed_order', least(_lists, _probes)::integer::text];
    _arguments := array[null, probes::text];
  end if;

  for i in 1..coalesce(cardinality(_values), 0) loop
    _now := current_setting(_settings[2 * i - 1]);
    -- the argument, else pgmatch's value if the caller has left pgvector's default
    _value := coalesce(_arguments[i], case when _now = _settings[2 * i] then _values[i] end);
    if _value <> _now then
      _before := _before || array[_settings[2 * i - 1], _now];
      -- an assignment is evaluated without a query, which perform would run
      _value := set_config(_settings[2 * i - 1], _value, true);
    end if;
  end loop;

  if other is not null then
    _before := _before || pgmatch.nods_set_scan(
      case method when 'hnsw' then 'ivfflat' else 'hnsw' end, wanted, other,
      ef_search => ef_search, probes => probes, max_scan_tuples => max_scan_tuples
    );
  end if;
  return _before;
end;
$$;

comment on function
pgmatch.nods_set_scan(name, integer, regclass, integer, integer, integer, integer, integer, regclass) is
  'Sets ef_search or probes and iterative scans for one search; returns the settings to restore.';

select pgmatch.register(
  'nods',
  'function',
  'pgmatch.nods_set_scan(name, integer, regclass, integer, integer, integer, integer, integer, regclass)',
  'execute',
  'execute'
);
