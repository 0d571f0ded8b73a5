-- The number of dimensions is a recorded choice, so the definition of the table cannot name it.
do $$
declare
  _dimensions integer := (select i.dimensions from pgmatch.install as i where i.line = 'nods');
begin
  if exists (
    select from pg_attribute as a
    where a.attrelid = 'nods_page_section'::regclass and a.attname = 'embedding' and a.atttypmod = -1
  ) then
    execute format('alter table nods_page_section alter column embedding type vector(%s)', _dimensions);
  end if;
end;
$$;
