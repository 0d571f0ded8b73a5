-- collections_refuse_records: raises 42501 with a hint, if row level security refused what the caller wrote.
--
-- The functions that write call it when they were refused. Does nothing if the caller lacks the privileges to write.
create or replace function pgmatch.collections_refuse_records(target regclass)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if has_any_column_privilege(target, 'insert') and has_any_column_privilege(target, 'update') then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('row level security does not let you write these records of %s', target),
      hint = 'Either an id belongs to somebody else''s record: choose another, for example one that begins with the'
        ' user''s own. Or no user is signed in.';
  end if;
end;
$$;

comment on function pgmatch.collections_refuse_records is
  'Raises 42501 with a hint, if row level security refused what the caller wrote.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_refuse_records', null, 'execute');
