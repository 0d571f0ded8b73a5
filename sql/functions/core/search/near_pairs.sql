-- near_pairs: the `most` most similar pairs of rows whose similarity exceeds the threshold, the most similar first.
--
-- apart  a column in which the rows of a pair must differ; null for none
--
-- The other arguments are those of pgmatch.nearest; both rows of a pair meet the conditions. Each pair comes once, with
-- its lower key first, and equal similarities in the order of the keys.
--
-- Runs one search through the index for each row that passes, in the order of the keys. As soon as there are enough
-- pairs, it looks only for nearer ones: among equally near pairs, the first ones win. So the work grows with the number
-- of rows, not of pairs, which is its square if all are copies of one vector. With apart, it looks only at the 1,000
-- rows nearest to each, which may all be alike in that column.
create or replace function pgmatch.near_pairs(
  no_key anyelement,
  target regclass,
  embedding name,
  key name,
  metric text,
  threshold double precision,
  most integer,
  late text default null,
  filter text default null,
  path text default null,
  apart name default null,
  always text default null,
  out keys anyarray,
  out other_keys anyarray,
  out similarities double precision[]
)
returns record
language plpgsql
stable
set search_path from current
as $$
declare
  -- nothing is similar to a vector without a direction
  _has_direction constant text := case
    when metric in ('ip', 'cosine')
      then (
        select pg_catalog.format('s.%1$I %2$s s.%1$I < 0::float8', embedding, m.operator)
        from pgmatch.metric_sql('ip') as m
      )
  end;
  _embedding_of constant text := pg_catalog.format(
    'select s.%I::vector from %s as s where s.%I operator(pg_catalog.=) $1', embedding, target, key
  );
  _are_apart constant text := case when apart is not null then pg_catalog.format(
    'select pg_catalog.array_agg(n.key), pg_catalog.array_agg(n.similarity)'
    ' from unnest($2, $3) as n (key, similarity) where exists ('
    'select 1 from %1$s as s inner join %1$s as o on o.%2$I <> s.%2$I'
    ' where s.%3$I operator(pg_catalog.=) $1 and o.%3$I operator(pg_catalog.=) n.key)',
    target, apart, key
  ) end;
  _deepest constant integer := case when apart is null then least(9999, most) else 1000 end;
  _floor double precision := threshold;
  _key no_key%type;
  _embedding vector;
  _wanted integer;
  _near_keys keys%type;
  _near_similarities double precision[];
begin
  keys := '{}';
  other_keys := '{}';
  similarities := '{}';
  foreach _key in array (
    select k.keys
    from pgmatch.matching_keys(
      no_key,
      row(
        target, embedding, key, metric, null, null, null,
        always, late,
        nullif(pg_catalog.concat_ws(' and ', _has_direction, pgmatch.tenant_filter(target), filter), ''), path
      )::pgmatch.question
    ) as k (keys)
  ) loop
    execute _embedding_of into _embedding using _key;
    -- few rows have many twins: asks for more only if the first ones are all near
    foreach _wanted in array array[least(10, _deepest), least(100, _deepest), least(1000, _deepest), _deepest] loop
      select n.keys, n.similarities into _near_keys, _near_similarities
      from pgmatch.nearest(
        no_key, target, embedding, key, metric, _embedding, _wanted + 1, _floor, late, filter, path, always => always
      ) as n;
      exit when pg_catalog.cardinality(_near_keys) <= _wanted;
    end loop;
    if apart is not null then
      execute _are_apart into _near_keys, _near_similarities using _key, _near_keys, _near_similarities;
    end if;

    select
      pg_catalog.array_cat(keys, pg_catalog.array_agg(_key)),
      pg_catalog.array_cat(other_keys, pg_catalog.array_agg(u.key)),
      pg_catalog.array_cat(similarities, pg_catalog.array_agg(u.similarity))
    into keys, other_keys, similarities
    from unnest(_near_keys, _near_similarities) as u (key, similarity)
    where u.key operator(pg_catalog.>) _key;
    if pg_catalog.cardinality(keys) - most > most then
      select b.keys, b.other_keys, b.similarities into keys, other_keys, similarities
      from pgmatch.best_pairs(keys, other_keys, similarities, most) as b;
      _floor := similarities[most];
    end if;
  end loop;

  select b.keys, b.other_keys, b.similarities into keys, other_keys, similarities
  from pgmatch.best_pairs(keys, other_keys, similarities, most) as b;
end;
$$;

comment on function pgmatch.near_pairs is
  'The most similar pairs of rows that are more similar than the threshold, the most similar first.';

select pgmatch.register('core', 'function', 'pgmatch.near_pairs', null, 'execute');
