-- Makes removing a page cheap: without it, every delete scans the table for children.
do $$
begin
  if not pgmatch.is_indexed('nods_page', 'parent_page_id') then
    create index nods_page_parent_page_id_idx on nods_page (parent_page_id);
  end if;
end;
$$;
