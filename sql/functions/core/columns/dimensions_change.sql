-- dimensions_change: the statement that gives a column another number of dimensions, for one without embeddings.
--
-- A line that has to do more than change the type has a function for it, whose name ends in set_dimensions. Whoever may
-- be refused a model may call it.
create or replace function pgmatch.dimensions_change(target regclass, embedding name, dimensions integer)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select format('select pgmatch.%I(%s);', p.proname, dimensions_change.dimensions)
      from pgmatch.search as s
      inner join pg_proc as p on p.pronamespace = 'pgmatch'::regnamespace
      where s.target = dimensions_change.target and s.embedding = dimensions_change.embedding
        -- 'nods' is the line that is meant where none is named, as in pgmatch.set_model
        and p.proname = case s.line when 'nods' then 'set_dimensions' else s.line || '_set_dimensions' end
    ),
    (
      select format(
        'alter table %s alter column %I type %s(%s);',
        a.attrelid::regclass, a.attname, a.atttypid::regtype, dimensions_change.dimensions
      )
      from pg_attribute as a
      where a.attrelid = dimensions_change.target and a.attname = dimensions_change.embedding
    )
  )
$$;

comment on function pgmatch.dimensions_change is
  'The statement that gives a column another number of dimensions, for one without embeddings.';

revoke all on function pgmatch.dimensions_change from public;
