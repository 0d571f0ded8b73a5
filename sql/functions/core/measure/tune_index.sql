-- tune_index: stores the measured settings of an index. Searches use them from then on.
--
-- index      an HNSW or IVFFlat index
-- ef_search  1 to 1000, for HNSW; probes 1 to 32768, for IVFFlat
-- overfetch  1 or more, for a binary index: how many rows to fetch from it for each row that is wanted
-- k, recall  how many rows the measured searches asked for, and the share of the true nearest that they found, 0 to 1
--
-- Without ef_search, probes and overfetch, it removes the stored settings. An argument of a search and a setting of the
-- session override them. Raises 22023 for anything but a vector index, for a value that the index does not use or that
-- is out of range, and for k or recall alone; 23514 for k or recall out of range.
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
  _build text;
  _method name;
  _kind text;
  _rows bigint;
begin
  -- as in pgmatch.set_access; pgmatch.refresh_searches takes it too
  perform pgmatch.take_turn();
  -- -1 if the table was never analyzed
  select
    pgmatch.index_build(x.indexrelid),
    am.amname,
    case when o.opcname like 'bit%' then 'binary' else split_part(o.opcname, '_', 1) end,
    nullif(t.reltuples, -1)
  into _build, _method, _kind, _rows
  from pg_index as x
  inner join pg_class as t on t.oid = x.indrelid
  inner join pg_class as c on c.oid = x.indexrelid
  inner join pg_am as am on am.oid = c.relam
  inner join pg_opclass as o on o.oid = x.indclass[0]
  where x.indexrelid = tune_index.index and am.amname in ('hnsw', 'ivfflat');
  if not found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s is not an HNSW or IVFFlat index', coalesce(index::text, 'null')),
      hint = 'To see the vector indexes of a table: pgmatch index list';
  end if;

  perform pgmatch.check_measurement(_method, _kind, k, ef_search, probes, overfetch);
  if coalesce(ef_search, probes, overfetch) is null and coalesce(k, recall) is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'k and recall are given, but no setting to store',
      hint = 'Pass ef_search, probes or overfetch too. A call without any of them removes the stored setting.';
  end if;

  if coalesce(ef_search, probes, overfetch) is null then
    delete from pgmatch.index_tuning as t where t.index = tune_index.index::text;
  else
    insert into pgmatch.index_tuning (index, build, ef_search, probes, overfetch, k, recall, rows)
    values (
      tune_index.index::text,
      _build,
      tune_index.ef_search,
      tune_index.probes,
      tune_index.overfetch,
      tune_index.k,
      tune_index.recall,
      _rows
    )
    on conflict on constraint index_tuning_pkey do update set
      build = excluded.build,
      ef_search = excluded.ef_search,
      probes = excluded.probes,
      overfetch = excluded.overfetch,
      k = excluded.k,
      recall = excluded.recall,
      rows = excluded.rows,
      measured_at = excluded.measured_at;
  end if;
  -- functions of pgmatch.create_search have the settings in their text
  perform pgmatch.refresh_searches(x.indrelid::regclass) from pg_index as x where x.indexrelid = tune_index.index;
end;
$$;

comment on function pgmatch.tune_index is
  'Stores the measured ef_search, probes or overfetch of an index, or removes them.';

revoke all on function pgmatch.tune_index from public;
