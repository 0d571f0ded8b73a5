"""Real searches, as the roles that may call: whether they succeed, walk the index, and end in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Row
from sqlalchemy.exc import DBAPIError

from pgmatch.doctor.models import Finding, Patient, literal
from pgmatch.doctor.registry import check

_CALLS = 3
_HEADROOM = 3  # times what a search takes now, or the next slow moment cuts it off

_SEARCHES = """
    select s.function, s.line, s.name, s.arguments, s.target::oid as target,
      pgmatch.full_name(s.target) as table, quote_ident(s.embedding) as embedding,
      pgmatch.norm_of(s.target, s.embedding) as norm, s.index::oid as index_id,
      pgmatch.full_name(s.index) as index_name
    from pgmatch.callable_searches() as s
"""
# Those of the mode, or that may call, and the owner; `set` is a privilege of its own from PostgreSQL 16 on.
_ROLES = """
    select r.rolname as role, quote_ident(r.rolname) as quoted,
      r.rolname = current_user or case
        when current_setting('server_version_num')::int >= 160000 then pg_has_role(r.oid, 'set')
        else pg_has_role(r.oid, 'member')
      end as may_set
    from pg_roles as r
    where r.rolname = current_user
      or r.rolname in (select a.role from pgmatch.audience(:line) as a where a.part is not null)
      or cast(:line as text) is null and r.rolname in (select pgmatch.api_roles())
        and has_function_privilege(r.oid, cast(:function as oid), 'execute')
    order by r.rolname
"""
# As PostgREST applies them to the role of a request; `rank` is how a login counts them, the last one wins.
_SETTINGS = """
    select split_part(s.setting, '=', 1) as name, substr(s.setting, strpos(s.setting, '=') + 1) as value,
      case when d.setrole = r.oid then 'role ' || quote_ident(r.rolname)
        || case when d.setdatabase = 0 then '' else ' in database ' || b.name end
        when d.setrole = 0 then 'database ' || b.name end as scope
    from pg_roles as r
    cross join (
      select x.oid, quote_ident(x.datname) from pg_database as x where x.datname = current_database()
    ) as b (oid, name)
    inner join pg_db_role_setting as d
      on d.setrole in (0, r.oid, (select a.oid from pg_roles as a where a.rolname = 'authenticator'))
      and d.setdatabase in (0, b.oid)
    cross join lateral unnest(d.setconfig) as s (setting)
    where r.rolname = :role
    order by d.setrole = r.oid, d.setrole <> 0, d.setdatabase <> 0
"""
_VECTOR = "select s.{embedding}::text from {table} as s where {norm}(s.{embedding}) > 0 limit 1"
_HAS_POLICIES = "select pgmatch.has_policies(cast(:table as oid)::regclass)"
_SCANS = "select pg_stat_get_xact_numscans(cast(:index as oid))"
_TIMEOUT = "select s.setting::int from pg_settings as s where s.name = 'statement_timeout'"
_LOCK_TIMEOUT = "select s.setting::int from pg_settings as s where s.name = 'lock_timeout'"


@dataclass(frozen=True, slots=True)
class _Search:
    """A search of a stored vector; `subject` is how to speak of it, `call` is SQL."""

    subject: str
    call: str
    target: int
    table: str
    index: int | None
    index_name: str | None


@dataclass(frozen=True, slots=True)
class _Call:
    """What a search did: milliseconds at most, walks of the index, or the error it ended in."""

    ms: float = 0
    walks: int = 0
    has_policies: bool = False
    error: str | None = None


@check(needs="owner")
def search_plan(patient: Patient) -> Iterator[Finding]:
    """Yield the roles whose search fails or passes over the index; it is for a vector that is stored."""
    for search, role in _searches(patient):
        if not role.may_set:
            yield _not_tried(patient, role)
            continue
        call = _call(patient, role.role, search)
        if call.error is not None:
            # what is missing or not granted has a check and a fix of its own
            yield Finding("error", f"role {role.role}", f"{search.subject} fails: {call.error}.")
        elif search.index is not None and not call.has_policies and not call.walks:
            settings = _planner_settings(patient, role.role)
            said = f" Set for it: {', '.join(settings)}." if settings else ""
            yield Finding(
                "warning",
                f"role {role.role}",
                f"{search.subject} does not use {search.index_name} and takes {call.ms:.1f} ms.{said}",
                tuple(settings.values()) or (f"analyze {search.table};",),
            )


@check(needs="owner")
def timeouts(patient: Patient) -> Iterator[Finding]:
    """Yield the roles whose statement timeout a search of theirs comes near to."""
    for search, role in _searches(patient):
        limit, scope = _limit(patient, role)
        if not limit:
            continue
        if not role.may_set:
            yield _not_tried(patient, role)
            continue
        call = _call(patient, role.role, search)
        if call.error is None and call.ms * _HEADROOM > limit:
            wanted = max(15_000, 10 * int(call.ms))
            yield Finding(
                "warning",
                f"role {role.role}",
                f"{search.subject} takes up to {call.ms:.1f} ms, and the statement timeout is {limit} ms.",
                (f"alter {scope} set statement_timeout = '{wanted}ms';", "notify pgrst, 'reload config';"),
            )
    own = patient.connection.scalar(text(_TIMEOUT))
    if own:
        yield Finding(
            "info",
            f"role {patient.server.role}",
            f"Its statement timeout is {own} ms. Migrations and `pgmatch index` turn it off for themselves."
            " Before you build an index by hand, run: set statement_timeout = 0;",
        )


def _not_tried(patient: Patient, role: Row[Any]) -> Finding:
    evidence = f"Not tested: {patient.server.role} may not switch to this role."
    return Finding("info", f"role {role.role}", evidence, is_unchecked=True)


def _searches(patient: Patient) -> Iterator[tuple[_Search, Row[Any]]]:
    """Yield the searches of tables with embeddings, each with every role that may call it."""
    for found in patient.connection.execute(text(_SEARCHES)).all():
        vector = _run(patient, _VECTOR.format(**found._mapping))
        if vector is None:
            continue
        search = _Search(
            subject="A search" if found.line else f"A search with {found.name}",
            call=f"{found.name}({found.arguments.replace('$1', literal(vector))})",
            target=found.target,
            table=found.table,
            index=found.index_id,
            index_name=found.index_name,
        )
        given = {"line": found.line, "function": found.function}
        for role in patient.connection.execute(text(_ROLES), given).all():
            yield search, role


def _run(patient: Patient, statement: str) -> Any:
    """Return the first column of a statement's first row; names in it may hold colons and percent signs."""
    return patient.connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).scalar()


