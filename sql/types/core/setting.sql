-- setting: the name of a setting and its value.
-- One left by an install whose record was lost is kept.
do $$
begin
  if to_regtype('pgmatch.setting') is null then
    create type pgmatch.setting as (
      name text,
      value text
    );
  end if;
end;
$$;

comment on type pgmatch.setting is 'The name of a setting and its value.';
