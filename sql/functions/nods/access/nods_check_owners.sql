-- nods_check_owners: raises 55000 if the mode owner would lose data or show tenants each other's rows.
--
-- That is the case for sections whose owner is not that of their page; for unique indexes across owners, whose errors
-- reveal what others have; and for the user's own policies that give tenants every row. Other policies that add rows to
-- a tenant's may be intended, so each gets a warning.
create or replace function pgmatch.nods_check_owners()
returns void
language plpgsql
volatile
set search_path from current
as $$
declare
  _sections bigint[] := array(
    select s.id
    from nods_page_section as s
    inner join nods_page as p on p.id = s.page_id
    where s.owner_id is not null and s.owner_id::text is distinct from p.owner_id::text
    order by s.id
  );
  _unique text := (
    select x.indexrelid::regclass::text
    from pg_index as x
    where x.indrelid in ('nods_page'::regclass::oid, 'nods_page_section'::regclass::oid)
      and x.indisunique
      and not exists (
        select from pg_attribute as a
        where a.attrelid = x.indrelid
          and (
            a.attname = 'owner_id' and a.attnum = any(x.indkey)
            or a.attname = 'id' and x.indkey::text = a.attnum::text
          )
      )
      -- nods_apply_owners replaces it by one that includes the owner
      and not exists (
        select from pg_constraint as k
        inner join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] and k.conkey[2] is null
        where k.conindid = x.indexrelid and k.contype = 'u' and a.attname = 'path'
      )
    limit 1
  );
  _policy record;
begin
  if pg_catalog.cardinality(_sections) > 0 then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format(
        '%s another owner than the page: id %s',
        pgmatch.counted(pg_catalog.cardinality(_sections), 'section has', 'sections have'),
        _sections[1]
      ),
      hint = 'Set owner_id of the pages: in the mode owner, a section belongs to the owner of its page.';
  end if;
  if _unique is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format('the unique index %s would reveal to an owner what others have', _unique),
      hint = 'Drop it, or add owner_id as its first column.';
  end if;

  for _policy in
    select
      pg_catalog.format('%I on %s', p.polname, p.polrelid::regclass) as name,
      'true' in (pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as is_open
    from pg_policy as p
    where p.polrelid in ('nods_page'::regclass::oid, 'nods_page_section'::regclass::oid)
      and p.polpermissive
      and not starts_with(p.polname::text, 'pgmatch_')
      and exists (
        select from pg_catalog.unnest(p.polroles) as r (oid)
        inner join pgmatch.audience('nods') as a on a.part = 'tenant'
        where r.oid = 0 or pg_catalog.pg_has_role(a.role, r.oid, 'usage')
      )
    order by 2 desc, 1
  loop
    if _policy.is_open then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = pg_catalog.format('the policy %s gives every tenant all rows', _policy.name),
        hint = pg_catalog.format('Drop it first: drop policy %s;', _policy.name);
    end if;
    raise warning using
      message = pg_catalog.format('the policy %s stays and adds to the rows that a tenant can use', _policy.name),
      hint = 'Check that this is intended: Postgres combines permissive policies with "or".';
  end loop;
end;
$$;

comment on function pgmatch.nods_check_owners is
  'Raises 55000 if the mode owner would overwrite owners or show tenants the rows of others.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_owners');
