-- set_dimensions: changes the number of dimensions of the embedding column, if nothing is embedded yet.
--
-- Rows stay. Storage is adapted. A vector index on the column itself stays if pgvector can index that many dimensions;
-- any other is dropped, because it names them, and built again as an install would. The recorded model is cleared; the
-- next ingest records its own. The first ingest calls this if the owner runs it.
--
-- Raises 22023 for an impossible number, and if there are embeddings of another length; 2BP01 if a view or another
-- object depends on the column; 42501 for anyone but the owner.
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
  -- before any lock on the table: the session ahead needs the table for itself
  perform pg_catalog.pg_advisory_xact_lock(hashtext('pgmatch.set_dimensions'));
  perform pgmatch.nods_check_dimensions(dimensions);
  _is_new := pgmatch.dimensions_of('nods_page_section', 'embedding') <> dimensions;
  if _is_new then
    -- not the record: the sessions that wait above have read it
    perform pgmatch.lock_tables(array['nods_page_section']::regclass[]);
    -- somebody may have stored embeddings in between
    perform pgmatch.nods_check_dimensions(dimensions);
    for _object in
      select v.index
      from pgmatch.vector_indexes('nods_page_section') as v
      where v.kind <> 'vector' or set_dimensions.dimensions > 2000
    loop
      execute pg_catalog.format('drop index %s', _object);
    end loop;

    begin
      execute pg_catalog.format('alter table nods_page_section alter column embedding type vector(%s)', dimensions);
    exception when feature_not_supported then
      get stacked diagnostics _message = message_text, _detail = pg_exception_detail;
      raise exception using
        errcode = 'dependent_objects_still_exist',
        message = pg_catalog.format('the column embedding cannot take %s dimensions: %s', dimensions, _message),
        detail = _detail,
        hint = pg_catalog.format(
          'Drop what depends on it, run select pgmatch.set_dimensions(%s); then create it again.', dimensions
        );
    end;
    perform pgmatch.nods_set_storage();
    raise notice 'nods_page_section.embedding now takes vectors of % dimensions', dimensions;
  end if;

  if _is_new then
    update pgmatch.search as s
    set model = null, normalized = null, chunk_tokens = null
    where s.line = 'nods';
    _statement := pgmatch.nods_index_statement(false);
    if _statement is not null then
      execute _statement;
    end if;
    perform pgmatch.nods_make_walk();
  end if;
end;
$$;

comment on function pgmatch.set_dimensions is
  'Changes the number of dimensions of the embedding column, if nothing is embedded yet.';

select pgmatch.register('nods', 'function', 'pgmatch.set_dimensions');
