"""Who may do what: the privileges of the access mode, and beyond."""

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
      (
        select format('%I.%I', n.nspname, c.relname) from pg_namespace as n where n.oid = c.relnamespace
      ) as full_name,
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
    cross join lateral (
      select case when strpos(split_part(m.name, '(', 1), '.') = 0
        then quote_ident(i.schema_name) || '.' || m.name else m.name end as name
    ) as q
    -- in a case: PostgreSQL 15 raises an error for the name of another kind, and "and" has no order
    left join pg_class as c on c.oid = case when m.kind in ('table', 'sequence') then to_regclass(q.name) end
    left join pg_proc as f on f.oid = case m.kind when 'function' then to_regprocedure(q.name) end
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
    select quote_ident(n.nspname) as name, quote_ident(r.role) as role,
      has_schema_privilege(n.oid, 'usage with grant option') as may_grant
    from unnest(cast(:roles as text[])) as r (role)
    cross join pg_namespace as n
    where n.nspname in (
      select :schema union all
      select x.nspname from pg_extension as e inner join pg_namespace as x on x.oid = e.extnamespace
      where e.extname = 'vector'
    )
    and not has_schema_privilege(r.role, n.oid, 'usage')
"""
_PART = re.compile(r"(?P<privilege>\w+)(?: \((?P<columns>[^)]*)\))?(?:, )?")

# (kind, name) of an object, its column if the privilege is on one, who has it, and what
_Privilege = tuple[tuple[str, int], str | None, str, str]


@check("Every role has the privileges that the access mode needs", needs="owner")
def grants_lost(patient: Patient) -> Iterator[Finding]:
    """Yield the objects that a role of the access mode may not use as the mode says."""
    expected, _ = _expected(patient)
    missing = expected - _of_api(patient)
    names = _names(patient)
    by_object: dict[str, list[str]] = defaultdict(list)
    for key, column, role, privilege in sorted(missing, key=str):
        by_object[names.get(key, key[0])].append(_words(column, role, privilege))
    for row in _closed_schemas(patient):
        if row.may_grant:
            by_object[f"schema {row.name}"].append(f"{row.role}: usage")
        else:
            # set_access would only be warned that nothing was granted
            yield Finding(
                "error",
                f"schema {row.name}",
                f"The mode {patient.line.access} needs these missing privileges: {row.role}: usage."
                f" Another role owns the schema, so {patient.server.role} may not grant it.",
                (f"grant usage on schema {row.name} to {row.role};",),
            )
    for name, lost in by_object.items():
        yield of_mode(
            patient,
            name,
            f"The mode {patient.line.access} needs these missing privileges: {'; '.join(lost)}.",
        )


@check("No role has more privileges than the access mode allows", needs="owner")
def grants_extra(patient: Patient) -> Iterator[Finding]:
    """Yield the objects that public or a role of the API may use beyond what the access mode says."""
    expected, _ = _expected(patient)
    extra = _of_api(patient) - expected
    names = _names(patient)
    by_object: dict[str, list[str]] = defaultdict(list)
    for key, column, role, privilege in sorted(extra, key=str):
        by_object[names[key]].append(_words(column, role, privilege))
    for name, gained in by_object.items():
        yield of_mode(
            patient,
            name,
            f"The mode {patient.line.access} does not allow these privileges: {'; '.join(gained)}.",
        )


@check("Which other roles have privileges", needs="owner")
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
            f"Has privileges on {some}{rest}. The access mode does not manage this role.",
        )


def of_mode(patient: Patient, name: str, evidence: str) -> Finding:
    """Return a finding that applying the access mode again repairs."""
    statement = f"select pgmatch.set_access({literal(patient.line.access)});"
    return Finding("error", name, evidence, (statement,), running(statement))


def _words(column: str | None, role: str, privilege: str) -> str:
    return f"{role}: {privilege}{f' ({column})' if column else ''}"


def parts(patient: Patient, line: str) -> dict[str, str | None]:
    """Return what the access mode of a line makes of each role of the API."""
    return {row.role: row.part for row in patient.connection.execute(text(_AUDIENCE), {"line": line})}


def _expected(patient: Patient) -> tuple[set[_Privilege], set[str]]:
    """Return what the access mode gives to whom, and the roles that it rules."""
    expected: set[_Privilege] = set()
    ruled = {"public"}
    for line in patient.lines:
        of_line = parts(patient, line.name)
        ruled |= set(of_line)
        expected |= {(("schema", 0), None, role, "usage") for role, part in of_line.items() if part}
        for member in members(patient):
            if member.line != line.name:
                continue
            for role, part in of_line.items():
                for column, privilege in _privileges(member, part):
                    expected.add(((member.kind, member.oid), column, role, privilege))
    return expected, ruled


def _privileges(member: Row[Any], part: str | None) -> Iterator[tuple[str | None, str]]:
    """Yield what the mode gives to a part of the audience, as pgmatch.member_changes does."""
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
    oids = [member.oid for member in members(patient)]
    return list(patient.connection.execute(text(_ACTUAL), {"oids": oids}).all())


def members(patient: Patient) -> list[Row[Any]]:
    """Return the tables, sequences and functions of the record that are there, with their privileges."""
    connection = patient.connection
    # where the types of arguments are looked for
    connection.execute(
        text("select set_config('search_path', :path, true)"), {"path": patient.line.path or "pg_catalog"}
    )
    return list(connection.execute(text(_MEMBERS)).all())


def _names(patient: Patient) -> dict[tuple[str, int], str]:
    names = {(row.kind, row.oid): f"{row.kind} {row.name}" for row in _actual(patient)}
    names |= {(member.kind, member.oid): f"{member.kind} {member.name}" for member in members(patient)}
    return {**names, ("schema", 0): "schema pgmatch"}


def _closed_schemas(patient: Patient) -> list[Row[Any]]:
    roles = [role for role, part in parts(patient, "nods").items() if part]
    given = {"roles": roles, "schema": patient.line.schema_name}
    return list(patient.connection.execute(text(_SCHEMAS), given).all())
