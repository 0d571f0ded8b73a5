-- add_queue: makes the queue of a column of embeddings, unless it is there. Only the owner of pgmatch may read it.
--
-- security definer, so that the queue belongs to the owner of pgmatch also where a superuser declares the column. Only
-- these two may call it.
create or replace function pgmatch.add_queue(source bigint)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  _queue constant text := 'pgmatch_' || source;
  _roles constant text := (
    select string_agg(r.name, ', ')
    from (select 'public' union all select quote_ident(a) from pgmatch.api_roles() as a) as r (name)
  );
  _table text;
begin
  if to_regclass('pgmq.q_' || _queue) is not null then
    return;
  end if;
  perform pgmq.create(_queue);
  -- default privileges may have opened them
  foreach _table in array array['q_' || _queue, 'a_' || _queue] loop
    execute format('revoke all on pgmq.%I from %s', _table, _roles);
    execute format('alter table pgmq.%I enable row level security', _table);
  end loop;
  -- pgmatch.read_jobs looks for other jobs of a row, whose key may be long
  execute format(
    'create index %I on pgmq.%I using hash ((message -> ''key''))', 'q_' || _queue || '_key_idx', 'q_' || _queue
  );
end;
$$;

comment on function pgmatch.add_queue is
  'Makes the queue of a column of embeddings, which only the owner of pgmatch may read.';

select pgmatch.register('queue', 'function', 'pgmatch.add_queue');
