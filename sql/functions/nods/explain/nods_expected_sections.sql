-- nods_expected_sections: the sections that somebody means, at most 5, in the order of their ids.
--
-- expected  path#slug or a path, with or without a leading slash; else words that the text of a section contains
--
-- Sections that contain the words next to each other come first. Raises P0002 if there is none.
create or replace function pgmatch.nods_expected_sections(expected text)
returns setof bigint
language plpgsql
stable
rows 5
set search_path from current
as $$
declare
  _most constant integer := 5;
  _path constant text := split_part(expected, '#', 1);
  _slug constant text := nullif(substr(expected, length(_path) + 2), '');
  -- what ilike would read as a pattern is escaped
  _escaped constant text := regexp_replace(expected, E'([\\\\%_])'::text, E'\\\\\\1'::text, 'g'::text);
begin
  return query
  select s.id
  from nods_page as p
  inner join nods_page_section as s on s.page_id = p.id
  where p.path in (_path, '/' || _path) and (_slug is null or s.slug = _slug)
  order by s.id
  limit _most;
  if not found and expected ~ E'\\S'::text then
    return query
    select s.id
    from nods_page_section as s
    where s.content ~~* all (
      array(select '%' || w.word || '%' from regexp_split_to_table(btrim(_escaped), E'\\s+'::text) as w (word))
    )
    order by s.content ~~* ('%' || _escaped || '%') desc, s.id
    limit _most;
  end if;
  if not found then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('no section has the path or the words %s', quote_nullable(expected)),
      hint = 'Pass path#slug, or words from the text of the section. Row level security may hide it from you.';
  end if;
end;
$$;

comment on function pgmatch.nods_expected_sections is
  'The sections that somebody means by path#slug or by words of the text, at most 5.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_expected_sections', 'execute', 'execute');
