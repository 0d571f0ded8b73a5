-- search_argument_parts: the pieces of a made function that depend on its arguments, see pgmatch.search_parts.
--
-- In a condition, the value of a filter becomes a literal that format makes at each call. Dates and fractions are only
-- the same value again under the settings in the function's header.
create or replace function pgmatch.search_argument_parts(search pgmatch.search_function)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'arguments', string_agg(format('%I %s%s', a.name, a.type, ' default ' || a.preset), E',\n  ' order by a.place),
    'settings', case when bool_or(
      a.role = 'filter' and rtrim(a.type, '[]') not in (
        'text', 'character varying', 'boolean', 'smallint', 'integer', 'bigint', 'numeric', 'uuid', 'jsonb'
      )
    ) then E'\nset datestyle = ''ISO''\nset extra_float_digits = 1' end,
    'check_scan', case when count(*) filter (where a.role in ('ef_search', 'probes', 'candidates')) > 0 then $text$
    if coalesce(pgmatch_ef_search, pgmatch_probes, pgmatch_candidates) is not null then
      perform pgmatch.check_scan(pgmatch_match_count, pgmatch_ef_search, pgmatch_probes, pgmatch_candidates);
    end if;$text$ end,
    'filters', string_agg('pgmatch_filter_' || a.place, ', ' order by a.place) filter (where a.role = 'filter'),
    'filtered', string_agg(
      format(
        E'\n        and (pgmatch_filter_%1$s is null or (%2$s))',
        a.place,
        pgmatch.fill_condition(a.condition, 'pgmatch_filter_' || a.place)
      ),
      '' order by a.place
    ) filter (where a.role = 'filter' and a.condition is not null),
    'filter', string_agg(
      case
        when a.condition is null then format(
          E'\n      pgmatch.filter_condition(pgmatch_filter_%s, %L),', a.place, format('s.%I', search.metadata)
        )
        else format(
          E'\n      case when pgmatch_filter_%1$s is not null then format(%2$L, pgmatch_filter_%1$s) end,',
          a.place,
          '(' || pgmatch.fill_condition(
            replace(a.condition, '%', '%%'), '(%1$L::' || replace(a.type, '%', '%%') || ')'
          ) || ')'
        )
      end,
      '' order by a.place
    ) filter (where a.role = 'filter')
  )
  from pgmatch.search_arguments(search) as a
$$;

comment on function pgmatch.search_argument_parts is
  'The pieces of a made function that depend on its arguments.';

select pgmatch.register('core', 'function', 'pgmatch.search_argument_parts');
