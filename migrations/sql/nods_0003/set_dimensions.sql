-- set_dimensions: gives the column of embeddings another length of vectors, while nothing is embedded.
--
-- Rows stay. Storage follows the length, and so do the vector indexes: one on the column itself stays while pgvector
-- takes the length, any other names it and is built anew, as an install would. What was recorded of the model is
-- forgotten; the next ingest records its own. The first ingest calls this for the owner.
--
-- Raises 22023 while there are embeddings of another length, and for a length that cannot be; 2BP01 while a view or
-- another object depends on the column; 42501 for others than the owner.
create or replace function pgmatch.set_dimensions(dimensions integer)
returns void
language plpgsql
volatile
set search_path from current
as $$
declare
  _is_new boolean;
  _object regclass;
  _statement text;
  _message text;
  _detail text;
begin
  -- who waits here holds no lock on the table, which the one before needs for itself
  perform pg_advisory_xact_lock(hashtext('pgmatch.set_dimensions'));
  perform pgmatch.nods_check_dimensions(dimensions);
  _is_new := exists (
    select 1
    from pg_attribute as a
    where a.attrelid = 'nods_page_section'::regclass
      and a.attname = 'embedding'
      and a.atttypmod <> set_dimensions.dimensions
  );

  if _is_new then
    -- not the record: those who wait above have read it
    perform pgmatch.lock_tables(array['nods_page_section']::regclass[]);
    -- somebody may have embedded meanwhile
    perform pgmatch.nods_check_dimensions(dimensions);
    for _object in
      select v.index
      from pgmatch.vector_indexes('nods_page_section') as v
      where v.kind <> 'vector' or set_dimensions.dimensions > 2000
    loop
      execute format('drop index %s', _object);
    end loop;

    begin
      execute format('alter table nods_page_section alter column embedding type vector(%s)', dimensions);
    exception when feature_not_supported then
      get stacked diagnostics _message = message_text, _detail = pg_exception_detail;
      raise exception using
        errcode = 'dependent_objects_still_exist',
        message = format('the column embedding cannot take %s dimensions: %s', dimensions, _message),
        detail = _detail,
        hint = format(
          'Drop what depends on it, run select pgmatch.set_dimensions(%s); and create it again.', dimensions
        );
    end;
    perform pgmatch.nods_set_storage();
    raise notice 'nods_page_section.embedding takes vectors of % dimensions now', dimensions;
  end if;

  update pgmatch.install as i
  set dimensions = set_dimensions.dimensions
  where split_part(i.line, '_', 1) = 'nods';

  if _is_new then
    update pgmatch.install as i
    set model = null, normalized = null, chunk_tokens = null
    where i.line = 'nods';
    _statement := pgmatch.nods_index_statement(false);
    if _statement is not null then
      execute _statement;
    end if;
  end if;
end;
$$;

comment on function pgmatch.set_dimensions(integer) is
  'Gives the column of embeddings another length of vectors, while nothing is embedded.';

select pgmatch.register('nods', 'function', 'pgmatch.set_dimensions(integer)');
