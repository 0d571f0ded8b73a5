-- doctor_embeddings: embeddings that are missing, that harm searches, or whose model is unknown or another.
--
-- One rule, so that it scans each table once. It cannot tell two models apart that both make vectors of length 1.
create or replace function pgmatch.doctor_embeddings()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select 'warning', f.object, f.evidence, f.fix, false
  from pgmatch.searched_columns() as s
  inner join pg_extension as e on e.extname = 'vector'
  inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding
  left join pgmatch.install as i on i.line = s.line
  cross join lateral pgmatch.check_embeddings(s.target, s.embedding) as c
  cross join lateral (
    select
      pgmatch.full_name(s.target) as target,
      c.rows - c.without_embedding as embeddings,
      pgmatch.counted(c.rows - c.without_embedding, 'embedding', 'embeddings') as of_embeddings,
      format('%s(%I)', pgmatch.norm_of(s.target, s.embedding), s.embedding) as norm,
      case when a.attnotnull then 'delete from %s where %3$s;' else 'update %s set %I = null where %s;' end as forget
  ) as t
  cross join lateral (
    values
      (
        c.without_embedding > 0,
        'table ' || t.target,
        format(
          '%s of %s %s no embedding, so no search finds %s.',
          pgmatch.grouped(c.without_embedding),
          pgmatch.counted(c.rows, 'row', 'rows'),
          case c.without_embedding when 1 then 'has' else 'have' end,
          case c.without_embedding when 1 then 'it' else 'them' end
        ),
        pgmatch.ingest_steps(s.line)
      ),
      (
        s.metric in ('ip', 'cosine') and c.zero > 0,
        'table ' || t.target,
        format(
          '%s of %s %s all zeros. Such a vector is similar to nothing, and indexes for cosine leave it out.',
          pgmatch.grouped(c.zero), t.of_embeddings, case c.zero when 1 then 'is' else 'are' end
        ),
        format(t.forget, t.target, s.embedding, t.norm || ' = 0') || pgmatch.ingest_steps(s.line)
      ),
      (
        (s.metric = 'ip' or s.normalized) and c.not_normalized > 0,
        'table ' || t.target,
        format(
          '%s of %s %s not have length 1 (%s to %s)%s.%s',
          pgmatch.grouped(c.not_normalized),
          t.of_embeddings,
          case c.not_normalized when 1 then 'does' else 'do' end,
          round(c.min_norm::numeric, 3),
          round(c.max_norm::numeric, 3),
          case when s.normalized then format(
            ', although those of %s do: another model made them, or they were changed', s.model
          ) end,
          case when s.metric = 'ip' then ' With inner product, longer vectors rank above nearer ones.' end
        ),
        case when s.normalized
          then format(t.forget, t.target, s.embedding, format('%s > 0 and abs(%1$s - 1) > 0.01', t.norm))
            || pgmatch.ingest_steps(s.line)
          else array[
            format(
              'update %1$s set %2$I = %3$s.l2_normalize(%2$I) where %4$s > 0 and abs(%4$s - 1) > 0.01;',
              t.target, s.embedding, e.extnamespace::regnamespace, t.norm
            )
          ]
        end
      ),
      (
        -- tables that users make can have a model each
        i.line is not null and i.tables_schema is null and s.model is null and t.embeddings > 0,
        'table pgmatch.search',
        format(
          '%s, but the model that made them is not recorded.',
          pgmatch.counted(t.embeddings, 'embedding exists', 'embeddings exist')
        ),
        array[format('select pgmatch.set_model(''NAME'', %L);', s.line)]
      )
  ) as f (is_found, object, evidence, fix)
  where f.is_found
$$;

comment on function pgmatch.doctor_embeddings is
  'Embeddings are missing or harm searches, or their model is unknown or another.';

revoke all on function pgmatch.doctor_embeddings from public;
