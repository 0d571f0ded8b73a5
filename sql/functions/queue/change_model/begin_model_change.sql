-- begin_model_change: adds the second column, with the settings of the searched one, and records the change.
--
-- The arguments are those of pgmatch.change_model. The second column may be stored out of line, because two vectors
-- seldom fit on a page.
create or replace function pgmatch.begin_model_change(
  search pgmatch.search,
  model text,
  content text,
  dimensions integer,
  metric text,
  type text,
  present_model text,
  path text
)
returns pgmatch.model_change
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _change pgmatch.model_change;
  _column record;
  _dimensions constant integer := coalesce(dimensions, upper(pgmatch.model_dimensions(model)) - 1);
begin
  select a.attnotnull, a.attstorage, t.typname, t.typnamespace::regnamespace as place into _column
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  where a.attrelid = search.target and a.attname = search.embedding;
  type := coalesce(type, _column.typname);
  metric := coalesce(metric, search.metric);
  perform pgmatch.check_new_model(search, model, _dimensions, metric, type, present_model);

  _change.target := search.target;
  _change.embedding := search.embedding;
  _change.second := pgmatch.suffixed_name(search.embedding, '_new');
  _change.is_switched := false;
  _change.model := model;
  _change.metric := metric;
  _change.is_required := _column.attnotnull;
  _change.is_plain := _column.attstorage = 'p';
  _change.pinned := '{}';
  _change.started_at := now();
  select e.content into _change.content
  from pgmatch.embedding_source as e
  where e.target = search.target and e.embedding = search.embedding;
  _change.is_queued := found;
  _change.content := case
    when content is null then _change.content else pgmatch.embedding_content(search.target, content, path)
  end;
  if _change.content is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = format('what is embedded of a row of %s is not known', search.target),
      hint = 'Pass SQL on a row s: content => ''s.title || s.body''.';
  end if;

  if exists (
    select 1 from pg_attribute as a
    where a.attrelid = search.target and a.attname = _change.second and not a.attisdropped
  ) then
    raise exception using
      errcode = 'duplicate_column',
      message = format('%s already has a column %I', search.target, _change.second),
      hint = format(
        'Rename it, or, if an earlier change has left it, drop it: alter table %s drop column %I;',
        search.target, _change.second
      );
  end if;

  perform pgmatch.lock_tables(array[search.target]);
  execute format(
    'alter table %s add column %I %s.%I(%s)', search.target, _change.second, _column.place, type, _dimensions
  );
  perform pgmatch.check_queue(search.target, _change.second, pgmatch.queue_key(search.target));
  perform pgmatch.copy_column_settings(search.target, search.embedding, _change.second);
  return pgmatch.record_change(_change);
end;
$$;

comment on function pgmatch.begin_model_change is
  'Adds the second column, with the settings of the searched one, and records the change of model.';

revoke all on function pgmatch.begin_model_change from public;
