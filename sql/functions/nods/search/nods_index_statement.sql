-- nods_index_statement: pgmatch.index_statement for the embeddings of sections.
create or replace function pgmatch.nods_index_statement(concurrently boolean)
returns text
language sql
stable
set search_path from current
as $$
  select pgmatch.index_statement('nods_page_section', 'embedding', nods_index_statement.concurrently)
$$;

comment on function pgmatch.nods_index_statement is
  'The create index statement for the line''s vector index, or null if a fitting index exists.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_index_statement');
