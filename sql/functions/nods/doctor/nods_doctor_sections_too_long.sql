-- nods_doctor_sections_too_long: sections with more tokens than the recorded model reads.
create or replace function pgmatch.nods_doctor_sections_too_long()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path from current
as $$
  select
    'warning',
    'table ' || pgmatch.full_name('nods_page_section'),
    pg_catalog.format(
      '%s longer than the %s tokens recorded for %s: another model made their embeddings, or the text was cut off.',
      pgmatch.counted(count(*), 'section is', 'sections are'),
      pgmatch.grouped(r.chunk_tokens),
      r.model
    ),
    array[
      pg_catalog.format(
        'update %s set embedding = null where token_count > %s;',
        pgmatch.full_name('nods_page_section'),
        r.chunk_tokens
      ),
      'pgmatch ingest FOLDER'
    ],
    false
  from pgmatch.search as r
  inner join nods_page_section as s on s.token_count > r.chunk_tokens
  where r.line = 'nods'
  group by r.chunk_tokens, r.model
$$;

comment on function pgmatch.nods_doctor_sections_too_long is
  'Sections are longer than the model can read.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_doctor_sections_too_long');
