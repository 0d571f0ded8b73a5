-- nods_doctor_search_outdated: functions of pgmatch.nods_walks that are missing, or do not fit the present index.
create or replace function pgmatch.nods_doctor_search_outdated()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'error',
    'function ' || w.signature,
    case
      when p.oid is null then 'Is missing, so searches fail.'
      else 'Was made for another index or number of dimensions, or somebody has changed it.'
    end,
    '{select pgmatch.refresh_searches();}'::text[],
    true
  from pgmatch.nods_walks() as w
  left join pg_proc as p on p.oid = pgmatch.member_oid('nods', 'function', w.signature)
  where not w.is_current
    -- those made for an index that is gone are made anew by the fix of index_missing
    and (
      p.prosrc like '%pgmatch.is_fast(%'
      and not exists (
        select 1
        from pgmatch.search as s
        cross join lateral pgmatch.search_index(s.target, s.embedding, s.metric) as i
        where s.line = 'nods' and i.index is not null
      )
    ) is not true
$$;

comment on function pgmatch.nods_doctor_search_outdated is
  'A search function of the sections is missing, or was made for another index than there is.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_doctor_search_outdated');
