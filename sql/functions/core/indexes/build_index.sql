-- build_index: runs the statement that builds a vector index, with the memory that its graph needs.
--
-- tablespace  of the index; null for that of the database
--
-- HNSW is built many times faster while its graph fits in maintenance_work_mem. It gets what it needs, up to
-- shared_buffers, which is a part of the memory that the server has for good, and never less than the setting.
-- Parallel workers need all of it as shared memory, of which a container often has 64 MB: if it does not suffice, the
-- build runs again without workers and with the memory of the setting.
create or replace function pgmatch.build_index(target regclass, definition text, tablespace name default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _given constant bigint := pg_size_bytes(current_setting('maintenance_work_mem')) / 1024;
  -- in kB: the vectors, about 720 bytes a row for its neighbours, and one piece of 8 MB, in which memory is taken
  _wanted constant bigint := (
    select 8192 + (pg_table_size(c.oid) + 720 * greatest(c.reltuples, 0))::bigint / 1024
    from pg_class as c where c.oid = target
  );
  _most constant bigint := pg_size_bytes(current_setting('shared_buffers')) / 1024;
  _before pgmatch.setting[] := pgmatch.change_setting(
    'maintenance_work_mem', null, argument => greatest(_given, least(_wanted, _most)) || 'kB'
  ) || pgmatch.change_setting('default_tablespace', null, argument => coalesce(tablespace, ''));
begin
  begin
    execute definition;
  exception when disk_full or out_of_memory then
    perform pgmatch.put_back(_before);
    _before := pgmatch.change_setting('max_parallel_maintenance_workers', null, argument => '0')
      || pgmatch.change_setting('default_tablespace', null, argument => coalesce(tablespace, ''));
    execute definition;
  end;
  perform pgmatch.put_back(_before);
end;
$$;

comment on function pgmatch.build_index is
  'Runs the statement that builds a vector index, with the memory that its graph needs.';

revoke all on function pgmatch.build_index from public;
