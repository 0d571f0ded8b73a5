-- documents_target: the table of documents, to write to it on a path of the user's, and who owns what is written.
--
-- name    with its schema, quoted as in SQL
-- owned   in the access mode owner, the condition that a row d belongs to the user that the caller acts for, or to
--         nobody, if for nobody; else null
-- new_id  the id of a chunk that has none: an expression over the id of the document, $1, and the chunk's c.place
create or replace function pgmatch.documents_target(out name text, out owned text, out new_id text)
returns record
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    s.target::text,
    case when i.access = 'owner' then coalesce(
      'd.owner_id::pg_catalog.text operator(pg_catalog.=) ' || quote_literal(pgmatch.current_owner()),
      'd.owner_id is null'
    ) end,
    case when i.access = 'owner' then 'pg_catalog.gen_random_uuid()::pg_catalog.text'
      else 'pg_catalog.format(''%s_%s'', $1, c.place operator(pg_catalog.-) 1)'
    end
  from pgmatch.install as i
  inner join pgmatch.search as s on s.line = i.line
  where i.line = 'documents'
$$;

comment on function pgmatch.documents_target is
  'The table of documents, to write to it on a path of the user''s, and who owns what is written.';

select pgmatch.register('documents', 'function', 'pgmatch.documents_target', null, 'execute');
