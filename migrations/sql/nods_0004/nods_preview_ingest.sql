-- nods_preview_ingest: what an ingest run over these pages would remove; it writes nothing.
--
-- paths  every page of the corpus, those that cannot be read included; the others: see nods_begin_ingest
--
-- Raises what nods_begin_ingest raises. What would become of each page: see nods_preview_page.
create or replace function nods_preview_ingest(
  corpus text,
  model text,
  dimensions integer,
  paths text[],
  normalized boolean default null,
  chunk_tokens integer default null
)
returns table (removed_paths text[])
language plpgsql
stable
rows 1
set search_path from current
as $$
begin
  perform pgmatch.nods_check_begin(corpus, dimensions);
  perform pgmatch.nods_check_model(model, dimensions, normalized, chunk_tokens);
  return query
  select coalesce(array_agg(p.path order by p.path), '{}')
  from nods_page as p
  where p.corpus = nods_preview_ingest.corpus
    and p.path <> all(coalesce(paths, '{}'))
    and pgmatch.is_mine(p.owner_id);
end;
$$;

comment on function nods_preview_ingest(text, text, integer, text[], boolean, integer) is
  'The pages that an ingest run over these paths would remove; checks the model as nods_begin_ingest does.';

select pgmatch.register(
  'nods', 'function', 'nods_preview_ingest(text, text, integer, text[], boolean, integer)', null, 'execute'
);
