-- nods_doctor_embeddings_unverified: embeddings that another program wrote, so that nobody knows their model.
create or replace function pgmatch.nods_doctor_embeddings_unverified()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path from current
as $$
  select
    'info',
    'table ' || pgmatch.full_name('nods_page_section'),
    pg_catalog.format(
      '%s written by neither `pgmatch ingest` nor load_pages, so their model cannot be verified.',
      pgmatch.counted(count(*), 'embedding was', 'embeddings were')
    ),
    '{}'::text[],
    false
  from nods_page_section as s
  inner join nods_page as p on p.id = s.page_id
  inner join pgmatch.search as r on r.line = 'nods'
  where s.embedding is not null
    and p.corpus is null
    -- both list the sections that they have written, with the recorded model
    and coalesce(s.id <> all(p.section_ids), true)
    and r.model is not null
  having count(*) > 0
$$;

comment on function pgmatch.nods_doctor_embeddings_unverified is
  'Embeddings were written by neither pgmatch ingest nor load_pages.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_doctor_embeddings_unverified');
