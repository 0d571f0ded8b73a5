-- compare_sections: answers a question with the nearest row of each section, by comparing all rows that pass.
--
-- section  see pgmatch.nearest_sections
--
-- Compares up to 100,000 rows; raises 54000 if there are more.
create or replace function pgmatch.compare_sections(
  no_key anyelement,
  question pgmatch.question,
  section name[],
  out keys anyarray,
  out similarities double precision[]
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = on
set jit = off
as $$
declare
  _most constant integer := 100000;
  _statement constant text := (
    select pgmatch.fill(
      $text$
with candidate as materialized (
  select s.{key} as key, ({distance}) + 0::float8 as distance, {columns}
  from {target} as s where {condition} limit {limit}
),
best as (
  select distinct on ({names}) c.key, c.distance from candidate as c where c.distance <> 'NaN'::float8
  order by {names}, c.distance, c.key
),
ranked as (
  select key, {similarity} as similarity, distance from best order by distance, key limit {match_count}
)
select
  coalesce(pg_catalog.array_agg(r.key order by r.distance, r.key), '{}'),
  coalesce(pg_catalog.array_agg(r.similarity order by r.distance, r.key), '{}'),
  (select count(*) from candidate)
from ranked as r where $2 is null or r.similarity > $2
$text$,
      jsonb_build_object(
        'key', quote_ident(question.key),
        'distance', pgmatch.distance(question.target, question.embedding, question.metric),
        'similarity', (pgmatch.metric_sql(question.metric)).similarity,
        'columns', string_agg(format('s.%I as section_%s', c.name, c.place), ', ' order by c.place),
        'names', string_agg('c.section_' || c.place, ', ' order by c.place),
        'target', question.target::text,
        'condition', concat_ws(
          ' and ', format('s.%I is not null', question.embedding), question.always, question.late, question.filter
        ),
        'limit', _most + 1,
        'match_count', question.match_count
      )
    )
    from unnest(section) with ordinality as c (name, place)
  );
  _compared integer;
begin
  if question.path is not null then
    perform set_config('search_path', question.path, true);
  end if;
  execute _statement into keys, similarities, _compared using question.query, question.match_threshold;
  -- for pgmatch.explain_call
  perform pg_catalog.set_config('pgmatch.path', 'compared', true);
  if _compared > _most then
    raise exception using
      errcode = 'program_limit_exceeded',
      message = pg_catalog.format(
        'more than %s rows are left to compare for match_count %s of sections', _most, question.match_count
      ),
      hint = 'Ask for fewer rows, or for all rows of a section: one_per_section => false.';
  end if;
end;
$$;

comment on function pgmatch.compare_sections is
  'Answers a question with the nearest row of each section, by comparing all rows that pass.';

select pgmatch.register('core', 'function', 'pgmatch.compare_sections', 'execute', 'execute');
