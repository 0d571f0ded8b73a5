-- nods_preview_ingest: what an ingest run over these pages would remove; it writes nothing.
--
-- paths  every page of the corpus, including those that cannot be read
--
-- For the other arguments, see nods_begin_ingest. Raises what nods_begin_ingest raises. nods_preview_page says what
-- would become of each page.
create or replace function nods_preview_ingest(
  corpus text,
  model text,
  dimensions integer,
  paths text[],
  normalized boolean default null,
  chunk_tokens integer default null,
  root text default null,
  prune boolean default null,
  part text default null
)
returns table (removed_paths text[])
language plpgsql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
declare
  _stood constant integer := (select count(*) from pgmatch.nods_gone_pages(corpus, part, null));
begin
  perform pgmatch.nods_check_begin(corpus, dimensions, root, paths);
  perform pgmatch.nods_check_model(model, dimensions, normalized, chunk_tokens);
  perform pgmatch.nods_check_prune(corpus, root, part, paths, prune, _stood);
  return query
  select coalesce(array_agg(g.path order by g.path), '{}')
  from pgmatch.nods_gone_pages(corpus, part, paths) as g
  where prune is not false;
end;
$$;

comment on function nods_preview_ingest(
  text, text, integer, text[], boolean, integer, text, boolean, text
) is
  'The pages that an ingest run over these paths would remove; checks the model as nods_begin_ingest does.';

select pgmatch.register(
  'nods',
  'function',
  'nods_preview_ingest(text, text, integer, text[], boolean, integer, text, boolean, text)',
  null,
  'execute'
);
