-- Keeps the embedding inside its row while the row surely fits into a page of 8 kB.
--
-- A vector out of line is invisible to the planner, which then finds a sequential scan cheaper than
-- the index. toast_tuple_target keeps the small columns inline beside it. Rows that exist are not
-- rewritten; `pgmatch optimize` does that.
do $$
declare
  _longest_row integer := (
    select
      -- header and null bitmap; out of line, a pointer is left, and what takes up to 24 bytes is never moved there
      (23 + (max(c.relnatts) + 7) / 8 + 7) / 8 * 8 + sum(
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
  if _longest_row <= 8160 then
    alter table nods_page_section alter column embedding set storage plain;
    alter table nods_page_section set (toast_tuple_target = 8160);
  end if;
end;
$$;
