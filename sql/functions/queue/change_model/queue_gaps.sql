-- queue_gaps: queues the rows that lack an embedding of the second column of a change of model and have no job, and
-- returns how many. Nobody has to wait.
create or replace function pgmatch.queue_gaps(change pgmatch.model_change)
returns bigint
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    sum(
      pgmatch.queue_rows(
        e.id,
        format(
          '%s and s.%I is null',
          pgmatch.model_gap_condition(change.target, change.embedding, change.second), change.second
        )
      )
    ),
    0
  )::bigint
  from pgmatch.embedding_source as e
  where e.target = change.target and e.embedding = change.second
$$;

comment on function pgmatch.queue_gaps is
  'Queues the rows that lack an embedding of the second column of a change of model.';

revoke all on function pgmatch.queue_gaps from public;
