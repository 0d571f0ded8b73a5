-- default_search: the column of embeddings that is meant if none is named: that of the line nods, else the only one.
--
-- Raises 55000 if no column is declared, and 42P09 if there are several; the error lists them.
create or replace function pgmatch.default_search()
returns pgmatch.search
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _found pgmatch.search[] := array(
    select s
    from pgmatch.search as s
    inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding and not a.attisdropped
    order by coalesce(s.line, '') <> 'nods', s.target::text, s.embedding
  );
begin
  if cardinality(_found) = 0 then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'no column of embeddings is declared',
      hint = 'Name an index of the column, or declare a search of its table: pgmatch.create_search.';
  elsif cardinality(_found) > 1 and (_found[1]).line is distinct from 'nods' then
    raise exception using
      errcode = 'ambiguous_alias',
      message = format(
        'several columns of embeddings are declared: %s',
        (select string_agg(format('%s.%I', s.target, s.embedding), ', ') from unnest(_found) as s)
      ),
      hint = 'Name the table and the column, or an index of it.';
  end if;
  return _found[1];
end;
$$;

comment on function pgmatch.default_search is
  'The column of embeddings that is meant if none is named: that of the line nods, else the only one.';

select pgmatch.register('core', 'function', 'pgmatch.default_search');
