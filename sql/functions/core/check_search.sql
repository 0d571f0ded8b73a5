-- check_search: raises for the first thing in a declaration that is wrong, before anything is made.
create or replace function pgmatch.check_search(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if search.metric not in ('ip', 'cosine', 'l2') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('metric %L does not exist', search.metric),
      hint = 'Use ip (inner product), cosine or l2.';
  elsif search.contract not in ('langchain', 'supabase') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('contract %L does not exist', search.contract),
      hint = 'Use langchain or supabase, or leave it out.';
  elsif not exists (select 1 from pg_namespace as n where n.nspname = search.schema_name) then
    raise exception using
      errcode = 'invalid_schema_name',
      message = format('schema %I does not exist', search.schema_name),
      hint = 'Create it first, or name another one for the function.';
  elsif (select c.relkind from pg_class as c where c.oid = search.target) not in ('r', 'p', 'm') then
    raise exception using
      errcode = 'wrong_object_type',
      message = format('%s is not a table', search.target),
      hint = 'Name the table or materialized view that has the embeddings and their index.';
  end if;

  -- raises if there is no such column, or if it stores no vectors
  perform pgmatch.distance(search.target, search.embedding, search.metric);
  if (
    select a.atttypmod from pg_attribute as a where a.attrelid = search.target and a.attname = search.embedding
  ) = -1 then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format('column %I of %s takes vectors of any length', search.embedding, search.target),
      hint = format(
        'Give it the length of your model''s vectors: alter table %s alter column %I type vector(1536);',
        search.target, search.embedding
      );
  elsif pgmatch.search_key(search.target, search.key) is null then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format(
        '%s has no unique index on only %s', search.target, coalesce(quote_ident(search.key), 'one column, not null')
      ),
      hint = format('Add a primary key: alter table %s add column id bigint generated always as identity primary key;',
        search.target);
  end if;

  if search.grants <> array(
    select g.role from unnest(search.grants) as g (role)
    where g.role = 'public' or exists (select 1 from pg_roles as r where r.rolname = g.role)
  ) then
    raise exception using
      errcode = 'undefined_object',
      message = format('grants names %s, but not all of these roles exist', search.grants),
      hint = 'Name the roles that may call the function, or leave it out for those that may read these columns.';
  end if;
  perform pgmatch.check_search_columns(search);
  perform pgmatch.check_search_filters(search);
  perform pgmatch.check_search_names(search);
end;
$$;

comment on function pgmatch.check_search is
  'Raises for the first thing in a declaration that is wrong.';

select pgmatch.register('core', 'function', 'pgmatch.check_search');
