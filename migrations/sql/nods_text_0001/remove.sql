-- Drops the column, and with it its index; the search, and then the type of its rows.
select pgmatch.lock_line('nods');

do $$
declare
  _schema text := (select i.schema_name from pgmatch.install as i where i.line = 'nods_text');
begin
  execute format('alter table %I.nods_page_section drop column if exists fts', _schema);
  perform pgmatch.drop_function('nods_text', 'hybrid_search_page_sections');
  execute format('drop type %I.nods_hybrid_match', _schema);
end;
$$;
