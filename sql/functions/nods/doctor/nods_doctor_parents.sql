-- nods_doctor_parents: rows that refer to no page, and cycles of parents.
create or replace function pgmatch.nods_doctor_parents()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path from current
as $$
  select
    'error',
    'table ' || pgmatch.full_name('nods_page'),
    pg_catalog.format(
      '%s a parent that does not exist, for example page %s.',
      pgmatch.counted(count(*), 'page has', 'pages have'),
      min(c.parent_page_id)
    ),
    array[
      pg_catalog.format(
        'update %1$s as c set parent_page_id = null where parent_page_id is not null'
        ' and not exists (select from %1$s as p where p.id = c.parent_page_id);',
        pgmatch.full_name('nods_page')
      )
    ],
    false
  from nods_page as c
  where c.parent_page_id is not null and not exists (select 1 from nods_page as p where p.id = c.parent_page_id)
  having count(*) > 0
  union all
  select
    'error',
    'table ' || pgmatch.full_name('nods_page_section'),
    pg_catalog.format(
      '%s to a page that does not exist, for example page %s.',
      pgmatch.counted(count(*), 'section belongs', 'sections belong'),
      min(c.page_id)
    ),
    array[
      pg_catalog.format(
        'delete from %s as c where not exists (select from %s as p where p.id = c.page_id);',
        pgmatch.full_name('nods_page_section'),
        pgmatch.full_name('nods_page')
      )
    ],
    false
  from nods_page_section as c
  where c.page_id is not null and not exists (select 1 from nods_page as p where p.id = c.page_id)
  having count(*) > 0
  union all
  select
    'error',
    'table ' || pgmatch.full_name('nods_page'),
    pg_catalog.format(
      '%s cycles of parents, for example through %L.', count(*), (pg_catalog.array_agg(p.path order by p.id))[1]
    ),
    array[
      pg_catalog.format(
        'update %s set parent_page_id = null where id in (%s);',
        pgmatch.full_name('nods_page'),
        string_agg(p.id::text, ', ' order by p.id)
      )
    ],
    false
  from pgmatch.nods_parent_cycles() as c (page_id)
  inner join nods_page as p on p.id = c.page_id
  having count(*) > 0
$$;

comment on function pgmatch.nods_doctor_parents is
  'Rows belong to pages that do not exist, or pages are their own ancestors.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_doctor_parents');
