-- model_change_of: the change of model that is meant: that of the column, or the only one if none is named.
--
-- Raises 55000 if there is none, and 42P09 if there are several.
create or replace function pgmatch.model_change_of(target regclass, embedding name)
returns pgmatch.model_change
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _found constant pgmatch.model_change[] := array(
    select c
    from pgmatch.model_changes() as c
    where c.target = coalesce(model_change_of.target, c.target)
      and c.embedding = coalesce(model_change_of.embedding, c.embedding)
  );
begin
  if cardinality(_found) = 0 then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = concat(
        'no change of model has begun', ' for ' || nullif(concat_ws('.', target::text, quote_ident(embedding)), '')
      ),
      hint = 'Begin it: select pgmatch.change_model(''MODEL'', ''TABLE'');';
  elsif cardinality(_found) > 1 then
    raise exception using
      errcode = 'ambiguous_alias',
      message = format(
        'several changes of a model have begun: %s',
        (select string_agg(format('%s.%I', c.target, c.embedding), ', ') from unnest(_found) as c)
      ),
      hint = 'Name the table, and the column if it has several.';
  end if;
  return _found[1];
end;
$$;

comment on function pgmatch.model_change_of is
  'The change of model that is meant: that of the column, or the only one.';

revoke all on function pgmatch.model_change_of from public;
