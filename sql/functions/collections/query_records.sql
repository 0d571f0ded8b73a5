-- query_records: the records of a collection nearest to a vector, or to one of its records, nearest first.
--
-- query_embedding, record_id
--                 a vector, or the id of a record, which is left out itself; one of the two
-- match_count     at most this many records, 0 to 1,000
-- filters         as vecs takes them, see pgmatch.collections_filter; null for none
-- measure         cosine_distance, l2_distance, max_inner_product or l1_distance
-- max_distance    only records at most this far; null for no limit
-- include_value, include_metadata, include_vector
--                 whether to return the distance, the metadata and the vector; they are null otherwise
-- ef_search, probes
--                 how thoroughly to search an HNSW or IVFFlat index; null for the setting of the session, or the
--                 tuned or default one
--
-- The value is pgvector's distance, as vecs returns it: lower is nearer, and max_inner_product is the negative inner
-- product. Returns min(match_count, matching records) rows, equal distances in the order of the ids. Raises 42P01 for
-- an unknown collection, P0002 for an unknown record, 22004 for a null, 22023 for another bad argument, and what
-- pgmatch.nearest raises.
--
-- Without a filter, a plain index is scanned here, in one statement like that of pgmatch.search_scan. For all else, and
-- if that scan returns too few records, it calls pgmatch.collections_nearest, which takes twice the time.
create or replace function query_records(
  collection text,
  query_embedding vector default null,
  match_count integer default 10,
  filters jsonb default null,
  measure text default 'cosine_distance',
  record_id text default null,
  max_distance double precision default null,
  include_value boolean default false,
  include_metadata boolean default false,
  include_vector boolean default false,
  ef_search integer default null,
  probes integer default null
)
returns table (id text, value double precision, metadata jsonb, vec vector)
language plpgsql
stable
rows 10
set search_path = pg_catalog, pg_temp
set enable_sort = off
set enable_seqscan = off
set jit = off
as $$
declare
  _metric constant text := pgmatch.collections_metric_of(measure);
  _chosen pgmatch.chosen_index;
  _before pgmatch.setting[];
  _distance double precision;
  _scanned bigint;
begin
  if num_nonnulls(filters, record_id) = 0
    and match_count between 1 and 500 and max_distance is distinct from 'NaN'
    and (ef_search between 1 and 1000) is not false and (probes between 1 and 32768) is not false
    and not 0::real = all(query_embedding::real[]) then
    _chosen := pgmatch.collections_scan(collection, _metric, cardinality(query_embedding::real[]));
  end if;
  if _chosen.ordering is not null then
    _before := pgmatch.set_scan(_chosen, match_count, ef_search);
    for id, _distance, metadata, vec, _scanned in execute format(
      'with scanned as materialized ('
      ' select s.id, %2$s as distance,'
      ' case when $3 then s.metadata end as metadata, case when $4 then s.vec end as vec'
      ' from vecs.%1$I as s where s.vec is not null order by %2$s fetch first ($2) rows with ties'
      ') select w.id, w.distance, w.metadata, w.vec, (select count(*) from scanned) from scanned as w'
      ' where w.distance <> ''NaN'' order by w.distance + 0::float8, w.id limit $2',
      collection,
      _chosen.ordering
    )
    using query_embedding, match_count, include_metadata, include_vector
    loop
      exit when _scanned < match_count or _distance > max_distance;
      value := case when include_value then _distance end;
      return next;
    end loop;
    perform pgmatch.put_back(_before);
    if _scanned >= match_count then
      return;
    end if;
  end if;

  return query
  select n.* from pgmatch.collections_nearest(
    pgmatch.collection_table(collection), _metric, query_embedding, match_count, filters, record_id, max_distance,
    include_value, include_metadata, include_vector, ef_search, probes
  ) as n;
end;
$$;

comment on function query_records(
  text, vector, integer, jsonb, text, text, double precision, boolean, boolean, boolean, integer, integer
) is
  'The records of a collection nearest to a vector, or to one of its records, nearest first.';

select pgmatch.register(
  'collections',
  'function',
  'query_records'
  '(text, vector, integer, jsonb, text, text, double precision, boolean, boolean, boolean, integer, integer)',
  'execute',
  'execute'
);
