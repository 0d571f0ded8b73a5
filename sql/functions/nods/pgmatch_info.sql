-- pgmatch_info: what is installed in this database, one row per line.
--
-- model is null until it is known; metric is ip, cosine or l2; access is private, public_read or owner.
create or replace function pgmatch_info()
returns table (line text, revision text, dimensions integer, model text, metric text, access text)
language sql
stable
rows 1
set search_path from current
as $$
  select i.line, i.revision, i.dimensions, i.model, i.metric, i.access
  from pgmatch.install as i
  order by i.line
$$;

comment on function pgmatch_info() is
  'The installed lines: revision, dimensions, model, metric and access mode of each.';

select pgmatch.register('nods', 'function', 'pgmatch_info()', 'execute', 'execute');
