-- collections_check_name: refuses names that a collection cannot have.
--
-- vecs does not list tables whose names begin with _, and Postgres cuts names after 63 bytes. Everything else is a
-- name, because it is always quoted. Raises 22004 for null, 42602 or 42622 for such a name.
create or replace function pgmatch.collections_check_name(collection text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if collection is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'collection is null',
      hint = 'Pass the name of the collection.';
  elsif collection = ''::text or starts_with(collection, '_'::text) then
    raise exception using
      errcode = 'invalid_name',
      message = pg_catalog.format('a collection cannot be called %L', collection),
      hint = 'Choose a name that does not begin with _.';
  elsif octet_length(collection) > 63 then
    raise exception using
      errcode = 'name_too_long',
      message = pg_catalog.format('the name of the collection %L has %s bytes', collection, octet_length(collection)),
      hint = 'Choose a name of at most 63 bytes.';
  end if;
end;
$$;

comment on function pgmatch.collections_check_name is
  'Raises 22004, 42602 or 42622 for a name that a collection cannot have.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_check_name', 'execute', 'execute');
