-- member_privileges: what public and each API role should have on the members of a line, under its access mode.
--
-- A tenant has the privileges of a writer on tables whose rows have an owner, and on anything but a table; on what is
-- shared it has those of a reader, on other tables none. It may not choose the id of a row, or it could take ids from
-- other tenants' next rows.
--
-- kind, name  of one member; all that somebody has not dropped if they are null
-- object      its oid
-- privileges  as pgmatch.granted returns them; null for none
create or replace function pgmatch.member_privileges(line text, kind text default null, name text default null)
returns table (kind text, name text, object oid, role name, privileges text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with audience (role, part) as materialized (
    select a.role, a.part from pgmatch.audience(line) as a
  )

  select
    m.kind,
    m.name,
    m.object,
    a.role,
    case a.part
      when 'writer' then m.writers
      when 'reader' then m.readers
      when 'tenant' then
        case
          when c.columns is not null
            then regexp_replace(m.writers, '(insert|update)', format(E'\\1 (%s)', c.columns), 'g')
          when m.shared then m.readers
          when m.kind <> 'table' then m.writers
        end
    end
  from pgmatch.line_members(line, kind, name) as m
  cross join (
    select p.role, p.part from audience as p
    union all
    select 'public', null where not exists (select 1 from audience as p where p.role = 'public')
  ) as a (role, part)
  left join lateral (
    select string_agg(quote_ident(t.attname), ', ' order by t.attnum) filter (where x.indexrelid is null)
    from pg_attribute as t
    -- a number that identifies a row comes from a sequence
    left join pg_index as x
      on x.indrelid = t.attrelid
      and (x.indisprimary or x.indisunique and t.attidentity <> '')
      and x.indnkeyatts = 1
      and x.indkey[0] = t.attnum
      and t.atttypid in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype)
    where t.attrelid = m.object and t.attnum > 0 and not t.attisdropped
    having bool_or(t.attname = m.owner)
  ) as c (columns) on m.kind = 'table'
  where m.object is not null
$$;

comment on function pgmatch.member_privileges is
  'What public and each API role should have on the members of a line, as pgmatch.granted writes it; null for nothing.';

revoke all on function pgmatch.member_privileges from public;
