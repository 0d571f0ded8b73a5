-- register: records an object as a member of a line and gives it its privileges.
--
-- kind     'table', 'sequence', 'function' or 'index'
-- name     as found on the line's pinned path; of a function in a schema of the user's, where another may have the same
--          name, with its argument types
-- readers  privileges of the roles that may search; null for none
-- writers  privileges of the roles that may ingest; null for none
-- owner    column of a table that holds the owner of a row, in the access mode owner; null for none
-- shared   whether all users may read the same rows of a table in that mode; of a function, whether it concerns the
--          rows of all users, so that in that mode they may call it only as readers
--
-- A function that somebody else made keeps its owner when it is replaced, and that role could change it later. So it
-- is given to the owner of the record, unless its owner has the rights of that role, and its privileges are revoked.
--
-- A table with neither is closed to users in the mode owner, see pgmatch.check_owners.
--
-- What the API roles could do with a table or a sequence before is kept, for pgmatch.former_privileges.
--
-- In a revision, objects get their privileges from pgmatch.finish_run, all at once.
create or replace function pgmatch.register(
  line text,
  kind text,
  name text,
  readers text default null,
  writers text default null,
  owner name default null,
  shared boolean default false
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _owner constant oid := (select c.relowner from pg_class as c where c.oid = 'pgmatch.member'::regclass::oid);
  _function regprocedure;
  _grantee name;
begin
  insert into pgmatch.member as m (line, kind, name, readers, writers, owner, shared, granted)
  values (
    register.line, register.kind, register.name, register.readers, register.writers, register.owner, register.shared,
    case when kind in ('table', 'sequence') then (
      select coalesce(jsonb_object_agg(g.role, g.privileges), '{}')
      from pgmatch.granted(array[pgmatch.member_oid(line, kind, name)]) as g
      where g.role = 'public' or g.role in (select pgmatch.api_roles())
    ) end
  )
  on conflict on constraint member_pkey do update set
    readers = excluded.readers,
    writers = excluded.writers,
    owner = excluded.owner,
    shared = excluded.shared,
    -- the first time, they were not yet pgmatch's
    granted = coalesce(m.granted, excluded.granted);

  if kind = 'index' then
    perform pgmatch.check_index(line, name);
  elsif kind = 'function' then
    select p.oid
    into _function
    from pg_proc as p
    where p.oid = pgmatch.member_oid(line, kind, name) and not pg_has_role(p.proowner, _owner, 'usage');
    if _function is not null then
      execute format('alter function %s owner to %I', _function, pg_get_userbyid(_owner));
      for _grantee in
        select distinct r.rolname
        from pg_proc as p
        cross join aclexplode(p.proacl) as a
        inner join pg_roles as r on r.oid = a.grantee
        where p.oid = _function and a.grantee <> _owner
      loop
        execute format('revoke all on function %s from %I cascade', _function, _grantee);
      end loop;
    end if;
  end if;

  if concat(current_setting('pgmatch.revision', true), current_setting('pgmatch.run', true)) = '' then
    perform pgmatch.apply_access(register.line, register.kind, register.name);
  end if;
end;
$$;

comment on function pgmatch.register is
  'Records an object as a member of a line, with the privileges of readers and writers, and applies them.';

revoke all on function pgmatch.register from public;
