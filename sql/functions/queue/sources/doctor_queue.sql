-- doctor_queue: columns that workers cannot fill, and those whose rows are not queued.
create or replace function pgmatch.doctor_queue()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    f.level,
    'column ' || coalesce(pgmatch.full_name(e.target), e.target::oid::text) || '.' || quote_ident(e.embedding),
    f.evidence,
    array[f.fix],
    false
  from pgmatch.embedding_source as e
  left join pg_class as c on c.oid = e.target
  cross join lateral (select pgmatch.source_problem(e) as of_table) as t
  cross join lateral (select coalesce(t.of_table, pgmatch.content_problem(e)) as problem) as p
  cross join lateral (
    -- pgmatch.check_queue refuses to declare it anew
    select
      not exists (
        select from pg_attribute as a where a.attrelid = c.oid and a.attname = e.embedding and not a.attisdropped
      )
      or c.relkind = 'r' and exists (select from pg_inherits as h where h.inhparent = c.oid)
      or exists (
        select from pgmatch.embedding_source as w
        where w.embedding = e.embedding and w.id <> e.id
          and w.target in (select a.relid from pg_partition_ancestors(e.target) as a)
      ) as is_over
  ) as o
  cross join lateral (
    select
      'error', format('Workers cannot fill it: %s.', p.problem),
      case
        when o.is_over then format('select pgmatch.unqueue_embeddings(%L, %L);', e.target, e.embedding)
        when t.of_table is null then format('select pgmatch.queue_embeddings(%L, %L, ...);', e.target, e.embedding)
        when pgmatch.queue_key(e.target) is null then format('alter table %s add primary key (%s);', e.target, (
          select coalesce(string_agg(quote_ident(k.name), ', ' order by k.place), '...')
          from unnest(e.key) with ordinality as k (name, place)
          inner join pg_attribute as a on a.attrelid = c.oid and a.attname = k.name and not a.attisdropped
        ))
        else format('select pgmatch.queue_embeddings(%L, %L);', e.target, e.embedding)
      end
    where p.problem is not null
    union all
    select
      'warning', 'Its triggers are disabled or gone, so new rows and changes are not queued.',
      format('select pgmatch.queue_embeddings(%L, %L);', e.target, e.embedding)
    where p.problem is null and e.is_watched and (
      select count(*) from pg_trigger as g
      where g.tgrelid = e.target and g.tgenabled in ('O', 'A')
        and g.tgname in ('~pgmatch_clear_' || e.id, 'pgmatch_queue_' || e.id, 'pgmatch_requeue_' || e.id)
    ) < 3
  ) as f (level, evidence, fix)
$$;

comment on function pgmatch.doctor_queue is
  'Workers cannot fill a column of embeddings, or its rows are not queued.';

select pgmatch.register('queue', 'function', 'pgmatch.doctor_queue');
