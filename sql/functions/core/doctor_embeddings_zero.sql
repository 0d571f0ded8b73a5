-- doctor_embeddings_zero: embeddings of zeros, which are near to nothing.
create or replace function pgmatch.doctor_embeddings_zero()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'table ' || pgmatch.full_name(s.target),
    format(
      '%s of %s %s all zeros. Such a vector is similar to nothing, and indexes for cosine leave it out.',
      pgmatch.grouped(l.zero),
      pgmatch.counted(l.sections - l.without_embedding, 'embedding', 'embeddings'),
      case l.zero when 1 then 'is' else 'are' end
    ),
    array[
      format(
        case when a.attnotnull then 'delete from %s where %3$s(%2$I) = 0;'
          else 'update %s set %I = null where %s(%2$I) = 0;' end,
        pgmatch.full_name(s.target),
        s.embedding,
        pgmatch.norm_of(s.target, s.embedding)
      )
    ]
    || pgmatch.ingest_steps(s.line),
    false
  from pgmatch.searched_columns() as s
  inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding
  cross join lateral pgmatch.check_embeddings(s.target, s.embedding) as l
  where s.metric in ('ip', 'cosine') and l.zero > 0
$$;

comment on function pgmatch.doctor_embeddings_zero is
  'Embeddings are all zeros.';

revoke all on function pgmatch.doctor_embeddings_zero from public;
