-- check_queue: raises if workers cannot fill a column: it does not exist, holds no vectors, is declared not null or
-- generated, or the table has no key, or child tables, whose rows the key does not tell apart. Also raises if workers
-- would fill the column both for a partitioned table and for one of its partitions: texts and models may differ.
create or replace function pgmatch.check_queue(target regclass, embedding name, key name[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _kind constant text := (select c.relkind from pg_class as c where c.oid = target and c.relpersistence <> 't');
  _column pg_attribute;
  _other constant regclass := (
    select min(e.target::oid)
    from pgmatch.embedding_source as e
    where e.embedding = check_queue.embedding and e.target <> check_queue.target and (
      e.target in (select p.relid from pg_partition_ancestors(check_queue.target) as p)
      or check_queue.target in (select p.relid from pg_partition_ancestors(e.target) as p)
    )
  );
begin
  select a.* into _column
  from pg_attribute as a
  where a.attrelid = target and a.attname = embedding and a.attnum > 0 and not a.attisdropped;
  if _kind is null or _kind not in ('r', 'p') then
    raise exception using
      errcode = 'wrong_object_type',
      message = format('%s is not a permanent table', coalesce(target::text, 'null')),
      hint = 'Name the table that has the rows.';
  elsif _kind = 'r' and exists (select from pg_inherits as h where h.inhparent = target) then
    raise exception using
      errcode = 'wrong_object_type',
      message = format('%s has child tables', target),
      hint = 'Declare the tables that have the rows, each by itself, or make it a partitioned table.';
  elsif _column.attname is null then
    raise exception using
      errcode = 'undefined_column',
      message = format('%s has no column %I', target, coalesce(embedding, 'null')),
      hint = format(
        'Add it, with the length of your model''s vectors: alter table %s add column %I vector(384);', target,
        coalesce(embedding, 'embedding')
      );
  elsif not exists (
    select 1 from pg_depend as d
    inner join pg_extension as e on e.oid = d.refobjid and e.extname = 'vector'
    inner join pg_type as t on t.oid = d.objid and t.typname in ('vector', 'halfvec')
    where d.classid = 'pg_type'::regclass and d.objid = _column.atttypid and d.refclassid = 'pg_extension'::regclass
  ) then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format(
        'column %I of %s has the type %s, not vector or halfvec', embedding, target,
        format_type(_column.atttypid, null)
      ),
      hint = 'Name a column of the type vector or halfvec.';
  elsif _column.attgenerated <> '' then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format('column %I of %s is generated', embedding, target),
      hint = 'Name a column that can be written.';
  elsif _column.attnotnull then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format('column %I of %s is declared not null', embedding, target),
      hint = format(
        'A row has no embedding until a worker makes it: alter table %s alter column %I drop not null;',
        target, embedding
      );
  elsif key is null then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format('%s has no primary key, and no unique columns that are declared not null', target),
      hint = format('Add one: alter table %s add primary key (…);', target);
  elsif _other is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('workers fill %I of %s already, which has rows of %s', embedding, _other, target),
      hint = format(
        'Only one of the two can be declared. To end the other: select pgmatch.unqueue_embeddings(%L, %L);',
        _other, embedding
      );
  end if;
end;
$$;

comment on function pgmatch.check_queue is
  'Raises if workers cannot fill a column of embeddings.';

select pgmatch.register('queue', 'function', 'pgmatch.check_queue');
