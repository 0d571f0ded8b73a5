select pgmatch.lock_line('captions');

do $$
declare
  _index text;
begin
  for _index in
    select c.relname
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    where x.indrelid = 'image_caption'::regclass
      and c.relname like 'image\_caption\_embedding\_hnsw\_%\_idx'
      and not exists (
        select from pgmatch.member as m
        where m.line = 'captions' and m.kind = 'index' and m.name = c.relname and m.adopted
      )
  loop
    execute format('drop index %I', _index);
  end loop;
end;
$$;
