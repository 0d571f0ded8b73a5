-- hidden_rows: how many rows have only the second embedding of a change of model, so that no search finds them, but
-- would after a switch.
--
-- The triggers of a change clear it, so these rows were written by hand. Rows that only wait for the searched embedding
-- do not count: as long as workers have jobs for the searched column, it cannot be told which those are.
create or replace function pgmatch.hidden_rows(change pgmatch.model_change)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when change.is_queued or exists (
      select 1
      from pgmatch.queue_status() as q
      inner join pgmatch.embedding_source as e on e.id = q.source
      where e.target = change.target and e.embedding = change.embedding
        and q.waiting + q.running + q.failing + q.dead > 0
    ) then 0
    else pgmatch.model_gaps(change.target, change.second, change.embedding)
  end
$$;

comment on function pgmatch.hidden_rows is
  'How many rows have only the second embedding of a change of model.';

revoke all on function pgmatch.hidden_rows from public;
