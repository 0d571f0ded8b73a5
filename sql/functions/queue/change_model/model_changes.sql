-- model_changes: the changes of model that have begun, with their columns as they are now.
--
-- second     null if that column is gone. It is looked up by its name first, because a restored table may number its
--            columns anew
-- is_queued  whether workers fill the searched column
create or replace function pgmatch.model_changes()
returns setof pgmatch.model_change
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    c.id, c.target, c.embedding, p.attname, p.attnum, c.is_switched, c.model, c.metric, c.normalized, c.chunk_tokens,
    c.content, c.is_required, c.is_plain,
    exists (
      select 1 from pgmatch.embedding_source as e
      where e.target = c.target and e.embedding = c.embedding and e.is_watched
    ),
    c.pinned, c.started_at, c.switched_at
  from pgmatch.model_change as c
  inner join pg_class as r on r.oid = c.target
  left join lateral (
    select a.attname, a.attnum
    from pg_attribute as a
    inner join pg_type as t on t.oid = a.atttypid and t.typname in ('vector', 'halfvec')
    where a.attrelid = c.target and not a.attisdropped and a.attname <> c.embedding
      and (a.attname = c.second or a.attnum = c.second_number)
    order by a.attname = c.second desc
    limit 1
  ) as p on true
  order by c.target::text, c.embedding
$$;

comment on function pgmatch.model_changes is
  'The changes of model that have begun, with their columns as they are now.';

revoke all on function pgmatch.model_changes from public;
