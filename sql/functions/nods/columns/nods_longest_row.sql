-- nods_longest_row: how many bytes a row of nods_page_section may need on its page, including the embedding.
--
-- new_columns  how many columns will be added
create or replace function pgmatch.nods_longest_row(new_columns integer default 0)
returns integer
language sql
stable
set search_path from current
as $$
  select
    -- header and null bitmap; a value moved out of line leaves a pointer, and one of up to 24 bytes is never moved
    (23 + (max(c.relnatts) + new_columns + 7) / 8 + 7) / 8 * 8 + 24 * new_columns + sum(
      case
        when a.attname = 'embedding' then 4 * a.atttypmod + 8 + 3
        when a.attlen > 0 then a.attlen + case
          -- all columns before it have the same alignment
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
  where c.oid = 'nods_page_section'::regclass::oid
$$;

comment on function pgmatch.nods_longest_row is
  'How many bytes a row of nods_page_section may need on its page, with this many more columns.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_longest_row');
