-- check_lengths: raises 22023 if lists that belong together have different lengths, or one is null.
create or replace function pgmatch.check_lengths(lengths integer[])
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if (lengths[1] = all (lengths)) is not true then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('the lists have %s elements', array_to_string(lengths, ', ', 'no')),
      hint = 'Pass lists in the same order, with one element for each job.';
  end if;
end;
$$;

comment on function pgmatch.check_lengths is
  'Raises 22023 if lists that belong together have different lengths.';

select pgmatch.register('queue', 'function', 'pgmatch.check_lengths', null, 'execute', shared => true);
