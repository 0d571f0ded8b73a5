-- explain_call: how a search is answered: on which path, by which index, and how long it takes.
--
-- search, arguments  a function that searches, and its arguments, see pgmatch.search_call
--
-- path   'fast': a scan of the index, in the statement that the function keeps for the session; 'complete': a scan of
--        the index by pgmatch.nearest, see there; 'compared': all rows that pass the filters were compared, either
--        because that is faster, or because a scan of the index returned too few
-- index  the vector indexes that were scanned; null for none
-- rows   how many rows it returns
-- ms     how long it took, in milliseconds. It runs twice, and the second time counts: the first makes the plans
--
-- Needs track_counts, which is on unless somebody turned it off. Raises what the search raises.
create or replace function pgmatch.explain_call(search regproc, arguments jsonb default '{}')
returns table (path text, index text, rows bigint, ms double precision)
language plpgsql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
declare
  _statement constant text := 'select count(*) from ' || pgmatch.search_call(search, arguments);
  _indexes constant oid[] := array(
    select c.oid from pg_class as c inner join pg_am as m on m.oid = c.relam where m.amname in ('hnsw', 'ivfflat')
  );
  _scans bigint[];
  _start timestamptz;
begin
  for _run in 1..2 loop
    _scans := array(
      select pg_stat_get_xact_numscans(i.oid) from unnest(_indexes) with ordinality as i (oid, place) order by i.place
    );
    -- pgmatch.walk and pgmatch.compare say so if they answer
    perform set_config('pgmatch.path', 'fast', true);
    _start := clock_timestamp();
    execute _statement into rows using arguments;
    ms := 1000 * extract(epoch from clock_timestamp() - _start);
  end loop;
  index := (
    select string_agg(i.oid::regclass::text, ', ' order by i.oid::regclass::text)
    from unnest(_indexes, _scans) as i (oid, scans)
    where pg_stat_get_xact_numscans(i.oid) > i.scans
  );
  path := case when index is null then 'compared' else current_setting('pgmatch.path') end;
  return next;
end;
$$;

comment on function pgmatch.explain_call is
  'How a search is answered: on which path, by which index, and how long it takes.';

select pgmatch.register('core', 'function', 'pgmatch.explain_call', 'execute', 'execute');
