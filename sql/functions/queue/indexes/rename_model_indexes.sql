-- rename_model_indexes: gives the indexes of a column whose model has changed the names that they would have without
-- the change, where those are free, together with what was tuned for them. So the next change finds its names free.
create or replace function pgmatch.rename_model_indexes(target regclass, embedding name)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _index regclass;
  _place text;
  _name name;
  _new_name name;
begin
  for _index, _place, _name in
    select v.index, c.relnamespace::regnamespace::text, c.relname
    from pgmatch.vector_indexes(target, embedding) as v
    inner join pg_class as c on c.oid = v.index
  loop
    _new_name := replace(_name, pgmatch.suffixed_name(embedding, '_new') || '_', embedding || '_');
    continue when _new_name = _name or to_regclass(format('%s.%I', _place, _new_name)) is not null;
    execute format('alter index %s.%I rename to %I', _place, _name, _new_name);
    -- as in pgmatch.search_index
    update pgmatch.index_tuning as t
    set index = format('%s.%I', _place, _new_name)
    where t.index = format('%s.%I', _place, _name);
  end loop;
end;
$$;

comment on function pgmatch.rename_model_indexes is
  'Gives the indexes of a column whose model has changed the names that they would have without the change.';

revoke all on function pgmatch.rename_model_indexes from public;
