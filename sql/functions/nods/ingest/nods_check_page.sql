-- nods_check_page: refuses a page that could not be found again, or whose sections are malformed.
--
-- A path, type or source has at most 2,600 bytes, because an index row has room for 2,704. Raises 22023 and names what
-- is wrong and where.
create or replace function pgmatch.nods_check_page(
  page_path text,
  page_checksum text,
  sections jsonb,
  page_type text default null,
  page_source text default null
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _wrong text;
begin
  _wrong := case
    when coalesce(btrim(page_path), '') = '' then 'page_path is empty'
    when coalesce(btrim(page_checksum), '') = '' then format('page %s has no checksum', page_path)
    when coalesce(jsonb_typeof(sections), 'null') <> 'array'
      then format('the sections of page %s are not an array', page_path)
    else (
      select format(
        'the %s of page %s has %s bytes, and an index takes 2600', t.name, left(page_path, 100), octet_length(t.value)
      )
      from (values ('path', page_path), ('type', page_type), ('source', page_source)) as t (name, value)
      where octet_length(t.value) > 2600
      limit 1
    )
  end;
  if _wrong is null then
    select format('section %s of page %s has no content', e.place, page_path) into _wrong
    from jsonb_array_elements(sections) with ordinality as e (item, place)
    where jsonb_typeof(e.item -> 'content') is distinct from 'string' or btrim(e.item ->> 'content') = ''
    order by e.place
    limit 1;
  end if;

  if _wrong is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = _wrong,
      hint = 'A page has a path, a checksum and sections [{content, context, heading, slug, token_count, embedding}].';
  end if;
end;
$$;

comment on function pgmatch.nods_check_page is
  'Raises 22023 for a page without path or checksum, with a path that is too long, or with sections without content.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_page', null, 'execute');
