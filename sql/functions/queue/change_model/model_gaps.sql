-- model_gaps: how many rows have an embedding in one column of a change of model, but not in the other.
--
-- has, lacks  the two columns
-- most        counts no further, so 1 asks only whether there is one; null for all
--
-- It reads the index of pgmatch.model_gap_index if that is there, else the whole table.
create or replace function pgmatch.model_gaps(target regclass, has name, lacks name, most bigint default null)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _gaps bigint;
begin
  execute format(
    'select count(*) from (select from %s where %s and %I is null limit $1) as g',
    target, pgmatch.model_gap_condition(target, has, lacks), lacks
  )
  into _gaps
  using most;
  return _gaps;
end;
$$;

comment on function pgmatch.model_gaps is
  'How many rows have an embedding in one column of a change of model, but not in the other.';

revoke all on function pgmatch.model_gaps from public;
