-- nods_check_dimensions: refuses dimensions that the embedding column does not have and cannot be given.
--
-- Only the owner can change the column, and only if nothing is embedded. Raises 22023.
create or replace function pgmatch.nods_check_dimensions(dimensions integer)
returns void
language plpgsql
stable
set search_path from current
as $$
declare
  _found integer;
  _owner oid;
  _embedded bigint;
begin
  if dimensions is null or dimensions not between 1 and 16000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('dimensions %s cannot be indexed', coalesce(dimensions::text, 'null')),
      hint = 'Pass a whole number from 1 to 16000: the number of dimensions of your model''s vectors.';
  end if;

  select a.atttypmod, c.relowner into strict _found, _owner
  from pg_class as c
  inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'embedding'
  where c.oid = 'nods_page_section'::regclass::oid;

  if _found <> dimensions and exists (select 1 from nods_page_section as s where s.embedding is not null) then
    select pg_catalog.count(s.embedding) into _embedded from nods_page_section as s;
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'the embeddings here have %s dimensions, not %s (%s are stored)', _found, dimensions, _embedded
      ),
      hint = pg_catalog.format(
        'Use the model that made them%s, or another database. To start over with the other model, run as the owner: '
        'update %I.nods_page_section set embedding = null; select pgmatch.set_dimensions(%s); '
        'then ingest everything again.',
        (select ', "' || s.model || '"' from pgmatch.search as s where s.line = 'nods'),
        current_schema,
        dimensions
      );
  end if;
  if not pg_catalog.pg_has_role(_owner, 'usage') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'the table takes embeddings of %s dimensions, not %s, and "%s" may not change it',
        _found, dimensions, current_user
      ),
      hint = pg_catalog.format(
        'Ask "%s", who owns it, to run: select pgmatch.set_dimensions(%s);', _owner::regrole, dimensions
      );
  end if;
end;
$$;

comment on function pgmatch.nods_check_dimensions is
  'Raises 22023 for dimensions that the embedding column does not have and cannot be given.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_dimensions', null, 'execute');
