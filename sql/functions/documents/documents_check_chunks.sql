-- documents_check_chunks: raises for the first chunk of a list that has another form than put_document takes.
--
-- Raises 22004 for null, and 22023; the error names the chunk.
create or replace function pgmatch.documents_check_chunks(chunks jsonb)
returns void
language plpgsql
stable
set search_path from current
as $$
declare
  _keys constant text[] := '{id, content, embedding}';
  _search constant pgmatch.search := (select s from pgmatch.search as s where s.line = 'documents');
  _dimensions constant integer := pgmatch.dimensions_of(_search.target, _search.embedding);
  _place bigint;
  _chunk jsonb;
  _given integer;
  _length double precision;
  _wrong text;
begin
  if chunks is null or jsonb_typeof(chunks) <> 'array' or chunks = '[]'::jsonb then
    raise exception using
      errcode = case when chunks is null then 'null_value_not_allowed' else 'invalid_parameter_value' end,
      message = 'chunks is ' || case
        when chunks is null then 'null'
        when jsonb_typeof(chunks) = 'array'::text then 'empty'
        else 'of the type ' || jsonb_typeof(chunks)
      end,
      hint = 'Pass an array of at least one chunk. To delete a document, call delete_documents.';
  end if;

  for _place, _chunk in
    select c.place, c.chunk from jsonb_array_elements(chunks) with ordinality as c (chunk, place)
  loop
    _wrong := case
      when jsonb_typeof(_chunk) <> 'object' then 'is not an object'
      when _chunk - _keys <> '{}'::jsonb
        then (
          select 'has the key ' || min(pg_catalog.to_json(k.key)::text)
          from jsonb_object_keys(_chunk - _keys) as k (key)
        )
      when jsonb_typeof(_chunk -> 'id'::text) not in ('string', 'null')
        then 'has an id of the type ' || jsonb_typeof(_chunk -> 'id'::text)
      when octet_length(_chunk ->> 'id'::text) > 2600 then 'has an id of more than 2,600 bytes'
      when jsonb_typeof(_chunk -> 'content'::text) is distinct from 'string' then 'has no text as its content'
      when coalesce(jsonb_typeof(_chunk -> 'embedding'::text), 'null') = 'null' then 'has no embedding'
    end;
    if _wrong is null then
      begin
        select e.dimensions, e.length into _given, _length
        from pgmatch.measure_embedding(pgmatch.to_vector(_chunk ->> 'embedding'::text)) as e;
        _wrong := case
          when _given <> _dimensions
            then pg_catalog.format('has %s dimensions, but the table has %s', _given, _dimensions)
          when _search.metric in ('ip', 'cosine') and _length = 0::float8
            then 'has an embedding of zeros, which has no direction'
        end;
      exception
        when data_exception or program_limit_exceeded then
          _wrong := 'has no vector as its embedding: ' || left(sqlerrm, 200);
      end;
    end if;
    if _wrong is not null then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = pg_catalog.format('chunk %s %s', _place, _wrong),
        hint = 'Write a chunk like {"content": "some text", "embedding": [0.1, 0.2]}; an "id" is optional.';
    end if;
  end loop;
end;
$$;

comment on function pgmatch.documents_check_chunks is
  'Raises for the first chunk of a list that has another form than put_document takes.';

select pgmatch.register('documents', 'function', 'pgmatch.documents_check_chunks', null, 'execute');
