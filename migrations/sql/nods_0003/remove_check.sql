-- Refuses while a line builds on this one.
do $$
declare
  _above text := (select min(i.line) from pgmatch.install as i where i.base = 'nods');
begin
  if _above is not null then
    raise exception using
      errcode = 'dependent_objects_still_exist',
      message = format(
        'the line "%s" is installed, and its functions call those that the downgrade would drop', _above
      ),
      hint = format('Downgrade it first: pgmatch alembic -n %s downgrade base', _above);
  end if;
end;
$$;
