-- query_records: the records of a collection that are nearest to a vector or to another record, nearest first.
--
-- query_embedding   the vector to compare with
-- record_id         or the id of a record to compare with, which is not returned itself
-- match_count       at most this many records, 0 to 1,000
-- filters           conditions on the metadata, as vecs takes them; null for none; see pgmatch.collections_filter
-- measure           cosine_distance, l2_distance, max_inner_product or l1_distance
-- max_distance      only records with at most this distance; null for no limit
-- include_value     whether to return the distance; value is null otherwise
-- include_metadata  whether to return the metadata; null otherwise
-- include_vector    whether to return the vector; null otherwise
-- ef_search         how many candidates to keep in a scan of an HNSW index, 1 to 1,000
-- probes            how many lists of an IVFFlat index to search, 1 to 32,768
--
-- Null for ef_search or probes takes the setting of the session, else the tuned setting of the index, else the default.
--
-- value is the distance as pgvector and vecs return it: lower is nearer. It is at least 0, except for
-- max_inner_product, where it is the negative inner product. Records with the same distance come in the order of their
-- ids. Fewer rows than match_count come only if fewer records match.
--
-- Raises 42P01 for an unknown collection, P0002 for an unknown record, 22004 for a null, 22023 for any other wrong
-- argument, and what pgmatch.nearest raises.
--
-- A query without filter scans a plain HNSW index here, in one statement like that of pgmatch.search_scan. All other
-- queries, and those whose scan returns too few records, call pgmatch.collections_nearest, which takes twice as long.
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
      ') select w.id, w.distance, w.metadata, w.vec,'
      ' (select count(*) from scanned as n where n.distance <> ''NaN'') from scanned as w'
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
