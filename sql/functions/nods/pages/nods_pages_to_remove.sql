-- nods_pages_to_remove: the pages that nods_remove_pages is to remove; raises what it says.
create or replace function pgmatch.nods_pages_to_remove(paths text[], corpus text, filter jsonb)
returns bigint[]
language plpgsql
stable
set search_path from current
as $$
declare
  _condition constant text := pgmatch.filter_condition(filter, 'p.meta');
  _ids bigint[];
  _missing text;
begin
  if paths is null and corpus is null and filter is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'neither paths nor a corpus nor a filter is given',
      hint = 'Pass the paths of the pages to remove, the corpus to remove, or a filter on the meta of pages.';
  elsif filter is not null and _condition is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('filter is %s, which all pages pass', filter),
      hint = 'Say which pages to remove, for example {"status": "draft"}, or leave the filter out.';
  end if;
  perform pgmatch.check_filter_parts(filter);
  _ids := array(
    select p.id
    from nods_page as p
    where (paths is null or p.path = any(paths))
      and (nods_pages_to_remove.corpus is null or p.corpus = nods_pages_to_remove.corpus)
      and pgmatch.nods_is_mine(p.owner_id)
  );
  select min(w.path) into _missing
  from pg_catalog.unnest(paths) as w (path)
  where w.path <> all(array(select p.path from nods_page as p where p.id = any(_ids)));
  if _missing is not null then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('there is no page %s%s', _missing, ' in the corpus "' || corpus || '"'),
      hint = pg_catalog.format('To list the pages: select * from %I.nods_pages();', current_schema);
  elsif corpus is not null and paths is null and pg_catalog.cardinality(_ids) = 0 and not exists (
    select from pgmatch.nods_corpus as c
    where c.corpus = nods_pages_to_remove.corpus and pgmatch.nods_is_mine(c.owner_id)
  ) then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('there is no corpus "%s"', corpus),
      hint = pg_catalog.format('To list the corpora: select * from %I.nods_corpora();', current_schema);
  end if;
  if _condition is not null then
    execute 'select array(select p.id from nods_page as p where p.id = any($1) and ' || _condition || ')'
    into _ids using _ids;
  end if;
  return _ids;
end;
$$;

comment on function pgmatch.nods_pages_to_remove is
  'The pages that nods_remove_pages is to remove.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_pages_to_remove', null, 'execute');
