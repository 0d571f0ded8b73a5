"""Makes an attempt as its attacker, and tells everything that came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812
from psycopg2.extensions import cursor as Cursor  # noqa: N812
from psycopg2.sql import SQL, Identifier

from tests.http.lite import Lite
from tests.security.attacks.attempt import CANARY, RESTORE, Attempt, Call, Request
from tests.servers import AS_NEW, Database, PostgresServer, created

READ = "the attacker read what is the victim's"
CHANGED = "the attacker changed what is not theirs"
# logs in, and may act as those that a key or a token of an API can be for; not as service_role
LOGIN = """
    create role attacker login noinherit;
    grant anon, authenticated, pgmatch_user to attacker
"""
# what is not the attacker's, in rows
ROWS = """
    select 'page ' || p::text from nods_page as p where p.owner_id is distinct from 'mallory'
    union all
    select 'section ' || s::text from nods_page_section as s where s.owner_id is distinct from 'mallory'
      or not exists (select from nods_page as p where p.id = s.page_id and p.owner_id = 'mallory')
    union all
    select 'run ' || r::text from pgmatch.nods_run as r where r.owner_id is distinct from 'mallory'
    union all
    select 'corpus ' || c::text from pgmatch.nods_corpus as c where c.owner_id is distinct from 'mallory'
    union all
    select 'child ' || p::text from nods_page as p join nods_page as q on q.id = p.parent_page_id
    where p.owner_id is distinct from q.owner_id
"""
OTHERS = """
    select md5(string_agg(r.line, e'\\n' order by r.line)) from (
      {}
      union all
      select 'install ' || i::text from pgmatch.install as i
      union all
      select 'policy ' || p.polrelid || p.polname || coalesce(pg_get_expr(p.polqual, p.polrelid), '') from pg_policy as p
      union all
      select 'table ' || c.oid::regclass || c.relrowsecurity || coalesce(c.relacl::text, '') from pg_class as c
      where c.relnamespace::regnamespace::text in ('public', 'pgmatch', 'docs', 'collections', 'vecs')
      union all
      select 'function ' || p.oid::regprocedure || coalesce(p.proacl::text, '') || coalesce(p.proconfig::text, '')
      from pg_proc as p where p.pronamespace::regnamespace::text in ('public', 'pgmatch', 'docs', 'collections')
      union all
      select 'role ' || r::text from pg_roles as r
      where r.rolname in ('anon', 'authenticated', 'service_role', 'pgmatch_user', 'attacker', 'postgres')
      union all
      select 'started ' || pg_postmaster_start_time()
    ) as r (line)
"""
# whatever is written, catalogs included, takes the next transaction id, which those after a restart may not
LATEST = "select pg_snapshot_xmax(pg_current_snapshot())::text || pg_postmaster_start_time()"
ARGUMENTS = """
    select n.nspname, p.proname, a.name, format_type(t.type, null)
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    cross join unnest(p.proargnames[:p.pronargs], p.proargtypes::oid[]) as a (name, oid)
    cross join lateral (select a.oid as type) as t
    where n.nspname in ('public', 'docs', 'collections')
