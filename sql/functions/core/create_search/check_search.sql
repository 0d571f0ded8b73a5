-- check_search: raises for the first thing in a declaration that is wrong, before anything is made.
create or replace function pgmatch.check_search(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  -- raises if it does not exist
  perform pgmatch.metric_sql(search.metric);
  if search.contract not in ('langchain', 'supabase') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('contract %L does not exist', search.contract),
      hint = 'Use langchain or supabase, or leave it out.';
  elsif not exists (select 1 from pg_namespace as n where n.nspname = search.schema_name) then
    raise exception using
      errcode = 'invalid_schema_name',
      message = format('schema %I does not exist', search.schema_name),
      hint = 'Create it first, or name another schema for the function.';
  elsif search.schema_name in ('pgmatch', 'information_schema') or search.schema_name like E'pg\\_%' then
    raise exception using
      errcode = 'reserved_name',
      message = format('the schema %I is not for functions of your own', search.schema_name),
      hint = 'Name another schema for the function, for example public.' || quote_ident(search.name) || '.';
  elsif (select c.relkind from pg_class as c where c.oid = search.target) not in ('r', 'p', 'm') then
    raise exception using
      errcode = 'wrong_object_type',
      message = format('%s is neither a table nor a materialized view', search.target),
      hint = 'Name the one that has the embeddings and their index.';
  elsif (select c.relpersistence from pg_class as c where c.oid = search.target) = 't' then
    raise exception using
      errcode = 'wrong_object_type',
      message = format('%s is a temporary table, which no other session sees', search.target),
      hint = 'Name a table that stays.';
  end if;

  if not exists (
    select 1 from pg_attribute as a
    where a.attrelid = search.target and a.attname = search.embedding and a.attnum > 0 and not a.attisdropped
  ) then
    raise exception using
      errcode = 'undefined_column',
      message = format('embedding names %L, but %s has no such column', search.embedding, search.target),
      hint = pgmatch.columns_of(search.target, search.embedding);
  end if;
  -- raises if it stores no vectors
  perform pgmatch.distance(search.target, search.embedding, search.metric);
  if (
    select a.atttypmod from pg_attribute as a where a.attrelid = search.target and a.attname = search.embedding
  ) = -1 then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format('column %I of %s takes vectors of any length', search.embedding, search.target),
      hint = format(
        'Declare how many dimensions your model''s vectors have, for example: '
        'alter table %s alter column %I type %s(1536);',
        search.target, search.embedding, (
          select format_type(a.atttypid, null) from pg_attribute as a
          where a.attrelid = search.target and a.attname = search.embedding
        )
      );
  end if;

  if search.grants <> array(
    select g.role from unnest(search.grants) as g (role)
    where g.role = 'public' or exists (select 1 from pg_roles as r where r.rolname = g.role)
  ) then
    raise exception using
      errcode = 'undefined_object',
      message = format(
        'grants names a role that does not exist: %s',
        (
          select string_agg(quote_nullable(g.role), ', ') from unnest(search.grants) as g (role)
          where g.role is distinct from 'public' and not exists (select 1 from pg_roles as r where r.rolname = g.role)
        )
      ),
      hint = 'Name the roles that may call the function. Without grants, these are those that may read its columns.';
  end if;
  perform pgmatch.check_search_key(search);
  perform pgmatch.check_search_columns(search);
  perform pgmatch.check_search_filters(search);
  perform pgmatch.check_search_section(search);
  perform pgmatch.check_search_arguments(search);
  perform pgmatch.check_search_names(search);
end;
$$;

comment on function pgmatch.check_search is
  'Raises for the first thing in a declaration that is wrong.';

select pgmatch.register('core', 'function', 'pgmatch.check_search');
