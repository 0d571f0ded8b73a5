-- suspend_indexes: drops the vector indexes of a table before a large load, and records how to build them again.
--
-- A row that is inserted into an HNSW index takes many times as long as a row of a build, so load the rows, then call
-- pgmatch.resume_indexes. Meanwhile, searches stay right, and compare all rows. Locks the table for an instant, and
-- waits for lock_timeout, or for a minute if that is 0. What was tuned for the indexes stays.
--
-- Returns the names of the indexes; none if there is none, or if they are suspended already. Leaves an index that is
-- not valid. Raises 55P03 if others use the table for too long; 42501 for anyone but the owner of the table and of the
-- core; 42809 for a partitioned table, a partition, and anything but a table.
create or replace function pgmatch.suspend_indexes(target regclass)
returns setof name
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _index pg_class;
begin
  perform pgmatch.check_suspension(target);
  -- an event trigger may refresh searches at each drop; who waits for that may not hold the table
  perform pgmatch.take_turn();
  perform pgmatch.lock_tables(array[target]);
  for _index in
    select i.*
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as m on m.oid = i.relam and m.amname in ('hnsw', 'ivfflat')
    where x.indrelid = target and x.indisvalid
    order by i.relname
  loop
    insert into pgmatch.suspended_index (target, name, definition, tablespace, comment, made_table, made_columns)
    values (
      suspend_indexes.target,
      _index.relname,
      -- without the names of the index and the table, which may change
      substr(
        pg_get_indexdef(_index.oid),
        length(format('CREATE INDEX %I ON %s ', _index.relname, pgmatch.full_name(suspend_indexes.target))) + 1
      ),
      (select t.spcname from pg_tablespace as t where t.oid = _index.reltablespace),
      obj_description(_index.oid, 'pg_class'),
      suspend_indexes.target,
      (
        select jsonb_object_agg(a.attname, a.attnum)
        from pg_depend as d
        inner join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.classid = 'pg_class'::regclass and d.objid = _index.oid
          and d.refclassid = 'pg_class'::regclass and d.refobjid = suspend_indexes.target
      )
    )
    on conflict on constraint suspended_index_pkey do update set
      definition = excluded.definition,
      tablespace = excluded.tablespace,
      comment = excluded.comment,
      made_table = excluded.made_table,
      made_columns = excluded.made_columns,
      suspended_at = excluded.suspended_at;
    execute format('drop index %s', pgmatch.full_name(_index.oid));
    return next _index.relname;
  end loop;
end;
$$;

comment on function pgmatch.suspend_indexes is
  'Drops the vector indexes of a table before a large load; pgmatch.resume_indexes builds them again.';

revoke all on function pgmatch.suspend_indexes from public;
