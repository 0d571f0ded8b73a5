-- nods_set_scan: sets how pgvector walks an index, and returns the settings to put back afterwards.
--
-- What the caller has set wins: a value other than pgvector's default is left alone. Otherwise
-- ef_search follows match_count (pgvector allows 1,000), probes is the square root of lists, and the
-- scan is iterative, so that rows removed by filters and policies are made up for.
--
-- They are not in a function's header because a dump with them there cannot be restored by an
-- ordinary role.
create or replace function pgmatch.nods_set_scan(method text, lists integer, match_count integer)
returns jsonb
language sql
volatile
set search_path from current
as $$
  with wanted (name, value, default_value) as (
    values
      ('hnsw.ef_search', greatest(40, least(match_count, 1000))::text, '40'),
      ('hnsw.iterative_scan', 'strict_order', 'off'),
      ('ivfflat.probes', ceil(sqrt(lists))::integer::text, '1'),
      ('ivfflat.iterative_scan', 'relaxed_order', 'off')
  ),

  changed as materialized (
    select w.name, w.default_value, set_config(w.name, w.value, true)
    from wanted as w
    where split_part(w.name, '.', 1) = method and current_setting(w.name) = w.default_value
  )

  select coalesce(jsonb_object_agg(c.name, c.default_value), '{}') from changed as c
$$;

comment on function pgmatch.nods_set_scan(text, integer, integer) is
  'Sets ef_search or probes and iterative scans for one search; returns the settings to put back.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_set_scan(text, integer, integer)', 'execute', 'execute'
);
