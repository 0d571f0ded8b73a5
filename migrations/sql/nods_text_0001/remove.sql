-- Drops the column, and with it its index.
select pgmatch.lock_line('nods');

do $$
declare
  _schema text := (select i.schema_name from pgmatch.install as i where i.line = 'nods_text');
begin
  execute format('alter table %I.nods_page_section drop column if exists fts', _schema);
end;
$$;
