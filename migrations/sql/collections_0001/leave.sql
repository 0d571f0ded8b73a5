-- Leaves the tables of others as they were found: builds indexes that are suspended, drops the index on metadata that
-- pgmatch made, and gives the roles of an API the privileges that they had. Row level security stays enabled.
select pgmatch.lock_line('collections');

select pgmatch.collections_forget();

do $$
declare
  _statement text;
begin
  perform pgmatch.resume_indexes(s.target)
  from pgmatch.line_members('collections', 'table') as m
  inner join pgmatch.suspended_index as s on s.target = m.object
  inner join pgmatch.member as r on r.line = 'collections' and r.kind = 'table' and r.name = m.name and r.adopted
  group by s.target;
  delete from pgmatch.suspended_index as s
  where s.target in (select r.target from pgmatch.search as r where r.line = 'collections');

  for _statement in
    select format('drop index if exists %s', m.name)
    from pgmatch.member as m
    where m.line = 'collections' and m.kind = 'index'
    union all
    select format('revoke all on %s from %s', m.name, r.role)
    from pgmatch.member as m
    cross join (
      select 'public' as role union all select quote_ident(a.name) from pgmatch.api_roles() as a (name)
    ) as r
    where m.line = 'collections' and m.kind = 'table' and m.adopted and to_regclass(m.name) is not null
    union all
    select format(
      'grant %s on %s to %s%s',
      a.privilege_type,
      m.name,
      case a.grantee when 0 then 'public' else quote_ident(r.rolname) end,
      case when a.is_grantable and a.grantee <> 0 then ' with grant option' end
    )
    from pgmatch.member as m
    cross join lateral aclexplode(m.replaced_acl::aclitem[]) as a
    left join pg_roles as r on r.oid = a.grantee
    where m.line = 'collections' and m.kind = 'table' and m.adopted and to_regclass(m.name) is not null
      and (a.grantee = 0 or r.rolname in (select pgmatch.api_roles()))
  loop
    execute _statement;
  end loop;
end;
$$;
