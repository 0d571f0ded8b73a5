-- queue_rows: queues the rows of a source that meet a condition and are not queued yet, and returns how many.
--
-- condition  SQL on a row s
create or replace function pgmatch.queue_rows(source bigint, condition text)
returns bigint
language plpgsql
volatile
-- as in pgmatch.queue_embedding
set datestyle = iso
set intervalstyle = postgres
set extra_float_digits = 1
set search_path = pg_catalog, pg_temp
as $$
declare
  _source constant pgmatch.embedding_source := (select e from pgmatch.embedding_source as e where e.id = source);
  _rows bigint;
begin
  execute format(
    'select coalesce(sum(pgmatch.add_jobs(%s, j.keys)), 0) from ('
    ' select array_agg(k.key) as keys from ('
    '  select %s as key, row_number() over () as number from %s as s where %s'
    ' ) as k group by k.number / 1000'
    ') as j',
    source, pgmatch.key_value(_source.key), _source.target, condition
  )
  into _rows;
  return _rows;
end;
$$;

comment on function pgmatch.queue_rows is
  'Queues the rows of a source that meet a condition and are not queued yet, and returns how many.';

select pgmatch.register('queue', 'function', 'pgmatch.queue_rows');
