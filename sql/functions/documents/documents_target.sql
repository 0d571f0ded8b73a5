-- documents_target: the table of documents, to write to it on a path of the user's, and who owns what is written.
--
-- name        with its schema, quoted as in SQL
-- has_owners  whether each row has an owner, as in the access mode owner
-- owned       then, the condition that a row d belongs to the user that the caller acts for; to nobody, if for nobody
create or replace function pgmatch.documents_target(out name text, out has_owners boolean, out owned text)
returns record
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    s.target::text,
    i.access = 'owner',
    case when i.access = 'owner' then coalesce(
      'd.owner_id::pg_catalog.text operator(pg_catalog.=) ' || quote_literal(pgmatch.current_owner()),
      'd.owner_id is null'
    ) end
  from pgmatch.install as i
  inner join pgmatch.search as s on s.line = i.line
  where i.line = 'documents'
$$;

comment on function pgmatch.documents_target is
  'The table of documents, to write to it on a path of the user''s, and who owns what is written.';

select pgmatch.register('documents', 'function', 'pgmatch.documents_target', null, 'execute');
