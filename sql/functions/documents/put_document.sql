-- put_document: stores a document with its chunks, in place of those that it had; returns how many chunks it has.
--
-- document_id  names the document; its chunks without an id of their own get document_id_0, document_id_1 and so on,
--              or UUIDs in the access mode owner: all users share the ids, so nobody may guess those of others
-- chunks       array of {"content", "embedding"}, and "id" if a chunk shall have one. The embedding is an array or a
--              string
-- source, source_id, url, author, created_at
--              the same for all its chunks; created_at is now if it is null
--
-- In the access mode owner, it replaces only chunks of the user that the caller acts for, whoever calls it. Triggers
-- run on pgmatch.trigger_path. All of it is stored, or nothing. Raises 22004 for a null, 22023 for an empty
-- document_id and for what pgmatch.documents_check_chunks refuses, 23502 if the table has another column that needs a
-- value, 23505 if a chunk of another document has an id, and 42501 if row level security forbids it. Raises 40001 in a
-- serializable transaction if another one has written the document since it began, and 25000 in repeatable read, which
-- could not see that.
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
  _path constant text := current_setting('search_path');
  _target constant record := pgmatch.documents_target();
  _delete constant text := pg_catalog.concat(
    'delete from ', _target.name, ' as d where d.document_id operator(pg_catalog.=) $1', ' and ' || _target.owned
  );
  _insert constant text := pg_catalog.format(
    'insert into %s (id, document_id, source, source_id, url, author, created_at, content, embedding)'
    ' select coalesce(c.chunk operator(pg_catalog.->>) ''id'', %s), $1, $2, $3, $4, $5, $6,'
    ' c.chunk operator(pg_catalog.->>) ''content'', pgmatch.to_vector(c.chunk operator(pg_catalog.->>) ''embedding'')'
    ' from pg_catalog.jsonb_array_elements($7) with ordinality as c (chunk, place)'
    -- all in one order, or two calls with the same ids could wait for each other
    ' order by 1'
    -- raises 40001 if the other one is newer than what this transaction sees
    ' on conflict (id) do nothing',
    _target.name, _target.new_id
  );
  _written bigint;
  _column text;
begin
  perform pgmatch.documents_check_document(document_id, source, source_id, author);
  perform pgmatch.documents_check_chunks(chunks);
  -- of two calls for one document, the later has to see the chunks of the earlier
  perform pg_advisory_xact_lock(hashtextextended(
    pg_catalog.format('pgmatch.documents %L %s', document_id, _target.owned), 0::bigint
  ));
  created_at := coalesce(created_at, now());
  begin
    perform set_config(
      'search_path', coalesce(pgmatch.trigger_path('documents'::regclass::oid), current_setting('search_path')), true
    );
    -- policies keep tenants to their own rows, but not service_role
    execute _delete using document_id;
    execute _insert using document_id, source, source_id, url, author, created_at, chunks;
    get diagnostics _written = row_count;
    perform pg_catalog.set_config('search_path', _path, true);
  exception when not_null_violation then
    get stacked diagnostics _column = column_name;
    raise exception using
      errcode = 'not_null_violation',
      message = sqlerrm,
      hint = pg_catalog.format(
        'Give the column a default: alter table %s alter column %I set default ...;', _target.name, _column
      );
  end;
  if _written < jsonb_array_length(chunks) then
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format('an id of a chunk of the document %s is taken', pg_catalog.to_json(document_id)),
      hint = 'Two chunks have it, or one of another document has. Leave the ids out, or choose others.';
  end if;
  return _written;
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
