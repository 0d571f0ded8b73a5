-- measured_costs: the time and the pages of measured searches, from their plans as explain returns them in JSON.
--
-- The rest of the measurement is null.
create or replace function pgmatch.measured_costs(plans jsonb[])
returns pgmatch.recall_measurement
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _costs pgmatch.recall_measurement;
begin
  select
    round(percentile_cont(0.5) within group (order by p.ms)::numeric, 3),
    round(percentile_cont(0.95) within group (order by p.ms)::numeric, 3),
    avg(p.pages_hit),
    avg(p.pages_read)
  into _costs.p50_ms, _costs.p95_ms, _costs.pages_hit, _costs.pages_read
  from (
    select
      (e.plan ->> 'Planning Time')::double precision + (e.plan ->> 'Execution Time')::double precision as ms,
      (e.plan #>> '{Plan,Shared Hit Blocks}')::double precision as pages_hit,
      (e.plan #>> '{Plan,Shared Read Blocks}')::double precision as pages_read
    from unnest(plans) as e (plan)
  ) as p;
  return _costs;
end;
$$;

comment on function pgmatch.measured_costs is
  'The time and the pages of measured searches, from their plans.';

select pgmatch.register('core', 'function', 'pgmatch.measured_costs');
