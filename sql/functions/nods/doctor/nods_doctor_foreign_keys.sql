-- nods_doctor_foreign_keys: the foreign keys of pages and sections that are gone or not validated.
create or replace function pgmatch.nods_doctor_foreign_keys()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path from current
as $$
  select
    'error',
    'table ' || pgmatch.full_name(w.child),
    case
      when k.name is null then w.column_name || ' refers to pages, but has no foreign key.'
      else pg_catalog.format(
        'The foreign key %s was never validated: older rows may refer to pages that do not exist.', k.name
      )
    end,
    -- two steps, so that nobody waits while the rows are looked at
    pg_catalog.array_remove(
      array[
        case
          when k.name is null then pg_catalog.format(
            'alter table %s add constraint %s foreign key (%s) references %s%s not valid;',
            pgmatch.full_name(w.child),
            w.name,
            w.column_name,
            pgmatch.full_name('nods_page'),
            w.action
          )
        end,
        pg_catalog.format(
          'alter table %s validate constraint %s;', pgmatch.full_name(w.child), coalesce(k.name, w.name)
        )
      ],
      null
    ),
    true
  from (
    values
      ('nods_page'::regclass, 'parent_page_id', 'nods_page_parent_page_id_fkey', ''),
      ('nods_page_section', 'page_id', 'nods_page_section_page_id_fkey', ' on delete cascade')
  ) as w (child, column_name, name, action)
  left join lateral (
    select pg_catalog.quote_ident(f.conname), f.convalidated
    from pg_constraint as f
    inner join pg_attribute as a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    where f.contype = 'f'
      and f.conrelid = w.child::oid
      and f.conkey[2] is null
      and f.confrelid = 'nods_page'::regclass::oid
      and a.attname = w.column_name
    order by f.convalidated desc
    limit 1
  ) as k (name, is_valid) on true
  where k.is_valid is not true
$$;

comment on function pgmatch.nods_doctor_foreign_keys is
  'A foreign key of pages or sections is missing or was never validated.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_doctor_foreign_keys');
