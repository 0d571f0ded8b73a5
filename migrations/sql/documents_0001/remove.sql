-- Drops the indexes of an adopted table, unless they were there before pgmatch.
select pgmatch.lock_line('documents');

do $$
declare
  _index text;
begin
  for _index in
    select x.indexrelid::regclass::text
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    where x.indrelid = to_regclass('documents')
      and c.relname in (
        'ix_documents_document_id',
        'ix_documents_source',
        'ix_documents_source_id',
        'ix_documents_author',
        'ix_documents_created_at',
        'documents_owner_id_idx'
      )
      and not exists (
        select from pgmatch.member as m
        where m.line = 'documents' and m.kind = 'index' and m.name = x.indexrelid::regclass::text and m.adopted
      )
  loop
    execute format('drop index %s', _index);
  end loop;
end;
$$;