"""


@dataclass(frozen=True)
class Came:
    """What came of an attempt: a SQLSTATE or a number of rows, and all that the attacker could read."""

    outcome: str | int
    seen: str


class Target:
    """A database with rows of a victim, of nobody and of the attacker."""

    def __init__(self, database: Database, restore: str, rows: str) -> None:
        """Fill the tables by `restore`; `rows` is a query of what is not the attacker's."""
        self.database = database
        self._restore = restore
        self._others = OTHERS.format(rows)
        self._admin = database.connect()
        self._attackers: list[Connection] = []
        self._admin.autocommit = True
        with self._admin.cursor() as cursor:
            cursor.execute("set search_path = public, extensions")
        self.restore()
        self.note()
        self._types: dict[tuple[str, str], dict[str, str]] = {}
        for schema, function, name, kind in database.rows(ARGUMENTS):
            self._types.setdefault((schema, function), {})[name] = kind

    def note(self) -> None:
        """Take what there is now for how it should be."""
        self.before = self.others()
        self._written = self._latest()

    def close(self) -> None:
        """End the sessions."""
        for session in (self._admin, *self._attackers):
            session.close()

    def restore(self) -> None:
        """Put every row back."""
        with self._admin.cursor() as cursor:
            cursor.execute(self._restore)
        self._written = self._latest()

    def others(self) -> str:
        """Return the checksum of everything that is not the attacker's."""
        return self._asked(self._others)

    def is_touched(self) -> bool:
        """Return whether anybody has written anything since the rows were put back, or tried to."""
        return self._latest() != self._written

    def _latest(self) -> str:
        return self._asked(LATEST)

    def _asked(self, query: str) -> str:
        with self._admin.cursor() as cursor:
            cursor.execute(query)
            return str(cursor.fetchall()[0][0])

    def attempt(self, attempt: Attempt) -> Came:
        """Run the statements in a session of the attacker's, committed one by one."""
        return self._run(attempt.role, attempt.claims, [(text, None) for text in attempt.statements])

    def call(self, call: Call) -> Came:
        """Call a function as PostgREST does: arguments from the body, by name."""
        types = self._types.get((call.schema, call.function), {})
        function = SQL("{}.{}").format(Identifier(call.schema), Identifier(call.function))
        columns = ", ".join(f'"{name}" {types[name]}' for name in call.arguments)
        body = SQL("select * from json_to_record(%s) as b ({})").format(SQL(columns))
        arguments = SQL(", ").join(SQL("{0} := b.{0}").format(Identifier(name)) for name in call.arguments)
        statement = SQL("select c.* from ({} limit 1) as b, lateral {}({}) as c").format(
            body, function, arguments
        )
        if not call.arguments:
            statement = SQL("select * from {}()").format(function)
        parameters = (json.dumps(call.arguments),) if call.arguments else None
        return self._run(call.role, call.claims, [(statement, parameters)])

    def _run(self, role: str, claims: str | None, statements: Sequence[tuple[Any, Any]]) -> Came:
        seen: list[str] = []
        with self._attacker(is_new=claims is None) as connection, connection.cursor() as cursor:
            connection.notices = seen
            cursor.execute(
                "set statement_timeout = '60s'; set client_min_messages = debug1; set search_path = public, extensions"
            )
            cursor.execute(SQL("set role {}").format(Identifier(role)))
            if claims is not None:
                cursor.execute("select set_config('request.jwt.claims', %s, false)", (claims,))
            outcome: str | int = 0
            for number, (statement, parameters) in enumerate(statements, 1):
                try:
                    outcome = _rows(cursor, statement, parameters, seen)
                except psycopg2.Error as error:
                    seen.append(_everything(error))
                    early = "" if number == len(statements) else f" in statement {number}"
                    return Came(f"{error.pgcode}{early}", "\n".join(seen))
            return Came(outcome, "\n".join(seen))

    @contextmanager
    def _attacker(self, *, is_new: bool) -> Iterator[Connection]:
        """Give a session of the attacker's as it was when it began, as a pool does.

        A session that once had claims has empty ones: a new one is for an attacker who has none.
        """
        session = self._attackers.pop() if self._attackers and not is_new else self._login()
        try:
            yield session
            if not session.closed:
                with session.cursor() as cursor:
                    cursor.execute(f"rollback; {AS_NEW}")
        except psycopg2.Error:
            session.close()
            raise
        if session.closed or self._attackers:
            session.close()
        else:
            self._attackers.append(session)

    def _login(self) -> Connection:
        session = psycopg2.connect(self.database.server.url(self.database.name, "attacker"))
        session.autocommit = True
        return session


def over_http(client: httpx.Client, server: Lite, call: Call) -> Came:
    """Call a function through an API, with the key of an application and, as a user, a token."""
    token = "anon" if call.role == "anon" else "mallory"
    return requested(
        client, server, Request(call.name, "POST", f"rpc/{call.function}", 0, call.arguments, token=token)
    )


