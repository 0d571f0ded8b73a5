-- suspended_definition: what follows the table in the statement that builds a suspended index, with the names of today.
--
-- Null if a column that the index needs was dropped. To follow a column with another name, it lets Postgres say what
-- becomes of the index of an empty copy of these columns when they are renamed: expressions and conditions name them.
create or replace function pgmatch.suspended_definition(suspended pgmatch.suspended_index)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set client_min_messages = error
as $$
declare
  _earlier name[];
  _names name[];
  _index oid;
  _definition text;
begin
  select array_agg(c.name), array_agg(pgmatch.present_column(s, c.name)) into _earlier, _names
  from jsonb_object_keys(suspended.made_columns) as c (name)
  cross join jsonb_populate_record(null::pgmatch.search_function, to_jsonb(suspended)) as s;
  if array_position(_names, null) is not null then
    return null;
  elsif _names = _earlier then
    return suspended.definition;
  end if;

  execute format(
    'create temporary table pgmatch_suspended as select %s from %s with no data',
    (select string_agg(format('%I as %I', n.name, n.earlier), ', ') from unnest(_names, _earlier) as n (name, earlier)),
    suspended.target
  );
  execute 'create index on pg_temp.pgmatch_suspended ' || suspended.definition;
  for i in 1..cardinality(_names) loop
    continue when _names[i] = _earlier[i];
    execute format('alter table pg_temp.pgmatch_suspended rename %I to %I', _earlier[i], _names[i]);
  end loop;
  _index := (select x.indexrelid from pg_index as x where x.indrelid = 'pg_temp.pgmatch_suspended'::regclass);
  _definition := substring(pg_get_indexdef(_index) from E' ON \\S+ (USING .*)$');
  drop table pg_temp.pgmatch_suspended;
  return _definition;
end;
$$;

comment on function pgmatch.suspended_definition is
  'What follows the table in the statement that builds a suspended index, with the names that its columns have now.';

revoke all on function pgmatch.suspended_definition from public;
