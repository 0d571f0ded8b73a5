-- Refuses to forget a change of model that has begun. Forgotten, it leaves two columns. Workers fill the searched one
-- if they did before.
do $$
declare
  _column constant text := (
    select min(format('%s.%I', c.target, c.embedding)) from pgmatch.model_change as c
    inner join pg_catalog.pg_class as t on t.oid = c.target
  );
begin
  if _column is not null and current_setting('pgmatch.drop_data', true) is distinct from 'yes' then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the downgrade would forget that the model of %s is changed', _column),
      hint = 'End the change first: pgmatch model clean. To forget it, and keep both columns: '
        'pgmatch alembic -n queue -x drop_data=yes downgrade queue_0001';
  end if;
  perform pgmatch.forget_change(c) from pgmatch.model_changes() as c;
end;
$$;
