-- key_value: the expression of the key of a row s, as jobs have it: {"column": "value"}.
--
-- format prints a value as Postgres does, and calls no cast of a user's.
create or replace function pgmatch.key_value(key name[])
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select format('jsonb_build_object(%s)', string_agg(format('%L, format(''%%s'', s.%I)', k.name, k.name), ', '))
  from unnest(key) as k (name)
$$;

comment on function pgmatch.key_value is
  'The expression of the key of a row s, as jobs have it.';

select pgmatch.register('queue', 'function', 'pgmatch.key_value');
