-- Drops the invalid index that a killed build left behind.
do $$
declare
  _index text;
begin
  for _index in
    select x.indexrelid::regclass::text
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    where x.indrelid = 'image_caption'::regclass
      and not x.indisvalid
      and c.relname like 'image\_caption\_embedding\_hnsw\_%\_idx'
  loop
    execute format('drop index %s', _index);
  end loop;
end;
$$;
