-- tune_index: keeps what was measured to be right for an index; searches use it from then on.
--
-- index      an HNSW or IVFFlat index
-- ef_search  1 to 1000, for HNSW; probes 1 to 32768, for IVFFlat
-- overfetch  1 or more, for a binary index: how many rows it is asked for, for each row that is wanted
-- k, recall  how many rows the measured searches asked for, and the share of true ones found, 0 to 1
--
-- Without any of the first three what was kept is forgotten. An argument of a search and what the session
-- has set win over it. Raises 22023 for anything but a vector index, 23514 for a value out of range.
create or replace function pgmatch.tune_index(
  index regclass,
  ef_search integer default null,
  probes integer default null,
  overfetch double precision default null,
  k integer default null,
  recall double precision default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _rows bigint;
begin
  -- -1 is for a table that nobody has counted
  select nullif(t.reltuples, -1) into _rows
  from pg_index as x
  inner join pg_class as t on t.oid = x.indrelid
  inner join pg_class as c on c.oid = x.indexrelid
  inner join pg_am as am on am.oid = c.relam
  where x.indexrelid = tune_index.index and am.amname in ('hnsw', 'ivfflat');
  if not found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s is not an HNSW or IVFFlat index', coalesce(index::text, 'null')),
      hint = 'pgmatch index list shows the vector indexes of a table.';
  end if;

  delete from pgmatch.index_tuning as t where t.index = tune_index.index::text;
  if coalesce(ef_search, probes, overfetch) is not null then
    insert into pgmatch.index_tuning (index, ef_search, probes, overfetch, k, recall, rows)
    values (
      tune_index.index::text,
      tune_index.ef_search,
      tune_index.probes,
      tune_index.overfetch,
      tune_index.k,
      tune_index.recall,
      _rows
    );
  end if;
end;
$$;

comment on function pgmatch.tune_index(regclass, integer, integer, double precision, integer, double precision) is
  'Keeps the ef_search, probes or over-fetch measured to be right for an index, or forgets them.';

revoke all on function pgmatch.tune_index(
  regclass, integer, integer, double precision, integer, double precision
) from public;
