-- nods_check_paths: raises 23505 and names the first path if several owners have pages with one path.
create or replace function pgmatch.nods_check_paths()
returns void
language plpgsql
stable
set search_path from current
as $$
declare
  _paths text[] := array(
    select p.path from nods_page as p group by p.path having count(*) > 1 order by p.path
  );
begin
  if pg_catalog.cardinality(_paths) > 0 then
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format(
        '%s paths belong to several owners, for example %s', pg_catalog.cardinality(_paths), quote_literal(_paths[1])
      ),
      hint = 'Outside the mode owner, only one page can have a path. Delete or rename the others.';
  end if;
end;
$$;

comment on function pgmatch.nods_check_paths is
  'Raises 23505 if several owners have pages with one path, which only the mode owner allows.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_paths');
