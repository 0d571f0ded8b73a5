-- clear_embedding: clears the embedding of a row whose text changes, so that no search finds it by its old text.
--
-- A trigger before an update that does not set the embedding. Its arguments are the name of the embedding, the text of
-- a row s, and the generated columns, {"name": null}: their new values are not known yet, so the old ones do not count.
--
-- The text is evaluated with the rights of whoever changes the row.
create or replace function pgmatch.clear_embedding()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _is_changed boolean;
begin
  if not exists (
    select from pg_attribute as a
    where a.attrelid = tg_relid and a.attname = tg_argv[0] and not a.attisdropped
  ) then
    raise exception using
      errcode = 'undefined_column',
      message = format('%s has no column %I any more, which workers fill', tg_relid::regclass, tg_argv[0]),
      hint = format('Declare it anew: select pgmatch.unqueue_embeddings(%L, %L);', tg_relid::regclass, tg_argv[0]);
  end if;
  if tg_argv[2] <> '{}' then
    old := jsonb_populate_record(old, tg_argv[2]::jsonb);
  end if;
  execute format(
    'select (select %1$s from unnest(array[$1]) as s) is distinct from (select %1$s from unnest(array[$2]) as s)',
    tg_argv[1]
  )
  into _is_changed
  using old, new;
  if _is_changed then
    return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], null));
  end if;
  return new;
end;
$$;

comment on function pgmatch.clear_embedding is
  'Clears the embedding of a row whose text changes.';

select pgmatch.register('queue', 'function', 'pgmatch.clear_embedding');
