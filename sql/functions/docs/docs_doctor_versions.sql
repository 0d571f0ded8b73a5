-- docs_doctor_versions: pages without a version, which the generator's purge leaves: null is not unequal to anything.
create or replace function pgmatch.docs_doctor_versions()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path from current
as $$
  select
    'warning',
    'table ' || pgmatch.full_name('page'),
    pg_catalog.format(
      '%s no version, %L for one: a generator that removes pages of other versions leaves them.',
      pgmatch.counted(count(*), 'page has', 'pages have'), min(p.path)
    ),
    array[
      pg_catalog.format(
        'update %s set version = ''00000000-0000-0000-0000-000000000000'' where version is null;',
        pgmatch.full_name('page')
      )
    ],
    false
  from page as p
  where p.version is null
  having count(*) > 0
$$;

comment on function pgmatch.docs_doctor_versions is
  'Pages have no version, so no refresh of a generator removes them.';

select pgmatch.register('docs', 'function', 'pgmatch.docs_doctor_versions');
