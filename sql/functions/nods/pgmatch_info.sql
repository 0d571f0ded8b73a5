-- pgmatch_info: what is installed in this database, one row per line.
--
-- model is null until it is known; metric is ip, cosine, l2 or l1; access is private, public_read or owner. A line with
-- several searchable columns has one row for each; one in which users make the tables, such as collections, has one row
-- without dimensions, model and metric.
create or replace function pgmatch_info()
returns table (line text, revision text, dimensions integer, model text, metric text, access text)
language sql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
  select
    i.line,
    i.revision,
    pgmatch.dimensions_of(s.target, s.embedding),
    case when s.line = i.line then s.model end,
    s.metric,
    i.access
  from pgmatch.install as i
  left join pgmatch.search as s on s.line = coalesce(i.base, i.line) and i.tables_schema is null
  where i.line <> 'core'
  order by i.line, s.target, s.embedding
$$;

comment on function pgmatch_info() is
  'The installed lines: revision, dimensions, model, metric and access mode of each.';

select pgmatch.register('nods', 'function', 'pgmatch_info()', 'execute', 'execute');
