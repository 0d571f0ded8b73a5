-- doctor_embeddings_missing: rows without embedding, which no search finds.
create or replace function pgmatch.doctor_embeddings_missing()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'table ' || pgmatch.full_name(s.target),
    format(
      '%s of %s %s no embedding, so no search finds %s.',
      pgmatch.grouped(l.without_embedding),
      pgmatch.counted(l.sections, 'row', 'rows'),
      case l.without_embedding when 1 then 'has' else 'have' end,
      case l.without_embedding when 1 then 'it' else 'them' end
    ),
    pgmatch.ingest_steps(s.line),
    false
  from pgmatch.searched_columns() as s
  cross join lateral pgmatch.check_embeddings(s.target, s.embedding) as l
  where l.without_embedding > 0
$$;

comment on function pgmatch.doctor_embeddings_missing is
  'Rows have no embedding.';

revoke all on function pgmatch.doctor_embeddings_missing from public;
