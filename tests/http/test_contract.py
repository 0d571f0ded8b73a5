"""One contract, six ways in: SQLAlchemy, postgrest, supabase, supabase-js, curl, and the SQL that PostgREST sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

import pytest

from pgmatch.migrate import upgrade
from tests.http.cases import CASES, ROWS, Access, Answer, Call, Case
from tests.http.lite import Lite, serving
from tests.http.ways import WAYS
from tests.servers import Database, PostgresServer, created

OVER_HTTP = [way for way in WAYS if way not in ("SQLAlchemy", "SQL of PostgREST")]
Run = Callable[[str, Call], Answer]


@pytest.fixture(scope="module")
def contract_database(supabase_server: PostgresServer) -> Iterator[Database]:
    with created(supabase_server, "contract") as database:
        for line in ("nods", "nods_text"):
            upgrade(database.url, line, dimensions="3")
        database.execute(ROWS)
        yield database


@pytest.fixture(scope="module")
def contract_http(contract_database: Database) -> Iterator[Lite]:
    with serving(contract_database.url) as http:
        yield http


@pytest.fixture(scope="module")
def answers(contract_database: Database, contract_http: Lite) -> dict[tuple[str, str], Answer]:
    """The answers to all cases in all ways, by way and case."""
    found = {}
    for access in get_args(Access):
        contract_database.execute("select pgmatch.set_access(%s)", [access])
        for way, run in WAYS.items():
            cases = [case for case in CASES if case.access == access and applies(case, way)]
            given = run(contract_database, contract_http, [case.call for case in cases])
            found.update({(way, case.name): answer for case, answer in zip(cases, given, strict=True)})
    contract_database.execute("select pgmatch.set_access('private')")
    return found


def applies(case: Case, way: str) -> bool:
    """Tell whether a way can make the call; only a server of HTTP decides what has a code of PostgREST's own."""
    if way == "SQL of PostgREST":
        return not (case.answer.code or "").startswith("PGRST")
    return way in OVER_HTTP or not case.http_only


@pytest.mark.parametrize(
    ("way", "case"),
    [
        pytest.param(way, case, id=f"{way}: {case.name}")
        for way in WAYS
        for case in CASES
        if applies(case, way)
    ],
)
def test_a_call_is_answered_alike(answers: dict[tuple[str, str], Answer], way: str, case: Case) -> None:
    answer = answers[way, case.name]
    assert (answer.code, answer.data) == (case.answer.code, case.answer.data)
    if answer.status and case.answer.status:
        assert answer.status == case.answer.status
