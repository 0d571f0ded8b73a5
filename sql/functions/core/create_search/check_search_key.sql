-- check_search_key: raises if no column can name the rows of a search: unique, never null, of a type that is supported.
--
-- Columns of a materialized view cannot be declared not null, so there the values are looked at.
create or replace function pgmatch.check_search_key(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _add constant text := format(
    'alter table %s add column %I bigint generated always as identity unique;',
    search.target,
    (
      select case when count(*) = 0 then 'id' else 'search_id' end
      from pg_attribute as a
      where a.attrelid = search.target and a.attname = 'id' and not a.attisdropped
    )
  );
  _split constant text := pgmatch.split_key_hint(search.target, search.key);
  _is_view constant boolean := (select c.relkind = 'm' from pg_class as c where c.oid = search.target);
  _type oid;
  _allows_null boolean;
  _is_unique boolean;
  _has_null boolean := false;
begin
  select a.atttypid, not a.attnotnull, a.attname in (select u.name from pgmatch.unique_columns(search.target) as u)
  into _type, _allows_null, _is_unique
  from pg_attribute as a
  where a.attrelid = search.target and a.attname = search.key and a.attnum > 0 and not a.attisdropped;
  if search.key is null then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format(
        '%s has no column by which a search could name its rows: unique by itself, and never null', search.target
      ),
      hint = case
        when _split is not null then _split
        when _is_view
          then format('Create a unique index on one of its columns: create unique index on %s (id);', search.target)
        else 'Add one: ' || _add
      end;
  elsif _type is null then
    raise exception using
      errcode = 'undefined_column',
      message = format('key names %L, but %s has no such column', search.key, search.target),
      hint = pgmatch.columns_of(search.target, search.key);
  elsif _type not in (
    'bigint'::regtype, 'integer'::regtype, 'smallint'::regtype, 'uuid'::regtype, 'text'::regtype, 'varchar'::regtype
  ) then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format('the key %I of %s has the type %s', search.key, search.target, format_type(_type, null)),
      hint = 'Name a unique column of one of these types: bigint, integer, smallint, uuid, text, varchar.'
        || case when _is_view or _split is not null then '' else ' Or add one: ' || _add end;
  elsif not _is_unique then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format('column %I of %s does not have a unique index of its own', search.key, search.target),
      hint = coalesce(_split, format(
        'Create one, on this column alone and without a condition: create unique index on %s (%I);',
        search.target, search.key
      ));
  elsif _allows_null and _is_view then
    execute format('select exists (select 1 from %s as s where s.%I is null)', search.target, search.key)
    into _has_null;
  end if;
  if _has_null or _allows_null and not _is_view then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format('column %I of %s is unique, but may be null', search.key, search.target),
      hint = case
        when _is_view then 'Leave rows without it out of the view.'
        else format('Forbid it: alter table %s alter column %I set not null;', search.target, search.key)
      end;
  end if;
end;
$$;

comment on function pgmatch.check_search_key is
  'Raises if no column can name the rows of a search.';

select pgmatch.register('core', 'function', 'pgmatch.check_search_key');
