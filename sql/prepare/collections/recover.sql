-- If the record was lost, takes schema and access mode from the objects of the earlier install, unless they were given.
--
-- The type collection_summary shows that pgmatch created the objects; policies show the mode. Those of a stranger show
-- nothing. The collections are adopted like those of others, so a downgrade keeps them.
do $$
declare
  _schema constant text := (
    select n.nspname
    from pg_type as t
    inner join pg_namespace as n on n.oid = t.typnamespace
    where t.typname = 'collection_summary'
      and pg_has_role(t.typowner, current_user, 'usage') and pg_has_role(n.nspowner, current_user, 'usage')
    order by n.nspname
    limit 1
  );
  _access constant text := (
    select max(case p.polname when 'pgmatch_readers' then 'public_read' else 'owner' end)
    from pg_policy as p
    inner join pg_class as c on c.oid = p.polrelid
    where c.relnamespace = to_regnamespace('vecs')
      and pg_has_role(c.relowner, current_user, 'usage')
      and p.polname in ('pgmatch_readers', 'pgmatch_tenants_select')
  );
begin
  if _schema is not null and nullif(current_setting('pgmatch.schema', true), '') is null then
    perform set_config('pgmatch.schema', _schema, true);
  end if;
  if _access is not null and nullif(current_setting('pgmatch.access', true), '') is null then
    perform set_config('pgmatch.access', _access, true);
  end if;
end;
$$;
