-- drop_indexes: drops the vector indexes that pgmatch built for the tables of a line; adopted ones stay.
--
-- only_invalid  whether to drop only those that an interrupted build left
--
-- It knows them by the names that pgmatch.index_statement gives them.
create or replace function pgmatch.drop_indexes(line text, only_invalid boolean default false)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _index text;
begin
  for _index in
    select pgmatch.full_name(c.oid)
    from pgmatch.search as s
    inner join pg_class as t on t.oid = s.target
    inner join pg_index as x on x.indrelid = t.oid
    inner join pg_class as c on c.oid = x.indexrelid
    where s.line = drop_indexes.line
      and starts_with(c.relname::text, format('%s_%s_hnsw_', t.relname, s.embedding))
      and case
        when only_invalid then not x.indisvalid
        else not exists (
          select 1 from pgmatch.member as m
          where m.line = s.line and m.kind = 'index' and m.name = c.relname::text and m.adopted
        )
      end
  loop
    perform pgmatch.lock_line(line);
    execute 'drop index ' || _index;
  end loop;
end;
$$;

comment on function pgmatch.drop_indexes is
  'Drops the vector indexes that pgmatch built for the tables of a line; adopted ones stay.';

revoke all on function pgmatch.drop_indexes from public;
