-- copy_column_settings: gives a column the privileges that another one has beside those of the table, and its comment,
-- statistics target and compression, in place of its own.
create or replace function pgmatch.copy_column_settings(target regclass, source name, copy name)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _from constant pg_attribute := (select a from pg_attribute as a where a.attrelid = target and a.attname = source);
  _to constant pg_attribute := (select a from pg_attribute as a where a.attrelid = target and a.attname = copy);
  _statement text;
begin
  for _statement in
    select format(
      'revoke all (%I) on %s from %s cascade',
      copy, target, case g.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end
    )
    from aclexplode(_to.attacl) as g
    union all
    select format(
      'grant %s (%I) on %s to %s%s',
      g.privilege_type, copy, target,
      case g.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end,
      case when g.is_grantable then ' with grant option' end
    )
    from aclexplode(_from.attacl) as g
    union all
    select format('comment on column %s.%I is %L', target, copy, col_description(target, _from.attnum))
    union all
    select format(
      'alter table %s alter %I set statistics %s, alter %2$I set compression %4$s',
      target, copy, coalesce(_from.attstattarget, -1),
      case _from.attcompression when 'p' then 'pglz' when 'l' then 'lz4' else 'default' end
    )
  loop
    execute _statement;
  end loop;
end;
$$;

comment on function pgmatch.copy_column_settings is
  'Gives a column the privileges, comment, statistics target and compression of another one.';

revoke all on function pgmatch.copy_column_settings from public;
