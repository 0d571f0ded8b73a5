-- model_indexes: the statements that build the indexes which a change of model still lacks, in their order.
--
-- One index is on the rows that lack an embedding of the second column: it is small, and keeps the switch short, which
-- asks whether there are any. The other one serves the searches: the one that pgmatch.index_statement would build for
-- the new dimensions, unless you have built one that fits. Run each statement outside a transaction. Nobody has to wait
-- for a build, unless the table is partitioned. What an interrupted build has left is dropped first.
create or replace function pgmatch.model_indexes(target regclass default null, embedding name default null)
returns table (name text, statement text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _change constant pgmatch.model_change := pgmatch.model_change_of(target, embedding);
  _table constant pg_class := (select c from pg_class as c where c.oid = _change.target);
  _concurrently constant text := case _table.relkind when 'p' then '' else 'concurrently ' end;
  _index pg_index;
begin
  for name, statement in
    select m.name, m.definition from pgmatch.model_gap_index(_change) as m
    union all
    select m.name, m.definition from pgmatch.model_vector_index(_change) as m
    where (pgmatch.search_index(_change.target, _change.second, _change.metric)).index is null
  loop
    select x.* into _index
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    where i.relnamespace = _table.relnamespace and i.relname = model_indexes.name;
    continue when _index.indisvalid and _index.indrelid = _change.target;
    statement := format(
      'create index %s%I on %s %s', _concurrently, name, pgmatch.full_name(_change.target), statement
    );
    if _index.indrelid = _change.target then
      return query
      select model_indexes.name, format('drop index %s%s', _concurrently, pgmatch.full_name(_index.indexrelid));
    end if;
    return next;
  end loop;
end;
$$;

comment on function pgmatch.model_indexes is
  'The statements that build the indexes which a change of model still lacks.';

revoke all on function pgmatch.model_indexes from public;
