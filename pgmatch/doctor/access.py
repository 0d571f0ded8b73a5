"""Who may do what: privileges, row level security, policies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Row

from pgmatch.doctor.models import Finding, Patient, literal
from pgmatch.doctor.registry import check
from pgmatch.doctor.repair import running

_AUDIENCE = "select a.role, a.part from pgmatch.audience(:line) as a"
_MEMBERS = """
    select m.line, m.kind, m.name, m.readers, m.writers, coalesce(f.oid, c.oid) as oid,
      exists (
        select from pg_attribute as a
        where a.attrelid = c.oid and a.attname = 'owner_id' and not a.attisdropped
      ) as has_owner,
      array(
        select quote_ident(a.attname) from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname <> 'id'
      ) as columns
    from pgmatch.member as m
    inner join pgmatch.install as i on i.line = m.line
    left join pg_class as c
      on m.kind in ('table', 'sequence')
      and c.oid = to_regclass(
        case when strpos(m.name, '.') = 0 then quote_ident(i.schema_name) || '.' || m.name else m.name end
      )
    left join pg_proc as f
      on m.kind = 'function'
      and f.oid = to_regprocedure(
        case when strpos(split_part(m.name, '(', 1), '.') = 0
        then quote_ident(i.schema_name) || '.' || m.name else m.name end
      )
    where m.kind in ('table', 'sequence', 'function') and coalesce(f.oid, c.oid) is not null
"""
# Those of the line's schema that are members, and all of ours in the schema pgmatch, which is ours alone.
_ACTUAL = """
    select o.kind, o.name, o.oid, quote_ident(o.column_name) as column_name, a.privilege_type as privilege,
      case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee) end as grantee
    from (
      select 'function' as kind, p.oid::regprocedure::text as name, p.oid, null as column_name,
        coalesce(p.proacl, acldefault('f', p.proowner)) as acl, p.proowner as owner
      from pg_proc as p where p.oid = any(cast(:oids as oid[])) or p.pronamespace = to_regnamespace('pgmatch')
      union all
      select case c.relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass::text, c.oid, null,
        c.relacl, c.relowner
      from pg_class as c
      where c.relkind in ('r', 'S')
        and (c.oid = any(cast(:oids as oid[])) or c.relnamespace = to_regnamespace('pgmatch'))
      union all
      select 'table', c.oid::regclass::text, c.oid, t.attname, t.attacl, c.relowner
      from pg_attribute as t inner join pg_class as c on c.oid = t.attrelid
      where c.relkind = 'r' and t.attacl is not null
        and (c.oid = any(cast(:oids as oid[])) or c.relnamespace = to_regnamespace('pgmatch'))
      union all
      select 'schema', quote_ident(n.nspname), n.oid, null, n.nspacl, n.nspowner
      from pg_namespace as n where n.nspname = 'pgmatch'
    ) as o
    cross join lateral aclexplode(o.acl) as a
    where a.grantee <> o.owner
"""
_SCHEMAS = """
    select quote_ident(n.nspname) as name, n.nspname as schema, r.role
    from unnest(cast(:roles as text[])) as r (role)
    cross join pg_namespace as n
    where n.nspname in (
      select :schema union all
      select x.nspname from pg_extension as e inner join pg_namespace as x on x.oid = e.extnamespace
      where e.extname = 'vector'
    )
    and not has_schema_privilege(r.role, n.oid, 'usage')
"""
_CREATORS = """
    select quote_ident(n.nspname) as name,
      case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as role
    from pg_namespace as n cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
    where n.nspname = :schema and a.privilege_type = 'CREATE'
      and (a.grantee = 0 or pg_get_userbyid(a.grantee) in ('anon', 'authenticated'))
"""
_TABLES = """
    select c.oid, c.oid::regclass::text as bare_name, format('%I.%I', n.nspname, c.relname) as name,
      c.relrowsecurity as is_on
    from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind = 'r'
      and (n.nspname = :schema and c.relname in ('nods_page', 'nods_page_section') or n.nspname = 'pgmatch')
    order by c.relname
