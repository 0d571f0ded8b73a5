-- member_privileges: what public and each API role should have on a member of a line, under its access mode.
--
-- A tenant has the privileges of a writer on tables whose rows have an owner, and on anything but a table; on shared
-- tables it has those of a reader, on others none. It may not choose the id of a row, or it could take ids from other
-- tenants' next rows.
--
-- object      the oid of the member
-- privileges  as pgmatch.granted returns them; null for none
create or replace function pgmatch.member_privileges(line text, kind text, name text, object oid)
returns table (role name, privileges text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select 'public'::name, null
  where not exists (select 1 from pgmatch.audience(member_privileges.line) as a where a.role = 'public')
  union all
  select
    a.role,
    case a.part
      when 'writer' then m.writers
      when 'reader' then m.readers
      when 'tenant' then
        case
          when m.kind <> 'table' then m.writers
          when c.columns is not null
            then regexp_replace(m.writers, '(insert|update)', format('\1 (%s)', c.columns), 'g')
          when m.shared then m.readers
        end
    end
  from pgmatch.member as m
  cross join lateral pgmatch.audience(m.line) as a
  left join lateral (
    select string_agg(quote_ident(t.attname), ', ' order by t.attnum) filter (where x.indexrelid is null)
    from pg_attribute as t
    -- a number that identifies a row comes from a sequence
    left join pg_index as x
      on x.indrelid = t.attrelid
      and x.indisprimary
      and x.indnkeyatts = 1
      and x.indkey[0] = t.attnum
      and t.atttypid in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype)
    where t.attrelid = member_privileges.object and t.attnum > 0 and not t.attisdropped
    having bool_or(t.attname = m.owner)
  ) as c (columns) on m.kind = 'table'
  where m.line = member_privileges.line and m.kind = member_privileges.kind and m.name = member_privileges.name
$$;

comment on function pgmatch.member_privileges is
  'What public and each API role should have on a member of a line, as pgmatch.granted writes it; null for nothing.';

revoke all on function pgmatch.member_privileges from public;
