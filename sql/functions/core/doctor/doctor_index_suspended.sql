-- doctor_index_suspended: indexes that were suspended for a load, which has not ended, or was broken off.
create or replace function pgmatch.doctor_index_suspended()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'table ' || pgmatch.full_name(c.oid),
    format(
      'The vector %s suspended for a load since %s: searches compare all rows. If no load is running:',
      case count(*)
        when 1 then format('index %s is', min(s.name::text))
        else format('indexes %s are', string_agg(s.name::text, ', ' order by s.name))
      end,
      to_char(min(s.suspended_at), 'YYYY-MM-DD HH24:MI')
    ),
    array['pgmatch index resume ' || pgmatch.shell_word(pgmatch.full_name(c.oid))],
    false
  from pgmatch.suspended_index as s
  inner join pg_class as c on c.oid = s.target
  group by c.oid
$$;

comment on function pgmatch.doctor_index_suspended is
  'An index is suspended for a load.';

revoke all on function pgmatch.doctor_index_suspended from public;
