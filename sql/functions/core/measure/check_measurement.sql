-- check_measurement: refuses arguments of a measurement that the index does not use, or that are out of range.
--
-- Raises 22023. A search ignores an argument that its index does not use, so measuring with it would mislead.
create or replace function pgmatch.check_measurement(
  method name,
  kind text,
  k integer,
  ef_search integer,
  probes integer,
  overfetch double precision
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _useless text := case
    when ef_search is not null and method <> 'hnsw' then 'ef_search is for HNSW indexes'
    when probes is not null and method <> 'ivfflat' then 'probes is for IVFFlat indexes'
    when overfetch is not null and kind <> 'binary' then 'overfetch is for binary indexes'
  end;
begin
  if _useless is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s, and this one is %s on %s', _useless, method, kind),
      hint = 'Leave it out.';
  elsif overfetch is not null and not (overfetch >= 1 and overfetch * k <= 100000) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('overfetch %s is not between 1 and %s', overfetch, 100000 / k),
      hint = 'Pass how many rows to fetch from the binary index for each row that you want.';
  end if;
  perform pgmatch.check_scan(k, ef_search, probes, null);
end;
$$;

comment on function pgmatch.check_measurement is
  'Raises 22023 if an index does not use ef_search, probes or overfetch, or if one is out of range.';

select pgmatch.register('core', 'function', 'pgmatch.check_measurement');
