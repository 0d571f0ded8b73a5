-- suffixed_name: a name with a suffix, cut so that both fit into the 63 bytes of a name.
create or replace function pgmatch.suffixed_name(base text, suffix text)
returns name
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select left(base, n.length) || suffix
  from generate_series(length(base), 0, -1) as n (length)
  where octet_length(left(base, n.length) || suffix) <= 63
  order by n.length desc
  limit 1
$$;

comment on function pgmatch.suffixed_name is
  'A name with a suffix, cut so that both fit into the 63 bytes of a name.';

revoke all on function pgmatch.suffixed_name from public;
