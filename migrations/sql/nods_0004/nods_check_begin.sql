-- nods_check_begin: refuses an ingest run without a corpus or the length of its vectors. Raises 22023.
create or replace function pgmatch.nods_check_begin(corpus text, dimensions integer)
returns void
language plpgsql
immutable
set search_path from current
as $$
declare
  _missing text := case
    when coalesce(btrim(corpus), '') = '' then 'corpus'
    when dimensions is null then 'dimensions'
  end;
begin
  if _missing is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s is missing', _missing),
      hint = 'An ingest run needs a corpus, the model''s name and the length of its vectors.';
  end if;
end;
$$;

comment on function pgmatch.nods_check_begin(text, integer) is
  'Raises 22023 for an ingest run without a corpus or the length of its vectors.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_begin(text, integer)', null, 'execute');
