-- follow_searches: writes the names that functions and columns have now into the record.
--
-- It writes rows that were lost again, from the text of the functions. It forgets a search whose table and function are
-- both gone, unless it keeps the function that it replaced; a column of embeddings that no longer exists, unless a
-- search names it; and suspended indexes of a table that no longer exists.
create or replace function pgmatch.follow_searches()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update pgmatch.search as s
  set embedding = d.embedding, key = d.key
  from pgmatch.search_function as f
  cross join lateral pgmatch.follow_search(f) as d
  where s.line is null
    and s.target = f.target
    and s.embedding = f.embedding
    and (s.embedding, s.key) is distinct from (d.embedding, d.key);

  update pgmatch.search_function as f
  set schema_name = d.schema_name, name = d.name,
    embedding = d.embedding, key = d.key, content = d.content, words = d.words, metadata = d.metadata,
    section = d.section, made_columns = d.made_columns
  from pgmatch.search_function as w
  cross join lateral pgmatch.follow_search(w) as d
  where (f.schema_name, f.name) = (w.schema_name, w.name) and w is distinct from d;

  insert into pgmatch.search_function
  select d.*
  from pgmatch.declared_searches() as d
  where d.target is not null and not exists (
    select 1 from pgmatch.search_function as f where (f.schema_name, f.name) = (d.schema_name, d.name)
  );

  delete from pgmatch.search_function as f
  where f.replaced is null
    and pgmatch.search_oid(f) is null
    and not exists (select 1 from pg_class as c where c.oid = f.target);

  delete from pgmatch.search as s
  where (s.target, s.embedding) in (select c.target, c.embedding from pgmatch.lost_columns() as c);

  -- a dump would have its number instead of its name, which may be that of another table in the copy
  delete from pgmatch.suspended_index as s
  where not exists (select 1 from pg_class as c where c.oid = s.target);
$$;

comment on function pgmatch.follow_searches is
  'Writes the names that functions and columns have now into the record, and forgets what is gone.';

select pgmatch.register('core', 'function', 'pgmatch.follow_searches');
