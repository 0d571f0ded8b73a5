"""The functions: all there, as the installed revision made them, and pinned to the right schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import DBAPIError

from pgmatch.doctor import frozen
from pgmatch.doctor.frozen import Function
from pgmatch.doctor.models import Finding, Line, Patient
from pgmatch.doctor.registry import check
from pgmatch.migrate.ops import escape_colons

_FOUND = """
    select p.oid, n.nspname as schema, p.proname as name, p.oid::regprocedure::text as full_name,
      array(
        select regexp_replace(format_type(t.type, null), '^.*\\.', '')
        from unnest(p.proargtypes) with ordinality as t (type, place) order by t.place
      ) as types,
      coalesce((
        select array_agg(a.name order by a.place)
        from unnest(p.proargnames, p.proargmodes) with ordinality as a (name, mode, place)
        where a.mode is null or a.mode in ('i', 'b', 'v')
      ), '{}') as names,
      p.pronargdefaults as defaults, l.lanname as language,
      case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility,
      p.prorows::int as rows, p.prosecdef as is_definer, p.proisstrict as is_strict,
      p.proparallel = 's' as is_parallel_safe, coalesce(p.proconfig, '{}') as settings, p.prosrc as body
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace
    inner join pg_language as l on l.oid = p.prolang
    where n.nspname = any(:schemas) and p.prokind = 'f'
      and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
    order by p.oid::regprocedure::text
"""
# as `types` above has a type, of one written with its name or an alias such as timestamptz
_TYPES = """
    select w.name as written,
      regexp_replace(coalesce(format_type(to_regtype(w.name), null), w.name), '^.*\\.', '') as type
    from unnest(cast(:names as text[])) as w (name)
