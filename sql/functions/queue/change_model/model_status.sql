-- model_status: the changes of model that have begun, and how far each of them is.
--
-- embedding   the searched column; model, dimensions and metric are those of its embeddings
-- second      the other column; other_model, other_dimensions and other_metric are those of its embeddings
-- state       'filling' as long as rows lack the new embedding, 'indexing' as long as it has no index, 'ready' to
--             switch, 'switched', and 'lost' if somebody has dropped the second column
-- rows        how many have an embedding; gaps, how many of them lack the one of the second column
-- waiting     how many jobs wait for a worker or are being worked on, and dead, how many have failed
-- index       the index that searches would use on the second column; null for none
-- next        the next statement, or command
--
-- Counts the rows of the table, which reads all of it.
create or replace function pgmatch.model_status()
returns table (
  target regclass,
  embedding name,
  second name,
  state text,
  model text,
  dimensions integer,
  metric text,
  other_model text,
  other_dimensions integer,
  other_metric text,
  rows bigint,
  gaps bigint,
  waiting bigint,
  dead bigint,
  index regclass,
  next text
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _change pgmatch.model_change;
  _named text;
begin
  for _change in
    select * from pgmatch.model_changes()
  loop
    -- so that no switch gives the columns other names meanwhile
    execute format('lock table %s in access share mode', _change.target);
    select c.* into _change from pgmatch.model_changes() as c where c.id = _change.id;
    continue when not found;
    target := _change.target;
    embedding := _change.embedding;
    second := _change.second;
    select s.model, s.metric into model, metric
    from pgmatch.search as s where s.target = _change.target and s.embedding = _change.embedding;
    dimensions := pgmatch.dimensions_of(target, embedding);
    other_model := _change.model;
    other_dimensions := pgmatch.dimensions_of(target, second);
    other_metric := _change.metric;
    index := (pgmatch.search_index(target, second, other_metric)).index;
    execute format('select count(s.%I) from %s as s', embedding, target) into rows;
    gaps := case when second is not null then pgmatch.model_gaps(target, embedding, second) end;
    select coalesce(sum(q.waiting + q.running), 0), coalesce(sum(q.dead), 0) into waiting, dead
    from pgmatch.queue_status() as q
    inner join pgmatch.embedding_source as e on e.id = q.source
    where e.target = _change.target and e.embedding = (
      select c.second from pgmatch.model_change as c where c.id = _change.id
    );
    state := case
      when second is null then 'lost'
      when _change.is_switched then 'switched'
      when gaps > 0 then 'filling'
      when index is null then 'indexing'
      else 'ready'
    end;
    _named := format('(%L, %L)', target, embedding);
    next := case state
      when 'lost' then format('select pgmatch.clean_model%s;', _named)
      when 'switched' then format(
        'select pgmatch.clean_model%s; or, to go back: select pgmatch.switch_model_back%1$s;', _named
      )
      when 'filling' then 'pgmatch worker'
      when 'indexing' then format('the statements of: select * from pgmatch.model_indexes%s;', _named)
      else format('select pgmatch.switch_model%s;', _named)
    end;
    return next;
  end loop;
end;
$$;

comment on function pgmatch.model_status is
  'The changes of model that have begun, and how far each of them is.';

revoke all on function pgmatch.model_status from public;
