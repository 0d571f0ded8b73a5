"""The ways in: each makes calls and returns what came back, all in front of one database."""

from __future__ import annotations

import json
import keyword
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode
from uuid import UUID

import httpx
import pytest
import supabase
from postgrest import APIError, SyncPostgrestClient

import pgmatch
from pgmatch.errors import DatabaseError
from tests.http.cases import Answer, Call
from tests.http.lite import Lite
from tests.http.postgrest import run_as_postgrest
from tests.http.programs import conversation
from tests.servers import Database

Way: TypeAlias = Callable[[Database, Lite, Sequence[Call]], list[Answer]]


def by_sqlalchemy(database: Database, _: Lite, calls: Sequence[Call]) -> list[Answer]:
    """`pgmatch.connect(url)`, as a login that acts for the role."""
    with ExitStack() as stack:

        @cache
        def connected(role: str, schema: str) -> pgmatch.Database:
            url = f"{database.url}?options={quote(f'-c role={role}')}"
            return stack.enter_context(pgmatch.connect(url, schema=schema))

        return [_by_sqlalchemy(connected(call.role, call.schema), call) for call in calls]


def by_postgrest(_: Database, http: Lite, calls: Sequence[Call]) -> list[Answer]:
    """The package `postgrest`."""
    with httpx.Client() as connections:
        return [_by_postgrest(connections, http, call) for call in calls]


def by_supabase(_: Database, http: Lite, calls: Sequence[Call]) -> list[Answer]:
    """The package `supabase`."""
    with httpx.Client() as connections:
        return [_by_supabase(connections, http, call) for call in calls]


@contextmanager
def supabase_js(http: Lite) -> Iterator[Callable[[Call], Answer]]:
    """The package `@supabase/supabase-js`, in one process for all calls."""
    callers = {
        role: dict(zip(("key", "token"), caller, strict=True)) for role, caller in callers_of(http).items()
    }
    with conversation("call_runner.mjs", {"url": http.url, "callers": callers}) as ask:
        yield lambda call: Answer(**ask(asdict(call)))


def by_supabase_js(_: Database, http: Lite, calls: Sequence[Call]) -> list[Answer]:
    """The package `@supabase/supabase-js`."""
    with supabase_js(http) as ask:
        return [ask(call) for call in calls]


def by_curl(_: Database, http: Lite, calls: Sequence[Call]) -> list[Answer]:
    """The program curl, in one process for all calls."""
    if not calls:
        return []
    command = [_curl()]
    for number, call in enumerate(calls):
        command += [*(["--next"] if number else []), *_request(http, call)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return [_answer(answer) for answer in result.stdout.removesuffix(_END).split(_END)]


def by_sql_of_postgrest(database: Database, _: Lite, calls: Sequence[Call]) -> list[Answer]:
    """The statements that PostgREST itself sends, which the server of the tests is not."""
    with closing(database.connect()) as connection:
        return [run_as_postgrest(connection, call) for call in calls]


WAYS: Mapping[str, Way] = {
    "SQLAlchemy": by_sqlalchemy,
    "postgrest": by_postgrest,
    "supabase": by_supabase,
    "supabase-js": by_supabase_js,
    "curl": by_curl,
    "SQL of PostgREST": by_sql_of_postgrest,
}
_END = "\x1e"  # after each answer that curl prints: JSON has no such character
OVER_HTTP = ("postgrest", "supabase", "supabase-js", "curl")


def callers_of(http: Lite) -> dict[str, tuple[str, str | None]]:
    """Return the key and the token of each role."""
    forger = Lite(http.url, http.publishable_key, http.secret_key, "somebody else's secret, 32 bytes long")
    return {
        "service_role": (http.secret_key, None),
        "anon": (http.publishable_key, None),
        "authenticated": (http.publishable_key, http.user_token("ann")),
        "nobody": (http.publishable_key, forger.user_token("ann")),
    }


def _by_sqlalchemy(functions: pgmatch.Database, call: Call) -> Answer:
    try:
        result = getattr(functions, call.function)(
            **{
                f"{name}_" if keyword.iskeyword(name) else name: call.arguments[name]
                for name in call.arguments
            }
        )
    except DatabaseError as error:
        return Answer(code=error.sqlstate)
    if call.function == "nods_sections_to_embed":
        return Answer([{"place": place} for place in result])
    if call.function == "nods_remove_pages":
        return Answer([{"path": path} for path in result])
    if call.function == "nods_preview_ingest":
        return Answer([{"removed_paths": list(result)}])
    if is_dataclass(result):  # one row
        result = [result]
    return Answer(_plain([asdict(row) for row in result] if isinstance(result, list) else result))


def _by_postgrest(connections: httpx.Client, http: Lite, call: Call) -> Answer:
    client = SyncPostgrestClient(
        http.rest_url, schema=call.schema, headers=_headers(http, call), http_client=connections
    )
    return _executed(client.rpc(call.function, dict(call.arguments), get=call.get), call)


def _by_supabase(connections: httpx.Client, http: Lite, call: Call) -> Answer:
    key, token = callers_of(http)[call.role]
    options = supabase.ClientOptions(schema=call.schema, httpx_client=connections, auto_refresh_token=False)
    client = supabase.create_client(http.url, key, options)
    if token:
        client.postgrest.auth(token)
    return _executed(client.rpc(call.function, dict(call.arguments), get=call.get), call)


def _executed(query: Any, call: Call) -> Answer:
    if call.select:
        query = query.select(call.select)
    for column, value in call.where.items():
        query = query.eq(column, value)
    if call.order:
        query = query.order(call.order, desc=True)
    if call.limit is not None:
        query = query.limit(call.limit)
    try:
        return Answer(query.execute().data)
    except APIError as error:
        return Answer(code=error.code)


def _request(http: Lite, call: Call) -> list[str]:
    """Return curl's arguments for a call."""
    query = {"select": call.select, "limit": call.limit, "order": call.order and f"{call.order}.desc"}
    query.update({column: f"eq.{value}" for column, value in call.where.items()})
    if call.get:
        query.update(call.arguments)
    given = urlencode({name: value for name, value in query.items() if value is not None})
    arguments = ["--silent", "--show-error", "--write-out", f"\n%{{http_code}}{_END}"]
    profile = "accept-profile" if call.get else "content-profile"
    for name, value in {**_headers(http, call), profile: call.schema}.items():
        arguments += ["--header", f"{name}: {value}"]
    if not call.get:
        arguments += ["--header", "content-type: application/json", "--data", json.dumps(call.arguments)]
    return [*arguments, f"{http.rest_url}/rpc/{call.function}?{given}"]


def _answer(printed: str) -> Answer:
    """Return the answer that curl has printed, with its status in the last line."""
    body, _, status = printed.rpartition("\n")
    answer: Any = json.loads(body)
    if int(status) < 300:
        return Answer(answer, status=int(status))
    return Answer(code=answer["code"], status=int(status))


def _headers(http: Lite, call: Call) -> dict[str, str]:
    key, token = callers_of(http)[call.role]
    return {"apikey": key, "authorization": f"Bearer {token or key}"}


def _curl() -> str:
    found = shutil.which("curl")
    if found is None:
        pytest.fail("curl is missing: the contract is tested through it too (Debian: apt-get install curl)")
    return found


def _plain(value: Any) -> Any:
    """Return a value of Python's as it comes back from JSON."""
    return json.loads(json.dumps(value, default=_text))


def _text(value: datetime | UUID) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
