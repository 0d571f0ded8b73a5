-- nods_set_storage: stores the embedding inside its row if the row surely fits on a page of 8 kB.
--
-- The planner does not see the size of vectors that are stored out of line, so it would prefer a sequential scan to the
-- index. toast_tuple_target keeps the small columns inline too. Existing rows are not rewritten; `pgmatch optimize`
-- does that.
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
    where c.oid = 'nods_page_section'::regclass::oid and 'toast_tuple_target=8160' = any(c.reloptions)
  ) then
    -- the embedding was shorter before
    alter table nods_page_section alter column embedding set storage external;
    alter table nods_page_section reset (toast_tuple_target);
  end if;
end;
$$;

comment on function pgmatch.nods_set_storage is
  'Stores embeddings inside their rows if a row surely fits on a page.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_set_storage');