def _call(patient: Patient, role: str, search: _Search) -> _Call:
    """Search a few times as a role, in a transaction that is rolled back."""
    connection = patient.connection
    longest = 0.0
    with _acting(patient, role):
        try:
            has_policies = bool(connection.scalar(text(_HAS_POLICIES), {"table": search.target}))
            before = connection.scalar(text(_SCANS), {"index": search.index}) or 0
            for _ in range(_CALLS):
                (plan,) = _run(
                    patient, f"explain (analyze, timing off, format json) select from {search.call}"
                )
                longest = max(longest, plan["Planning Time"] + plan["Execution Time"])
            after = connection.scalar(text(_SCANS), {"index": search.index}) or 0
        except DBAPIError as error:
            return _Call(error=_first_line(error))
    return _Call(longest, after - before, has_policies)


@contextmanager
def _acting(patient: Patient, role: str) -> Iterator[None]:
    """Be a role for the block, with the settings that an API applies to it, and no timeout."""
    connection = patient.connection
    with connection.begin_nested() as savepoint:
        for setting in _settings(patient, role):
            if setting.name != "statement_timeout":
                _try_setting(patient, setting.name, setting.value)
        connection.execute(text("set local statement_timeout = 0"))
        connection.execute(text("select set_config('role', :role, true)"), {"role": role})
        try:
            yield
        finally:
            savepoint.rollback()


def _try_setting(patient: Patient, name: str, value: str) -> None:
    with patient.connection.begin_nested() as savepoint:
        try:
            patient.connection.execute(
                text("select set_config(:name, :value, true)"), {"name": name, "value": value}
            )
        except DBAPIError:
            # one that only an administrator may make, or that needs a login
            savepoint.rollback()


def _settings(patient: Patient, role: str) -> list[Row[Any]]:
    return list(patient.connection.execute(text(_SETTINGS), {"role": role}).all())


def _limit(patient: Patient, role: Row[Any]) -> tuple[int, str]:
    """Return the statement timeout of a role in milliseconds, 0 for none, and whose setting to change."""
    limit, scope = 0, f"role {role.quoted}"
    with patient.connection.begin_nested() as savepoint:
        for setting in _settings(patient, role.role):
            if setting.name == "statement_timeout":
                # another setting in the same unit reads the value; its own would end what follows
                _try_setting(patient, "lock_timeout", setting.value)
                limit = int(patient.connection.scalar(text(_LOCK_TIMEOUT)) or 0)
                # the role's own wins over all others
                scope = setting.scope if setting.scope and setting.scope.startswith("role") else scope
        savepoint.rollback()
    return limit, scope


def _planner_settings(patient: Patient, role: str) -> dict[str, str]:
    """Return the planner's settings that are made for a role, with what undoes each."""
    return {
        f"{setting.name} = {setting.value}": f"alter {setting.scope} reset {setting.name};"
        for setting in _settings(patient, role)
        if setting.scope and setting.name.startswith(("enable_", "random_page_cost", "seq_page_cost"))
    }


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).splitlines()[0].rstrip(".")
