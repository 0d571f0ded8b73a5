-- first_of_sections: of rows in an order, the first of each section, up to match_count of the question.
--
-- section  see pgmatch.nearest_sections
-- some_keys, some_similarities
--          the rows, best first
create or replace function pgmatch.first_of_sections(
  question pgmatch.question,
  section name[],
  some_keys anyarray,
  some_similarities double precision[],
  out keys anyarray,
  out similarities double precision[]
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
  _statement constant text := (
    select format(
      'select coalesce(array_agg(r.key order by r.place), ''{}''),'
      ' coalesce(array_agg(r.similarity order by r.place), ''{}'') from ('
      'select d.* from (select distinct on (%1$s) f.key, f.similarity, f.place'
      ' from unnest($1, $2) with ordinality as f (key, similarity, place)'
      ' cross join lateral (select %1$s from %2$s as s where s.%3$I = f.key limit 1) as s'
      ' order by %1$s, f.place) as d order by d.place limit $3) as r',
      string_agg(format('s.%I', c.name), ', '), question.target, question.key
    )
    from unnest(section) as c (name)
  );
begin
  execute _statement into keys, similarities using some_keys, some_similarities, question.match_count;
end;
$$;

comment on function pgmatch.first_of_sections is
  'Of rows in an order, the first of each section.';

select pgmatch.register('core', 'function', 'pgmatch.first_of_sections', 'execute', 'execute');