"""
# Of roles that may read a table and for which row level security holds: those whom no policy lets see a row.
_BLIND = """
    select r.rolname as role, quote_ident(r.rolname) as quoted
    from pg_roles as r
    where has_table_privilege(r.oid, :table, 'select') and not r.rolsuper and not r.rolbypassrls
      and not pg_has_role(r.oid, (select c.relowner from pg_class as c where c.oid = :table), 'usage')
      -- not everybody who may read all data of the server
      and (
        r.rolname in (current_user, 'anon', 'authenticated', 'service_role', 'pgmatch_user')
        or exists (
          select from pg_class as c cross join lateral aclexplode(c.relacl) as a
          where c.oid = :table and a.grantee = r.oid
        )
      )
      and not exists (
        select from pg_policy as p cross join lateral unnest(p.polroles) as o (role)
        where p.polrelid = :table and p.polpermissive and p.polcmd in ('r', '*')
          and (o.role = 0 or pg_has_role(r.oid, o.role, 'usage'))
      )
"""
_POLICIES = """
    select p.polname as name, p.polcmd as command, p.polpermissive as is_permissive,
      array(
        select case o.role when 0 then 'public' else pg_get_userbyid(o.role) end
        from unnest(p.polroles) as o (role)
      ) as roles,
      pg_get_expr(p.polqual, p.polrelid) as reading, pg_get_expr(p.polwithcheck, p.polrelid) as writing
    from pg_policy as p where p.polrelid = :table
