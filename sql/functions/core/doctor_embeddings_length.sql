-- doctor_embeddings_length: embeddings whose length makes an inner product mean something else.
create or replace function pgmatch.doctor_embeddings_length()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'table ' || pgmatch.full_name(s.target),
    format(
      '%s of %s %s not have length 1 (%s to %s). With inner product, longer vectors rank above nearer ones.',
      pgmatch.grouped(l.not_normalized),
      pgmatch.counted(l.sections - l.without_embedding, 'embedding', 'embeddings'),
      case l.not_normalized when 1 then 'does' else 'do' end,
      round(l.min_norm::numeric, 3),
      round(l.max_norm::numeric, 3)
    ),
    array[
      format(
        'update %1$s set %2$I = %3$s.l2_normalize(%2$I) where %4$s(%2$I) > 0 and abs(%4$s(%2$I) - 1) > 0.01;',
        pgmatch.full_name(s.target),
        s.embedding,
        e.extnamespace::regnamespace,
        pgmatch.norm_of(s.target, s.embedding)
      )
    ],
    false
  from pgmatch.searched_columns() as s
  inner join pg_extension as e on e.extname = 'vector'
  cross join lateral pgmatch.check_embeddings(s.target, s.embedding) as l
  where s.metric = 'ip' and l.not_normalized > 0
$$;

comment on function pgmatch.doctor_embeddings_length is
  'Embeddings do not have length 1, although the metric needs it.';

revoke all on function pgmatch.doctor_embeddings_length from public;
