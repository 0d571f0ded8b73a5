-- Drops the vector index, unless it was there before pgmatch.
select pgmatch.lock_line('documents');

do $$
declare
  _index text;
begin
  for _index in
    select x.indexrelid::regclass::text
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    where x.indrelid = 'documents'::regclass
      and c.relname like E'documents\\_embedding\\_hnsw\\_%\\_idx'
      and not exists (
        select from pgmatch.member as m
        where m.line = 'documents' and m.kind = 'index' and m.name = x.indexrelid::regclass::text and m.adopted
      )
  loop
    execute format('drop index %s', _index);
  end loop;
end;
$$;
