-- model_gap_index: the index on the rows that have an embedding in only one column of a change: its name, and what
-- follows the name of the table in the statement that builds it.
create or replace function pgmatch.model_gap_index(change pgmatch.model_change, out name text, out definition text)
returns record
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    pgmatch.suffixed_name(format('%s_%s', c.relname, change.embedding), '_gaps_idx'),
    format('(%I) where %s', s.key, pgmatch.model_gap_condition(change.target, change.embedding, change.second))
  from pgmatch.search as s
  inner join pg_class as c on c.oid = s.target
  where s.target = change.target and s.embedding = change.embedding
$$;

comment on function pgmatch.model_gap_index is
  'The index on the rows that have an embedding in only one column of a change of model.';

revoke all on function pgmatch.model_gap_index from public;
