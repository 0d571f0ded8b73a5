-- Keeps the embedding inside its row while the row surely fits into a page of 8 kB.
--
-- A vector out of line is invisible to the planner, which then finds a sequential scan cheaper than
-- the index. toast_tuple_target keeps the small columns inline beside it. Rows that exist are not
-- rewritten; `pgmatch optimize` does that.
do $$
declare
  _longest_row integer := (
    select
      -- header and null bitmap, then each column with its alignment; out of line, a pointer of 18 bytes is left
      24 + 8 + sum(
        case
          when a.attname = 'embedding' then 4 * a.atttypmod + 8 + 8
          when a.attlen > 0 then a.attlen + 8
          when a.attstorage = 'p' then 8160
          else 20
        end
      )
    from pg_attribute as a
    where a.attrelid = 'nods_page_section'::regclass and a.attnum > 0 and not a.attisdropped
  );
begin
  if _longest_row <= 8160 then
    alter table nods_page_section alter column embedding set storage plain;
    alter table nods_page_section set (toast_tuple_target = 8160);
  end if;
end;
$$;
