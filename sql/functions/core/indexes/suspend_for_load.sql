-- suspend_for_load: suspends the indexes of a table during a load, if that makes it faster and hinders nobody.
--
-- rows  how many rows the load has inserted so far; call it again when there are twice as many
--
-- A row that is inserted into an index costs about four times as much as in a build, of all rows. So the indexes are
-- suspended when the load has inserted 200 rows and a third of those that were there before: then it has lost no more
-- than the build costs. They stay if more than 10,000 were there, because searches would become slow; if the caller
-- does not own the table; or if others use it for longer than two seconds. Then advice says what to do for a faster
-- load. Raises 22023 without a number of rows.
create or replace function pgmatch.suspend_for_load(target regclass, rows bigint)
returns table (is_suspended boolean, advice text)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = 2000
as $$
declare
  _most constant bigint := 10000;
  _owner name;
  _counted bigint;
  _before bigint;
begin
  is_suspended := false;
  if rows is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'rows is missing',
      hint = 'Pass the number of rows that the load has inserted so far.';
  elsif rows < 200 or not exists (
    select 1
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as m on m.oid = i.relam
    where x.indrelid = target and x.indisvalid and m.amname in ('hnsw', 'ivfflat')
  ) then
    return next;
    return;
  end if;

  execute format('select count(*) from (select from %s limit %s) as s', target, _most + rows + 1) into _counted;
  select pg_get_userbyid(c.relowner), greatest(_counted, c.reltuples::bigint) - rows into _owner, _before
  from pg_class as c where c.oid = target;
  if 3 * rows < _before then
    null;
  elsif not pg_has_role(_owner, 'usage') or not has_table_privilege('pgmatch.suspended_index', 'insert') then
    advice := format(
      'Its owner, "%s", loads many rows faster into %s: then the vector index is built once, at the end.',
      _owner,
      target
    );
  elsif _before > _most then
    advice := format(
      'Searches need the vector index of %1$s, so every row was inserted into it. A large load is faster between '
      '`pgmatch index suspend %2$s` and `pgmatch index resume %2$s`; meanwhile, searches compare all rows.',
      target,
      pgmatch.shell_word(pgmatch.full_name(target))
    );
  else
    begin
      is_suspended := exists (select from pgmatch.suspend_indexes(target));
    exception when lock_not_available then
      advice := format('Others use %s, so every row was inserted into its vector index.', target);
    end;
  end if;
  return next;
end;
$$;

comment on function pgmatch.suspend_for_load is
  'Suspends the indexes of a table during a load, if that makes it faster and hinders nobody.';

select pgmatch.register('core', 'function', 'pgmatch.suspend_for_load', null, 'execute');
