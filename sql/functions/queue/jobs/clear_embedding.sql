-- clear_embedding: clears the embedding of a row whose text changes, so that no search finds it by its old text.
--
-- A trigger before an update that does not set the embedding. Its arguments are the name of the embedding, and the text
-- of a row s, which is evaluated with the rights of whoever changes the row.
--
-- An update whose texts cannot be compared is refused: with the error of the text, with 42703 if the column of
-- embeddings is gone, or with 55000 if another trigger comes later, which could change the text unseen.
create or replace function pgmatch.clear_embedding()
returns trigger
language plpgsql
volatile
-- as the names in the text are written
set quote_all_identifiers = off
set search_path = pg_catalog, pg_temp
as $$
declare
  _target constant regclass := coalesce(pg_partition_root(tg_relid), tg_relid);
  _later constant name := (
    select min(t.tgname)
    from pg_trigger as t
    where t.tgrelid = tg_relid and t.tgname > tg_name and not starts_with(t.tgname, '~pgmatch_clear_')
      -- for each row, before, update
      and t.tgtype & 19 = 19 and t.tgenabled <> 'D'
  );
  _row text := 'unnest(array[$1])';
  _generated text;
  _before text;
  _after text;
begin
  if _later is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the trigger %I of %s comes after %I, which compares texts', _later, _target, tg_name),
      hint = format('Give it another name: alter trigger %I on %s rename to %I;', _later, _target, 'a_' || _later);
  elsif not exists (
    select from pg_attribute as a
    where a.attrelid = tg_relid and a.attname = tg_argv[0] and not a.attisdropped
  ) then
    raise exception using
      errcode = 'undefined_column',
      message = format('%s has no column %I any more, which workers fill', _target, tg_argv[0]),
      hint = format(
        'Declare it by its new name, and end the old one: select pgmatch.unqueue_embeddings(%L, %L);',
        _target, tg_argv[0]
      );
  end if;
  begin
    -- the new values of generated columns are not known yet
    select string_agg(format('(%s) as %I', pg_get_expr(d.adbin, d.adrelid), a.attname), ', ')
    into _generated
    from pg_attribute as a
    inner join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = tg_relid and a.attgenerated <> '' and not a.attisdropped
      and (strpos(tg_argv[1], 's.*') > 0 or strpos(tg_argv[1], quote_ident(a.attname)) > 0);
    if _generated is not null then
      _row := format('jsonb_populate_record($1, (select to_jsonb(g) from (select %s from %s) as g))', _generated, _row);
    end if;
    execute format('select %s from %s as s', tg_argv[1], _row) into _before using old;
    execute format('select %s from %s as s', tg_argv[1], _row) into _after using new;
  exception when others then
    raise exception using
      errcode = sqlstate,
      message = format('the text of a row of %s that workers embed cannot be evaluated: %s', _target, sqlerrm),
      hint = format(
        'Correct the row, or, if the table has changed, declare its column anew: '
        'select pgmatch.queue_embeddings(%L, %L, ...);',
        _target, tg_argv[0]
      );
  end;
  if _before is distinct from _after then
    return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], null));
  end if;
  return new;
end;
$$;

comment on function pgmatch.clear_embedding is
  'Clears the embedding of a row whose text changes.';

select pgmatch.register('queue', 'function', 'pgmatch.clear_embedding');
