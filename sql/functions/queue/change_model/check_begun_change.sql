-- check_begun_change: refuses to go on with a change of model under other arguments than it began with, and after the
-- switch. Null arguments are not compared. Raises 55000.
create or replace function pgmatch.check_begun_change(
  change pgmatch.model_change,
  model text,
  content text,
  dimensions integer,
  metric text,
  type text,
  path text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _dimensions constant integer := pgmatch.dimensions_of(change.target, change.second);
  _type constant name := (
    select t.typname from pg_attribute as a inner join pg_type as t on t.oid = a.atttypid
    where a.attrelid = change.target and a.attname = change.second
  );
  _clean constant text := format('select pgmatch.clean_model(%L, %L);', change.target, change.embedding);
begin
  if change.is_switched then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('searches of %s use the embeddings of %I already', change.target, (
        select s.model from pgmatch.search as s where s.target = change.target and s.embedding = change.embedding
      )),
      hint = 'Before the next change, remove the earlier embeddings: ' || _clean;
  elsif change.model <> model or _dimensions <> dimensions or change.metric <> metric or _type <> type then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format(
        'a change of %s to %s with %s dimensions and the metric %s has begun',
        change.target, change.model, _dimensions, change.metric
      ),
      hint = 'Go on with it under the same arguments, or give it up: ' || _clean;
  elsif content is not null and change.content <> pgmatch.embedding_content(change.target, content, path) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('a change of %s that embeds %s has begun', change.target, change.content),
      hint = 'Go on with it without content, or give it up, because rows have embeddings of that: ' || _clean;
  end if;
end;
$$;

comment on function pgmatch.check_begun_change is
  'Refuses to go on with a change of model under other arguments than it began with.';

revoke all on function pgmatch.check_begun_change from public;
