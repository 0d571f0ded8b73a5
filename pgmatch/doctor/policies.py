"""Row level security and its policies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Row

from pgmatch.doctor.access import members, of_mode, parts
from pgmatch.doctor.models import Finding, Patient
from pgmatch.doctor.registry import check

_POLICIES = """
    select p.polname as name, quote_ident(p.polname) as quoted, p.polcmd as command,
      p.polpermissive as is_permissive,
      array(
        select case o.role when 0 then 'public' else pg_get_userbyid(o.role) end
        from unnest(p.polroles) as o (role)
      ) as roles,
      pg_get_expr(p.polqual, p.polrelid) as reading, pg_get_expr(p.polwithcheck, p.polrelid) as writing
    from pg_policy as p where p.polrelid = :table
"""
_IS_MINE = re.compile(r"\(owner_id = \( SELECT \(?pgmatch\.current_owner\(\)\)?(::\w+)? AS current_owner\)\)")
_OF_TENANTS = tuple(f"pgmatch_tenants_{command}" for command in ("select", "insert", "update", "delete"))


@check("Policies match the access mode", needs="owner")
def policies(patient: Patient) -> Iterator[Finding]:
    """Yield the tables whose policies of ours differ from the mode, or are widened by others."""
    for member in members(patient):
        if member.kind != "table":
            continue
        of_line = parts(patient, member.line)
        rows = patient.connection.execute(text(_POLICIES), {"table": member.oid}).all()
        ours = {row.name: row for row in rows if row.name.startswith("pgmatch_")}
        if wrong := _wrong_policies(member, of_line, ours):
            yield of_mode(
                patient,
                f"table {member.name}",
                f"These policies differ from the mode {patient.line.access}: {', '.join(wrong)}.",
            )
        if member.has_owner:
            yield from _widening(member, of_line, [row for row in rows if row.name not in ours])


def _wrong_policies(member: Row[Any], of_line: dict[str, str | None], ours: dict[str, Row[Any]]) -> list[str]:
    expected = _expected_policies(member, of_line)
    wrong = [name for name, policy in ours.items() if not (expected.get(name) or _is_nobody(policy))]
    for name, roles in expected.items():
        policy = ours.get(name)
        if roles and not (policy and set(policy.roles) == roles and _says(policy)):
            wrong.append(name)
    return sorted(wrong)


def _expected_policies(member: Row[Any], of_line: dict[str, str | None]) -> dict[str, set[str]]:
    """Return the roles of each policy, as pgmatch.policy_changes makes them."""
    by_part: dict[str | None, set[str]] = defaultdict(set)
    for role, part in of_line.items():
        by_part[part].add(role)
    reading = by_part["reader"] | (set() if member.has_owner else by_part["tenant"])
    owning = by_part["tenant"] if member.has_owner and member.writers else set()
    return {
        "pgmatch_readers": reading if member.readers else set(),
        "pgmatch_writers": by_part["writer"] if member.writers else set(),
        **dict.fromkeys(_OF_TENANTS, owning),
    }


def _is_nobody(policy: Row[Any]) -> bool:
    """Whether a policy is the one that lets nothing through, of tables that only the owner uses."""
    return bool(policy.name == "pgmatch_nobody" and policy.reading == "false" and policy.writing is None)


def _says(policy: Row[Any]) -> bool:
    conditions = [condition for condition in (policy.reading, policy.writing) if condition is not None]
    if policy.name in _OF_TENANTS:
        return bool(conditions) and all(_IS_MINE.fullmatch(condition) for condition in conditions)
    return bool(policy.is_permissive) and set(conditions) == {"true"}


def _widening(table: Row[Any], of_line: dict[str, str | None], others: list[Row[Any]]) -> Iterator[Finding]:
    tenants = {role for role, part in of_line.items() if part == "tenant"} | {"public"}
    for policy in others:
        if policy.is_permissive and tenants & set(policy.roles):
            yield Finding(
                "warning",
                f"policy {policy.name} on {table.name}",
                "This permissive policy shows tenants more than their own rows, because policies are combined"
                " with OR.",
                (
                    f"drop policy {policy.quoted} on {table.full_name};"
                    " -- and create it again `as restrictive`, if it is to narrow",
                ),
            )
