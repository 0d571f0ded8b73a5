-- The words of a section's heading and content, kept by Postgres itself.
--
-- A tsvector takes at most 1 MB, and a longer one would make the insert fail. A character can take almost
-- 10 bytes of it (4 bytes, in a compound word twice, and its place), and so long contents are cut.
do $$
declare
  _config text := (select i.text_config from pgmatch.install as i where i.line = 'nods_text');
  _longest_row integer := (
    select
      -- as when nods decided whether embeddings stay in their rows, with one column more
      (23 + (max(c.relnatts) + 1 + 7) / 8 + 7) / 8 * 8 + 24 + sum(
        case
          when a.attname = 'embedding' then 4 * a.atttypmod + 8 + 3
          when a.attlen > 0 then a.attlen + case
            -- nothing before it is aligned otherwise
            when a.attnum < f.unaligned then 0
            when a.attalign = 'd' then 7
            else 3
          end
          when a.attstorage = 'p' then 8160
          else 24
        end
      )
    from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join lateral (
      select min(d.attnum) as unaligned
      from pg_attribute as d
      where d.attrelid = c.oid and d.attnum > 0 and d.attalign <> 'd'
    ) as f
    where c.oid = 'nods_page_section'::regclass
  );
begin
  if exists (
    select from pg_attribute as a
    inner join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = 'nods_page_section'::regclass
      and a.attname = 'fts'
      and a.attgenerated = 's'
      and pg_get_expr(d.adbin, d.adrelid) like '(setweight(to\_tsvector(''%'
  ) then
    -- left by an install whose record was lost
    return;
  elsif exists (
    select from pg_attribute as a
    where a.attrelid = 'nods_page_section'::regclass and a.attname = 'fts' and not a.attisdropped
  ) then
    raise exception using
      errcode = 'duplicate_column',
      message = 'nods_page_section has a column fts already',
      hint = 'Rename or drop it first: alter table nods_page_section rename column fts to own_fts;';
  end if;
  if _longest_row > 8160 and exists (
    select from pg_attribute as a
    where a.attrelid = 'nods_page_section'::regclass and a.attname = 'embedding' and a.attstorage = 'p'
  ) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'with one more column a row of nods_page_section might not fit into a page',
      hint = 'Let embeddings leave the row: alter table nods_page_section alter column embedding set storage external;';
  end if;

  execute format(
    'alter table nods_page_section add column fts tsvector generated always as ('
    'setweight(to_tsvector(%1$L::regconfig, coalesce(left(heading, 1000), '''')), ''A'')'
    ' || setweight(to_tsvector(%1$L::regconfig, coalesce(left(content, 100000), '''')), ''B'')'
    ') stored',
    _config
  );
end;
$$;

comment on column nods_page_section.fts is
  'The words of heading (weight A) and content (B, its first 100,000 characters), for hybrid_search_page_sections.';
