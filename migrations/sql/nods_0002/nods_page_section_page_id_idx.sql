-- Makes the cascading delete from a page to its sections cheap.
do $$
begin
  if not pgmatch.is_indexed('nods_page_section', 'page_id') then
    create index nods_page_section_page_id_idx on nods_page_section (page_id);
  end if;
end;
$$;
