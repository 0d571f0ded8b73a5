-- put_document: stores a document with its chunks, in place of those that it had; returns how many chunks it has.
--
-- document_id  names the document; its chunks without an id of their own get document_id_0, document_id_1 and so on
-- chunks       array of {"content", "embedding"}, and "id" if a chunk shall have one. The embedding is an array or a
--              string
-- source, source_id, url, author, created_at
--              the same for all its chunks; created_at is now if it is null
--
-- In the access mode owner, it replaces only chunks of the user that the caller acts for, whoever calls it.
-- All of it is stored, or nothing. Raises 22004 for a null, 22023 for an empty document_id and for what
-- pgmatch.documents_check_chunks refuses, 23505 if a chunk of another document has an id, and 42501 if row level
-- security forbids it.
create or replace function put_document(
  document_id text,
  chunks jsonb,
  source text default null,
  source_id text default null,
  url text default null,
  author text default null,
  created_at timestamptz default null
)
returns bigint
language plpgsql
volatile
set search_path from current
as $$
#variable_conflict use_variable
declare
  -- policies keep tenants to their own rows, but not service_role
  _sees_others constant boolean := not row_security_active('documents'::regclass::oid) and exists (
    select 1 from pgmatch.install as i where i.line = 'documents'::text and i.access = 'owner'::text
  );
  _written bigint;
  _detail text;
begin
  if document_id is null or document_id = ''::text then
    raise exception using
      errcode = case when document_id is null then 'null_value_not_allowed' else 'invalid_parameter_value' end,
      message = 'document_id is ' || case when document_id is null then 'null' else 'empty' end,
      hint = 'Name the document, for example by its path or its URL.';
  end if;
  perform pgmatch.documents_check_chunks(chunks);

  -- of two calls for one document, the later has to see the chunks of the earlier
  perform pg_advisory_xact_lock(hashtextextended('pgmatch.documents ' || document_id, 0::bigint));
  delete from documents as d
  where d.document_id = put_document.document_id
    and (not _sees_others or d.owner_id::text is not distinct from pgmatch.current_owner());
  insert into documents (id, document_id, source, source_id, url, author, created_at, content, embedding)
  select
    coalesce(c.chunk ->> 'id'::text, pg_catalog.format('%s_%s', document_id, c.place - 1::bigint)),
    document_id, source, source_id, url, author,
    coalesce(created_at, now()),
    c.chunk ->> 'content'::text,
    (c.chunk ->> 'embedding'::text)::vector
  from jsonb_array_elements(chunks) with ordinality as c (chunk, place);
  get diagnostics _written = row_count;
  return _written;
exception
  when unique_violation then
    get stacked diagnostics _detail = pg_exception_detail;
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format('an id of a chunk of the document %s is taken', pg_catalog.to_json(document_id)),
      detail = _detail,
      hint = 'Two chunks have it, or one of another document has. Leave the ids out, or choose others.';
end;
$$;

comment on function put_document(text, jsonb, text, text, text, text, timestamptz) is
  'Stores a document with its chunks, in place of those that it had; returns how many chunks it has.';

select pgmatch.register(
  'documents',
  'function',
  'put_document(text, jsonb, text, text, text, text, timestamptz)',
  null,
  'execute'
);
