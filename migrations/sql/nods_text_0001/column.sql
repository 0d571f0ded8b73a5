-- The words of a section's heading, content and context, in a generated column.
--
-- A tsvector holds at most 1 MB; a longer one would make the insert fail. A character can take almost 10 bytes of it
-- (4 bytes, twice in a compound word, plus its position), so only the beginning of a long content is indexed.
do $$
declare
  _config text := (select i.text_config from pgmatch.install as i where i.line = 'nods_text');
  -- as nods_text_question reads a question; one character may become 18
  _read text := case
    when getdatabaseencoding() <> 'UTF8' then 'left(%1$s, %2$s)'
    else 'case when octet_length(left(%1$s, %2$s)) = length(left(%1$s, %2$s)) then left(%1$s, %2$s)'
      ' else regexp_replace(left(normalize(left(%1$s, %2$s), NFKC), %2$s), %3$L, %4$L, ''g'') end'
  end;
begin
  if exists (
    select from pg_attribute as a
    inner join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = 'nods_page_section'::regclass
      and a.attname = 'fts'
      and a.attgenerated = 's'
      and pg_get_expr(d.adbin, d.adrelid) like '((setweight(to\_tsvector(''%'
  ) then
    -- an install whose record was lost left it
    return;
  elsif exists (
    select from pg_attribute as a
    where a.attrelid = 'nods_page_section'::regclass and a.attname = 'fts' and not a.attisdropped
  ) then
    raise exception using
      errcode = 'duplicate_column',
      message = 'nods_page_section already has a column fts',
      hint = 'Rename or drop it first: alter table nods_page_section rename column fts to own_fts;';
  end if;
  if pgmatch.nods_longest_row(new_columns => 1) > 8160 and exists (
    select from pg_attribute as a
    where a.attrelid = 'nods_page_section'::regclass and a.attname = 'embedding' and a.attstorage = 'p'
  ) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'with one more column, a row of nods_page_section might not fit on a page',
      hint = 'Store embeddings outside the row: '
        'alter table nods_page_section alter column embedding set storage external;';
  end if;

  execute format(
    'alter table nods_page_section add column fts tsvector generated always as ('
    'setweight(to_tsvector(%1$L::regconfig, coalesce(%2$s, '''')), ''A'')'
    ' || setweight(to_tsvector(%1$L::regconfig, coalesce(%3$s, '''')), ''B'')'
    ' || setweight(to_tsvector(%1$L::regconfig, coalesce(%4$s, '''')), ''D'')'
    ') stored',
    _config,
    format(_read, 'heading', 1000, pgmatch.nods_text_letters(), E' \\1 '),
    format(_read, 'content', 100000, pgmatch.nods_text_letters(), E' \\1 '),
    format(_read, 'context', 1000, pgmatch.nods_text_letters(), E' \\1 ')
  );
end;
$$;

comment on column nods_page_section.fts is
  'The words of heading (weight A), content (B, its first 100,000 characters) and context (D), for hybrid searches.';
