-- collections_declare: declares collections that were made by other means, and forgets those that are gone.
--
-- target  one table; null for all in the schema vecs
--
-- pgmatch.refresh_searches calls it. Returns a row, of the form that it returns, for each that could not be declared.
create or replace function pgmatch.collections_declare(target regclass)
returns table (name text, state text, problem text, fix text)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _table regclass;
  _hint text;
begin
  perform pgmatch.collections_forget();
  for _table in
    select c.oid
    from pg_class as c
    where c.relnamespace = to_regnamespace('vecs')::oid
      and (target is null or c.oid = target)
      and c.relkind = 'r'
      and pgmatch.collections_is_one(c.oid)
      and not pgmatch.collections_is_declared(c.oid)
    order by c.relname
  loop
    begin
      perform pgmatch.collections_check_owner(_table);
      perform pgmatch.collections_adopt(_table, true);
    exception when others then
      get stacked diagnostics _hint = pg_exception_hint;
      name := pgmatch.full_name(_table);
      state := 'invalid';
      problem := sqlerrm;
      fix := coalesce(substring(_hint from E': (.*;)$'), 'select pgmatch.refresh_searches();');
      return next;
    end;
  end loop;
end;
$$;

comment on function pgmatch.collections_declare is
  'Declares collections that were made by other means, and forgets those that are gone.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_declare');