"""
# with the schema, wherever who runs the fix looks for names
_FULL_NAME = "select cast(cast(:id as oid) as regprocedure)::text"
_PATH_OF = "pinned_path"
_PIN = text("select set_config('search_path', pgmatch.pinned_path(:line), true)")
_ACCESS = text("select pgmatch.access_statement(:line)")
_NOWHERE = "set local search_path = pg_catalog"
_COMPARED = (
    "language",
    "volatility",
    "is_definer",
    "is_strict",
    "is_parallel_safe",
)
_CHANGED_RESULT = "42P13"
# in the text of a function that is made for a table and its index
_MADE = "-- made by pgmatch."

_Pair = tuple[Line, Function, Row[Any] | None]


@check()
def function_missing(patient: Patient) -> Iterator[Finding]:
    """Yield the functions that are not there."""
    missing = [(line, function) for line, function, found in _pairs(patient) if found is None]
    for line, function in missing:
        yield Finding(
            "error",
            f"function {function.signature}",
            f"Belongs to revision {line.revision}, but is missing from schema"
            f" {function.schema or line.schema}.",
            ("pgmatch doctor --fix --only function_missing",),
            partial(restore, missing),
        )


@check()
def function_drifted(patient: Patient) -> Iterator[Finding]:
    """Yield the functions whose body or properties differ from the frozen SQL of the installed revision."""
    differing = [
        (line, function, found, _differences(function, found)) for line, function, found in _there(patient)
    ]
    drifted = [(line, function) for line, function, _, differences in differing if differences]
    for line, _, found, differences in differing:
        if differences:
            yield Finding(
                "error",
                f"function {found.full_name}",
                f"Differs from revision {line.revision}: {', '.join(differences)}.",
                ("pgmatch doctor --fix --only function_drifted",),
                partial(restore, drifted),
            )


@check()
def function_settings(patient: Patient) -> Iterator[Finding]:
    """Yield the functions that lost a SET clause, or got another: `create or replace` drops them silently."""
    differing = [
        (line, function, found, _settings(function, found)) for line, function, found in _there(patient)
    ]
    changed = [(line, function) for line, function, _, parts in differing if parts]
    for _, _, found, parts in differing:
        if parts:
            yield Finding(
                "error",
                f"function {found.full_name}",
                f"Its options were changed: {', '.join(parts)}.",
                ("pgmatch doctor --fix --only function_settings",),
                partial(restore, changed),
            )


@check()
def function_overloads(patient: Patient) -> Iterator[Finding]:
    """Yield functions of others that a call by names could mean too, which PostgREST refuses (PGRST203)."""
    all_found = _found(patient)
    frozen_ones = {found.oid for _, _, found in _pairs(patient) if found is not None}
    known = {one.oid for one in all_found if one.oid in frozen_ones or _MADE in one.body}
    ours = [one for one in all_found if one.oid in known]
    others = [one for one in all_found if one.oid not in known]
    for one, other in product(ours, others):
        if (other.schema, other.name) != (one.schema, one.name):
            continue
        if _required(other) <= set(one.names) and _required(one) <= set(other.names):
            yield Finding(
                "warning",
                f"function {other.full_name}",
                f"A call that names its arguments can mean this as well as {one.full_name}: an API"
                " refuses it (PGRST203), and Postgres may take either.",
                (f"drop function {_qualified(patient, other.oid)};",),
            )


def _required(function: Row[Any]) -> set[str]:
    return set(function.names[: len(function.names) - function.defaults])


def _qualified(patient: Patient, function_id: int) -> str:
    patient.connection.execute(text(_NOWHERE))
    return str(patient.connection.scalar(text(_FULL_NAME), {"id": function_id}))


def restore(wanted: Sequence[tuple[Line, Function]], connection: Connection) -> None:
    """Make functions anew from their frozen SQL, with their privileges, in one transaction."""
    connection.exec_driver_sql("begin; set local check_function_bodies = off")
    try:
        # first the one that the path of the others is asked of
        for line, function in sorted(wanted, key=lambda one: one[1].name != _PATH_OF):
            _restore(connection, line, function)
        for name in {line.name for line, _ in wanted}:
            connection.exec_driver_sql(str(connection.scalar(_ACCESS, {"line": name})))
    except BaseException:
        connection.exec_driver_sql("rollback")
        raise
    connection.exec_driver_sql("commit")


def _restore(connection: Connection, line: Line, function: Function) -> None:
    statements = text(escape_colons(function.sql.strip().rstrip(";")))
    if function.name != _PATH_OF:
        connection.execute(_PIN, {"line": line.name})
    connection.exec_driver_sql("savepoint restoring")
    try:
        connection.execute(statements)
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) != _CHANGED_RESULT:
            raise
        # its result or the names of its arguments were changed, which `create or replace` cannot
        connection.exec_driver_sql("rollback to savepoint restoring")
        connection.exec_driver_sql(f"drop function {function.signature}")
        connection.execute(statements)


def _there(patient: Patient) -> Iterator[tuple[Line, Function, Row[Any]]]:
    """Yield each function that is there, with how it should be."""
    for line, function, found in _pairs(patient):
        if found is not None:
            yield line, function, found


def _pairs(patient: Patient) -> Iterator[_Pair]:
    """Yield each function that should be there, with the one that is."""
    found = {(row.schema, row.name, tuple(row.types)): row for row in _found(patient)}
    expected = [
        (line, function) for line in patient.lines for function in frozen.functions(line.name, line.revision)
    ]
    written = sorted({kind for _, function in expected for kind in function.types})
    rows = patient.connection.execute(text(_TYPES), {"names": written}).all()
    types = {row.written: row.type for row in rows}
    for line, function in expected:
        kinds = tuple(types[kind] for kind in function.types)
        yield line, function, found.get((function.schema or line.schema_name, function.name, kinds))


def _found(patient: Patient) -> Sequence[Row[Any]]:
    """Return the functions that are there, for which the database is asked once."""
    if not patient.functions:
        schemas = ["pgmatch", *(line.schema_name for line in patient.lines)]
        patient.functions.extend(patient.connection.execute(text(_FOUND), {"schemas": schemas}))
    return patient.functions


def _differences(function: Function, found: Row[Any]) -> list[str]:
    differences = [
        f"{name.removeprefix('is_').replace('_', ' ')} {getattr(found, name)}"
        for name in _COMPARED
        if getattr(found, name) != getattr(function, name)
    ]
    # 1000 is Postgres' own for what returns a set
    if found.rows != (function.rows or (1000 if function.is_set else 0)):
        differences.append(f"rows {found.rows}")
    if tuple(found.names) != function.names or found.defaults != len(function.optional):
        differences.append("names or defaults of arguments")
    if found.body != function.body:
        differences.append("body")
    return differences


def _settings(function: Function, found: Row[Any]) -> list[str]:
    expected = {f"{name}={value}" for name, value in function.settings.items() if value is not None}
    # the catalog has DateStyle where the header has datestyle
    parts = (setting.partition("=") for setting in found.settings)
    actual = {f"{name.lower()}={value}" for name, _, value in parts}
    if function.is_pinned:
        # whose value is for function_pins to judge
        actual = {setting for setting in actual if not setting.startswith("search_path=")}
    lost = [f"lacks set {setting}" for setting in sorted(expected - actual)]
    return [*lost, *(f"has set {setting}" for setting in sorted(actual - expected))]