def requested(client: httpx.Client, server: Lite, request: Request) -> Came:
    """Make a request; what came of it is an error's code, or how many rows there are."""
    headers = {"apikey": server.publishable_key, **request.headers}
    if request.token != "anon":
        headers.setdefault("authorization", f"Bearer {_token(server, request.token)}")
    answer = client.request(request.method, request.path, headers=headers, json=request.body)
    is_json = "json" in answer.headers.get("content-type", "")
    # else a table with commas, or nothing
    body = answer.json() if is_json else answer.text.splitlines()[1:]
    outcome = str(answer.json()["code"]) if answer.is_error else len(body) if isinstance(body, list) else 1
    return Came(outcome, f"{answer.headers}\n{answer.text}")


def _token(server: Lite, kind: str) -> str:
    now = int(time.time())
    claims = {"sub": "victim", "role": "authenticated", "aud": "authenticated", "exp": now + 3600}
    return {
        "mallory": server.user_token("mallory"),
        "nobody": server.user_token(""),
        "no sub": jwt.encode({k: v for k, v in claims.items() if k != "sub"}, server.jwt_secret, "HS256"),
        "service_role's metadata": server.user_token(
            "mallory", user_metadata={"role": "service_role", "sub": "victim"}
        ),
        "another key": jwt.encode(claims, "x" * 32, "HS256"),
        "no signature": jwt.encode(claims, "", "none"),
        "the publishable key for a key": jwt.encode(claims, server.publishable_key.ljust(32, "x"), "HS256"),
        "expired": server.user_token("victim", exp=now - 10),
        "not a token": "victim",
    }[kind]


def complaints(target: Target, came: Came, expected: str | int) -> list[str]:
    """Return what is wrong with what came of an attempt, and restore the rows."""
    found = []
    if CANARY in came.seen or "90210" in came.seen:
        found.append(READ)
    if came.outcome != expected:
        found.append(f"came out as {came.outcome!r}, not {expected!r}: {came.seen[:2000]}")
    if target.is_touched():
        if target.others() != target.before:
            found.append(CHANGED)
        target.restore()
    return found


@contextmanager
def attacked(
    server: PostgresServer, name: str, template: str, restore: str = RESTORE, rows: str = ROWS
) -> Iterator[Target]:
    """Copy a database in the mode owner, and make the attacker's login where it is not there."""
    with _attacker(server), created(server, name, template=template) as database:
        target = Target(database, restore, rows)
        try:
            yield target
        finally:
            target.close()


@contextmanager
def _attacker(server: PostgresServer) -> Iterator[None]:
    with closing(psycopg2.connect(server.url("postgres"))) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("select rolname from pg_roles where rolname in ('pgmatch_user', 'attacker')")
        there = {row[0] for row in cursor.fetchall()}
        if "pgmatch_user" not in there:
            cursor.execute("create role pgmatch_user nologin")
        if "attacker" not in there:
            cursor.execute(LOGIN)
        try:
            yield
        finally:
            if "attacker" not in there:
                cursor.execute("drop role attacker")


def _rows(cursor: Cursor, statement: Any, parameters: Any, seen: list[str]) -> int:
    if isinstance(statement, str) and statement.endswith("from stdin"):
        with open("/dev/null") as nothing:  # noqa: PTH123
            cursor.copy_expert(statement, nothing)
        return cursor.rowcount
    cursor.execute(statement, parameters)
    if cursor.description is None:
        return max(0, cursor.rowcount)
    rows = cursor.fetchall()
    seen.append(repr(rows))
    return len(rows)


def _everything(error: psycopg2.Error) -> str:
    diagnostics = error.diag
    fields = (name for name in dir(diagnostics) if not name.startswith("_"))
    return "\n".join([str(error), *(f"{name}: {getattr(diagnostics, name)}" for name in fields)])
