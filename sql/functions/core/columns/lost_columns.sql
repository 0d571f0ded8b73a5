-- lost_columns: the columns of users' tables that are recorded as searched, but are gone, and that no search names.
create or replace function pgmatch.lost_columns()
returns setof pgmatch.search
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select s.*
  from pgmatch.search as s
  where s.line is null
    and not exists (
      select 1 from pg_attribute as a
      where a.attrelid = s.target and a.attname = s.embedding and not a.attisdropped
    )
    and not exists (
      select 1 from pgmatch.search_function as f where f.target = s.target and f.embedding = s.embedding
    )
$$;

comment on function pgmatch.lost_columns is
  'The columns of users'' tables that are recorded as searched, but are gone, and that no search names.';

revoke all on function pgmatch.lost_columns from public;
