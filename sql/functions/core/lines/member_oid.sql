-- member_oid: the oid of a table, sequence or function of a line; null if somebody has dropped it.
--
-- name  as pgmatch.register takes it
create or replace function pgmatch.member_oid(line text, kind text, name text)
returns oid
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('search_path', pgmatch.pinned_path(line), true);
  return case
    when kind <> 'function' then to_regclass(name)::oid
    when name like '%(%' then to_regprocedure(name)::oid
    else to_regproc(name)::oid
  end;
end;
$$;

comment on function pgmatch.member_oid is
  'The oid of a table, sequence or function of a line; null if somebody has dropped it.';

revoke all on function pgmatch.member_oid from public;
