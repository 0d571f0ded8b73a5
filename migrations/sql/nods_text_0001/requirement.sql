-- Stops unless the line that this one searches is installed.
do $$
declare
  _revision text;
begin
  if to_regclass('pgmatch.install') is not null then
    select i.revision into _revision from pgmatch.install as i where i.line = 'nods';
  end if;
  if _revision is null or _revision < 'nods_0005' then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = case
        when _revision is null then 'the line "nods", which "nods_text" extends, is not installed in this database'
        else format('the line "nods", which "nods_text" extends, is only at %s', _revision)
      end,
      hint = 'Run first: pgmatch alembic upgrade head';
  end if;
end;
$$;