"""
_IS_MINE = re.compile(r"\(owner_id = \( SELECT \(?pgmatch\.current_owner\(\)\)?(::\w+)? AS current_owner\)\)")
_OF_TENANTS = tuple(f"pgmatch_tenants_{command}" for command in ("select", "insert", "update", "delete"))
_PART = re.compile(r"(?P<privilege>\w+)(?: \((?P<columns>[^)]*)\))?(?:, )?")

# (kind, name) of an object, its column if the privilege is on one, who has it, and what
_Privilege = tuple[tuple[str, int], str | None, str, str]


@check("Nobody lacks what the access mode gives", needs="owner")
def grants_lost(patient: Patient) -> Iterator[Finding]:
    """Yield the objects that a role of the access mode may not use as the mode says."""
    expected, _ = _expected(patient)
    missing = expected - _of_api(patient)
    names = _names(patient)
    by_object: dict[str, list[str]] = defaultdict(list)
    for key, column, role, privilege in sorted(missing, key=str):
        by_object[names.get(key, key[0])].append(_words(column, role, privilege))
    for row in _closed_schemas(patient):
        by_object[f"schema {row.name}"].append(f"{row.role}: usage")
    for name, lost in by_object.items():
        yield _of_mode(
            patient, name, f"The mode {patient.line.access} gives what is missing: {'; '.join(lost)}."
        )


@check("Nobody has more than the access mode gives", needs="owner")
def grants_extra(patient: Patient) -> Iterator[Finding]:
    """Yield the objects that public or a role of the API may use beyond what the access mode says."""
    expected, _ = _expected(patient)
    extra = _of_api(patient) - expected
    names = _names(patient)
    by_object: dict[str, list[str]] = defaultdict(list)
    for key, column, role, privilege in sorted(extra, key=str):
        by_object[names[key]].append(_words(column, role, privilege))
    for name, gained in by_object.items():
        yield _of_mode(patient, name, f"Beyond the mode {patient.line.access} there is: {'; '.join(gained)}.")


@check("Which other roles may use what is ours", needs="owner")
def grants_others(patient: Patient) -> Iterator[Finding]:
    """Yield the roles that are neither owner nor of the API, with what they may do."""
    _, roles = _expected(patient)
    names = _names(patient)
    by_role: dict[str, set[str]] = defaultdict(set)
    for row in _actual(patient):
        if row.grantee not in roles:
            by_role[row.grantee].add(names[row.kind, row.oid])
    for role, objects in sorted(by_role.items()):
        some = ", ".join(sorted(objects)[:3])
        rest = f" and {len(objects) - 3} more" if len(objects) > 3 else ""
        yield Finding(
            "info",
            f"role {role}",
            f"May use {some}{rest}; the access mode does not rule this role.",
        )


@check("Not everybody may create functions beside ours")
def schema_open(patient: Patient) -> Iterator[Finding]:
    """Yield who may put a function that fits better into the schema of ours, to be run by who searches."""
    for row in patient.connection.execute(text(_CREATORS), {"schema": patient.line.schema_name}):
        statement = f"revoke create on schema {row.name} from {row.role};"
        yield Finding(
            "warning",
            f"schema {row.name}",
            f"{row.role} may create there: a function that fits a call better than ours would be run by"
            " everybody who searches.",
            (statement,),
            running(statement),
        )


@check("Row level security is on")
def rls_off(patient: Patient) -> Iterator[Finding]:
    """Yield the tables without row level security."""
    for table in _tables(patient):
        if not table.is_on:
            statement = f"alter table {table.name} enable row level security;"
            yield Finding(
                "error",
                f"table {table.name}",
                "Row level security is off: who may read the table reads every row, whatever policies say.",
                (statement,),
                running(statement),
            )


@check("Whoever may read has a policy that lets rows through")
def rls_no_policy(patient: Patient) -> Iterator[Finding]:
    """Yield the roles that get empty answers and no error."""
    for table in _tables(patient):
        if not table.is_on or table.name.startswith("pgmatch."):
            continue
        for row in patient.connection.execute(text(_BLIND), {"table": table.oid}):
            evidence = (
                f"{row.role} may read it, and no policy lets it see a row: answers are empty, without error."
            )
            if row.role in ("anon", "authenticated", "service_role", "pgmatch_user"):
                yield _of_mode(patient, f"table {table.name}", evidence)
            else:
                name = f'"{row.role} reads"'
                yield Finding(
                    "warning",
                    f"table {table.name}",
                    evidence,
                    (f"create policy {name} on {table.name} for select to {row.quoted} using (true);",),
                )


@check("Policies are those of the access mode", needs="owner")
def policies(patient: Patient) -> Iterator[Finding]:
    """Yield the tables whose policies of ours differ from the mode, or are widened by others."""
    for member in _members(patient):
        if member.kind != "table":
            continue
        parts = _parts(patient, member.line)
        rows = patient.connection.execute(text(_POLICIES), {"table": member.oid}).all()
        ours = {row.name: row for row in rows if row.name.startswith("pgmatch_")}
        if wrong := _wrong_policies(member, parts, ours):
            yield _of_mode(
                patient,
                f"table {member.name}",
                f"Not as the mode {patient.line.access} has them: {', '.join(wrong)}.",
            )
        if member.has_owner:
            yield from _widening(member, parts, [row for row in rows if row.name not in ours])


def _wrong_policies(member: Row[Any], parts: dict[str, str | None], ours: dict[str, Row[Any]]) -> list[str]:
    expected = _expected_policies(member, parts)
    wrong = [name for name in ours if not expected.get(name)]
    for name, roles in expected.items():
        policy = ours.get(name)
        if roles and not (policy and set(policy.roles) == roles and _says(policy)):
            wrong.append(name)
    return sorted(wrong)


def _expected_policies(member: Row[Any], parts: dict[str, str | None]) -> dict[str, set[str]]:
    """Return the roles of each policy, as pgmatch.apply_policies makes them."""
    by_part: dict[str | None, set[str]] = defaultdict(set)
    for role, part in parts.items():
        by_part[part].add(role)
    reading = by_part["reader"] | (set() if member.has_owner else by_part["tenant"])
    owning = by_part["tenant"] if member.has_owner and member.writers else set()
    return {
        "pgmatch_readers": reading if member.readers else set(),
        "pgmatch_writers": by_part["writer"] if member.writers else set(),
        **dict.fromkeys(_OF_TENANTS, owning),
    }


def _says(policy: Row[Any]) -> bool:
    conditions = [condition for condition in (policy.reading, policy.writing) if condition is not None]
    if policy.name in _OF_TENANTS:
        return bool(conditions) and all(_IS_MINE.fullmatch(condition) for condition in conditions)
    return bool(policy.is_permissive) and set(conditions) == {"true"}


def _widening(table: Row[Any], parts: dict[str, str | None], others: list[Row[Any]]) -> Iterator[Finding]:
    tenants = {role for role, part in parts.items() if part == "tenant"} | {"public"}
    for policy in others:
        if policy.is_permissive and tenants & set(policy.roles):
            yield Finding(
                "warning",
                f"policy {policy.name} on {table.name}",
                "Is permissive, and so shows tenants rows besides their own: policies add up.",
                (
                    f'drop policy "{policy.name}" on {table.name};'
                    " -- and create it again `as restrictive`, if it is to narrow",
                ),
            )


def _of_mode(patient: Patient, name: str, evidence: str) -> Finding:
    """Return a finding that applying the access mode again repairs."""
    statement = f"select pgmatch.set_access({literal(patient.line.access)});"
    return Finding("error", name, evidence, (statement,), running(statement))


def _words(column: str | None, role: str, privilege: str) -> str:
    return f"{role}: {privilege}{f' ({column})' if column else ''}"


def _parts(patient: Patient, line: str) -> dict[str, str | None]:
    return {row.role: row.part for row in patient.connection.execute(text(_AUDIENCE), {"line": line})}


def _expected(patient: Patient) -> tuple[set[_Privilege], set[str]]:
    """Return what the access mode gives to whom, and the roles that it rules."""
    expected: set[_Privilege] = set()
    ruled = {"public"}
    for line in patient.lines:
        parts = _parts(patient, line.name)
        ruled |= set(parts)
        expected |= {(("schema", 0), None, role, "usage") for role, part in parts.items() if part}
        for member in _members(patient):
            if member.line != line.name:
                continue
            for role, part in parts.items():
                for column, privilege in _privileges(member, part):
                    expected.add(((member.kind, member.oid), column, role, privilege))
    return expected, ruled


def _privileges(member: Row[Any], part: str | None) -> Iterator[tuple[str | None, str]]:
    """Yield what the mode gives to a part of the audience, as pgmatch.apply_access does."""
    given = {"writer": member.writers, "reader": member.readers, "tenant": member.writers}.get(part or "")
    is_narrow = part == "tenant" and member.kind == "table"
    if is_narrow and not member.has_owner:
        given = member.readers
    for match in _PART.finditer(given or ""):
        columns = match["columns"].split(", ") if match["columns"] else [None]
        if is_narrow and member.has_owner and match["privilege"] in ("insert", "update"):
            columns = member.columns
        for column in columns:
            yield column, match["privilege"]


def _of_api(patient: Patient) -> set[_Privilege]:
    """Return what public and the roles of the API have."""
    _, ruled = _expected(patient)
    return {
        (
            (row.kind, 0 if row.kind == "schema" else row.oid),
            row.column_name,
            row.grantee,
            row.privilege.lower(),
        )
        for row in _actual(patient)
        if row.grantee in ruled
    }


def _actual(patient: Patient) -> list[Row[Any]]:
    oids = [member.oid for member in _members(patient)]
    return list(patient.connection.execute(text(_ACTUAL), {"oids": oids}).all())


def _members(patient: Patient) -> list[Row[Any]]:
    connection = patient.connection
    # where the types of arguments are looked for
    connection.execute(
        text("select set_config('search_path', :path, true)"), {"path": patient.line.path or "pg_catalog"}
    )
    return list(connection.execute(text(_MEMBERS)).all())


def _names(patient: Patient) -> dict[tuple[str, int], str]:
    names = {(row.kind, row.oid): f"{row.kind} {row.name}" for row in _actual(patient)}
    names |= {(member.kind, member.oid): f"{member.kind} {member.name}" for member in _members(patient)}
    return {**names, ("schema", 0): "schema pgmatch"}


def _closed_schemas(patient: Patient) -> list[Row[Any]]:
    roles = [role for role, part in _parts(patient, "nods").items() if part]
    given = {"roles": roles, "schema": patient.line.schema_name}
    return list(patient.connection.execute(text(_SCHEMAS), given).all())


def _tables(patient: Patient) -> list[Row[Any]]:
    given = {"schema": patient.line.schema_name}
    return list(patient.connection.execute(text(_TABLES), given).all())
