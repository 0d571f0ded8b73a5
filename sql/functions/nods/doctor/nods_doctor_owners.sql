-- nods_doctor_owners: in the mode owner, sections with another owner than their page, and triggers that are gone.
create or replace function pgmatch.nods_doctor_owners()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path from current
as $$
  select
    'error',
    'table ' || pgmatch.full_name(w.target),
    pg_catalog.format(
      'The trigger %s of the mode owner is %s.', w.name, case when t.oid is null then 'missing' else 'disabled' end
    ),
    array[pgmatch.access_statement(i.line)],
    true
  from (
    values
      ('nods_page'::regclass, 'pgmatch_check_parent'),
      ('nods_page', 'pgmatch_hand_over_sections'),
      ('nods_page_section', 'pgmatch_set_section_owner')
  ) as w (target, name)
  inner join pgmatch.install as i on i.line = 'nods' and i.access = 'owner'
  left join pg_trigger as t on t.tgrelid = w.target::oid and t.tgname = w.name
  where t.tgenabled is distinct from 'O'
  union all
  select
    'error',
    'table ' || pgmatch.full_name('nods_page_section'),
    pgmatch.counted(count(*), 'section has', 'sections have') || ' a different owner from their page.',
    array[
      pg_catalog.format(
        'update %s as s set owner_id = p.owner_id from %s as p'
        ' where p.id = s.page_id and s.owner_id is distinct from p.owner_id;',
        pgmatch.full_name('nods_page_section'),
        pgmatch.full_name('nods_page')
      )
    ],
    false
  from nods_page_section as s
  inner join nods_page as p on p.id = s.page_id
  inner join pgmatch.install as i on i.line = 'nods' and i.access = 'owner'
  where s.owner_id::text is distinct from p.owner_id::text
  having count(*) > 0
$$;

comment on function pgmatch.nods_doctor_owners is
  'In the access mode owner, sections and their pages may have different owners.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_doctor_owners');
