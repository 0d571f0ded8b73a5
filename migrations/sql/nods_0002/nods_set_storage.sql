-- nods_set_storage: keeps the embedding inside its row while the row surely fits into a page of 8 kB.
--
-- A vector out of line is invisible to the planner, which then finds a sequential scan cheaper than
-- the index. toast_tuple_target keeps the small columns inline beside it. Rows that exist are not
-- rewritten; `pgmatch optimize` does that.
create or replace function pgmatch.nods_set_storage()
returns void
language plpgsql
volatile
set search_path from current
as $$
begin
  if pgmatch.nods_longest_row() <= 8160 then
    alter table nods_page_section alter column embedding set storage plain;
    alter table nods_page_section set (toast_tuple_target = 8160);
  elsif exists (
    select 1
    from pg_class as c
    where c.oid = 'nods_page_section'::regclass and c.reloptions @> array['toast_tuple_target=8160']
  ) then
    -- an embedding that was shorter before
    alter table nods_page_section alter column embedding set storage external;
    alter table nods_page_section reset (toast_tuple_target);
  end if;
end;
$$;

comment on function pgmatch.nods_set_storage() is
  'Keeps embeddings inside their rows while a row surely fits into a page.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_set_storage()');
