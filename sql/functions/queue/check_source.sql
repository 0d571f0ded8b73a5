-- check_source: raises 42703 if a table has changed so that jobs would name other rows, or none: its column of
-- embeddings or its key is gone or renamed, or the key no longer tells its rows apart.
create or replace function pgmatch.check_source(target regclass, embedding name, key name[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _key constant smallint[] := array(
    select a.attnum from pg_attribute as a
    where a.attrelid = check_source.target and a.attname = any(check_source.key) and not a.attisdropped
  );
begin
  if cardinality(_key) = cardinality(check_source.key)
    and exists (
      select from pg_attribute as a
      where a.attrelid = check_source.target and a.attname = check_source.embedding and not a.attisdropped
    )
    and exists (
      select from pg_index as i
      inner join pg_class as c on c.oid = i.indrelid
      left join pg_partitioned_table as p on p.partrelid = c.oid
      where i.indrelid = check_source.target and i.indisunique and i.indisvalid and i.indpred is null
        -- a unique index of a partitioned table has the columns that tell the partitions apart, too
        and (i.indkey::smallint[])[0:i.indnkeyatts - 1] <@ (_key || coalesce(p.partattrs::smallint[], '{}'))
    ) then
    return;
  end if;
  raise exception using
    errcode = 'undefined_column',
    message = format(
      'the column %I of %s or its key (%s) is not what workers were told', check_source.embedding, target,
      array_to_string(check_source.key, ', ')
    ),
    hint = format(
      'Declare it again: select pgmatch.unqueue_embeddings(%L, %L); select pgmatch.queue_embeddings(%1$L, ...);',
      check_source.target, check_source.embedding
    );
end;
$$;

comment on function pgmatch.check_source is
  'Raises 42703 if the column of embeddings or the key of a table is no longer what was declared.';

select pgmatch.register('queue', 'function', 'pgmatch.check_source', null, 'execute', shared => true);
