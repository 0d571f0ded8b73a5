-- check_overlap: refuses arguments of pgmatch.measure_overlap. Raises 22023, and 42501 if row level security applies.
create or replace function pgmatch.check_overlap(change pgmatch.model_change, sample integer, k integer)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _wrong constant text := case
    when sample between 1 and 10000 is not true
      then format('sample %s is not between 1 and 10000', coalesce(sample::text, 'null'))
    when k between 1 and 1000 is not true then format('k %s is not between 1 and 1000', coalesce(k::text, 'null'))
  end;
begin
  if _wrong is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = _wrong,
      hint = 'sample is how many rows of the table to search for, and k how many rows your searches ask for.';
  elsif row_security_active(change.target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('row level security hides rows of %s from you', change.target),
      hint = 'Run the measurement as the owner of the table.';
  end if;
end;
$$;

comment on function pgmatch.check_overlap is
  'Refuses arguments of pgmatch.measure_overlap.';

revoke all on function pgmatch.check_overlap from public;
