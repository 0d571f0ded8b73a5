-- searched_rows: about how many rows of a table pass the conditions of a search; pgmatch.estimated_rows without any.
--
-- condition, path  a condition on a row s, null for none, and the search_path on which it is read
--
-- Behind a condition or a policy, rows are counted, up to 10,000. If there are more, the estimate for the table is near
-- enough: it is only compared with the numbers of rows that have a word.
create or replace function pgmatch.searched_rows(target regclass, condition text, path text)
returns double precision
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- as in pgmatch.is_few
set enable_seqscan = off
set jit = off
as $$
declare
  _most constant integer := 10000;
  _statement constant text := format(
    'select count(*) from (select from %s as s where %s limit %s) as r', target, coalesce(condition, 'true'), _most
  );
  _estimated constant double precision := pgmatch.estimated_rows(target);
  _counted bigint := _most;
begin
  if _estimated is null or condition is not null or pgmatch.has_policies(target) then
    if path is not null then
      perform set_config('search_path', path, true);
    end if;
    execute _statement into _counted;
  end if;
  return case when _counted < _most then _counted else greatest(_estimated, _most) end;
end;
$$;

comment on function pgmatch.searched_rows is
  'About how many rows of a table pass the conditions of a search.';

select pgmatch.register('core', 'function', 'pgmatch.searched_rows', 'execute', 'execute');
