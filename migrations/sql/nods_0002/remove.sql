-- Drops the indexes, unless they were there before pgmatch.
select pgmatch.lock_line('nods');

do $$
declare
  _index text;
begin
  for _index in
    select n.name
    from unnest(
      array[
        'nods_page_parent_page_id_idx',
        'nods_page_section_page_id_idx',
        'nods_page_path_prefix_idx',
        'nods_page_type_idx',
        'nods_page_source_idx',
        'nods_page_meta_idx',
        'nods_page_section_content_length_idx'
      ]
    ) as n (name)
    where not exists (
      select from pgmatch.member as m
      where m.line = 'nods' and m.kind = 'index' and m.name = n.name and m.adopted
    )
  loop
    execute format('drop index if exists %I', _index);
  end loop;
end;
$$;
