-- nods_check_begin: refuses an ingest run that lacks a corpus, its dimensions, or the pages of its root.
--
-- Raises 22023.
create or replace function pgmatch.nods_check_begin(corpus text, dimensions integer, root text, paths text[])
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _missing text := case
    when coalesce(btrim(corpus), '') = '' then 'corpus'
    when dimensions is null then 'dimensions'
    when root is not null and paths is null then 'paths'
  end;
begin
  if _missing is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s is missing', _missing),
      hint = 'An ingest run needs a corpus, the model''s name and its dimensions; with a root, it also needs the paths '
        'of all pages below it.';
  end if;
end;
$$;

comment on function pgmatch.nods_check_begin is
  'Raises 22023 for an ingest run that lacks a corpus, its dimensions, or the pages of its root.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_begin', null, 'execute');
