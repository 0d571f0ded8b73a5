"""One contract, six ways in: SQLAlchemy, postgrest, supabase, supabase-js, curl, and the SQL that PostgREST sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from typing import Any, get_args

import pytest

from pgmatch.lines import LINES
from pgmatch.migrate import upgrade
from tests.http.cases import CASES, GET, ROWS, SEARCHES, Access, Answer, Call, Case
from tests.http.line_cases import LINE_CASES, LINE_ROWS
from tests.http.lite import Lite, serving
from tests.http.postgrest import run_as_postgrest
from tests.http.ways import OVER_HTTP, WAYS, supabase_js
from tests.servers import Database, PostgresServer, created

GUIDE_CALL = SEARCHES[0]
# Each is a function of somebody else's that has the name of ours: with arguments of other names, or of the same.
PLUGIN = """
    create function public.match_page_sections(
      in_embedding extensions.vector, in_match_count int default 3, in_document_id text default '%%'
    ) returns table (id text) language sql stable as $$ select 'theirs' $$
"""
AMBIGUOUS = """
    create function public.match_page_sections(
      embedding text, match_threshold float, match_count int, min_content_length int
    ) returns table (id text) language sql stable as $$ select 'theirs' $$
"""

# by HTTP, with its status, and by SQL
TWO_WAYS = ("curl", "SQL of PostgREST")

Answers = dict[tuple[str, str], Answer]


def applies(case: Case, way: str) -> bool:
    """Tell whether a way makes the call; only a server of HTTP decides what has a code of PostgREST's own."""
    if case.by_database and way not in TWO_WAYS:
        return False
    if way == "SQL of PostgREST":
        return not (case.answer.code or "").startswith("PGRST")
    return way in OVER_HTTP or not case.http_only


def each(cases: Sequence[Case]) -> list[Any]:
    """Return parameters: every way with every case that applies."""
    return [
        pytest.param(way, case, id=f"{way}: {case.name}")
        for way in WAYS
        for case in cases
        if applies(case, way)
    ]


def answers_to(cases: Sequence[Case], database: Database, http: Lite) -> Answers:
    """Make the calls of all cases in all ways."""
    found: Answers = {}
    for way, run in WAYS.items():
        asked = [case for case in cases if applies(case, way)]
        given = run(database, http, [case.call for case in asked])
        found.update({(way, case.name): answer for case, answer in zip(asked, given, strict=True)})
    return found


def check(answer: Answer, expected: Answer) -> None:
    assert (answer.code, answer.data) == (expected.code, expected.data)
    if answer.status and expected.status:
        assert answer.status == expected.status


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
def answers(contract_database: Database, contract_http: Lite) -> Answers:
    """The answers to all cases in all ways, by way and case."""
    found: Answers = {}
    for access in get_args(Access):
        contract_database.execute("select pgmatch.set_access(%s)", [access])
        cases = [case for case in CASES if case.access == access]
        found.update(answers_to(cases, contract_database, contract_http))
    contract_database.execute("select pgmatch.set_access('private')")
    return found


@pytest.mark.parametrize(("way", "case"), each(CASES))
def test_a_call_is_answered_alike(answers: Answers, way: str, case: Case) -> None:
    check(answers[way, case.name], case.answer)


def install_every_line(database: Database) -> None:
    """Install all lines, with vectors of three dimensions and the rows that the cases need."""
    for line, each in LINES.items():
        upgrade(database.url, line, **({"dimensions": "3"} if "dimensions" in each.options else {}))
    database.execute(LINE_ROWS)


@pytest.fixture(scope="module")
def lines_database(supabase_server: PostgresServer) -> Iterator[Database]:
    with created(supabase_server, "contract_lines") as database:
        install_every_line(database)
        yield database


@pytest.fixture(scope="module")
def lines_http(lines_database: Database) -> Iterator[Lite]:
    """A server of the schemas of functions, not of that of collections' tables."""
    with serving(lines_database.url, schemas=["public", "docs", "collections"]) as http:
        yield http


@pytest.fixture(scope="module")
def answers_of_lines(lines_database: Database, lines_http: Lite) -> Answers:
    return answers_to(LINE_CASES, lines_database, lines_http)


@pytest.mark.parametrize(("way", "case"), each(LINE_CASES))
def test_a_call_of_another_line_is_answered_alike(answers_of_lines: Answers, way: str, case: Case) -> None:
    check(answers_of_lines[way, case.name], case.answer)


@pytest.fixture(scope="module")
def answers_elsewhere(supabase_server: PostgresServer) -> Iterator[Answers]:
    """The answers of functions that are in the schema `search`."""
    with created(supabase_server, "contract_elsewhere") as database:
        for line in ("nods", "nods_text"):
            upgrade(database.url, line, dimensions="3", schema="search")
        database.execute(f"set search_path = search, extensions; {ROWS}")
        with serving(database.url, schemas=["public", "search"]) as http:
            yield answers_to(ELSEWHERE, database, http)


# each client names the schema in its own way, which is the same for every function
ELSEWHERE = [
    replace(case, call=replace(case.call, schema="search"), by_database=case not in (GUIDE_CALL, GET[0]))
    for case in (*SEARCHES, *GET)
] + [
    replace(
        GUIDE_CALL, name="without its profile", answer=Answer(code="PGRST202", status=404), http_only=True
    )
]


@pytest.mark.parametrize(("way", "case"), each(ELSEWHERE))
def test_a_profile_names_another_schema(answers_elsewhere: Answers, way: str, case: Case) -> None:
    check(answers_elsewhere[way, case.name], case.answer)


FUNCTIONS = """
    select n.nspname, p.proname, coalesce(p.proargnames[:p.pronargs], '{}')
    from pgmatch.install as i
    cross join pgmatch.line_members(i.line, 'function') as m
    join pg_proc as p on p.oid = m.object
    join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname <> 'pgmatch' and coalesce(m.readers, m.writers) is not null
"""


def test_every_function_for_clients_is_called(lines_database: Database) -> None:
    calls = [case.call for case in (*CASES, *LINE_CASES)]
    functions = lines_database.rows(FUNCTIONS)
    assert len(functions) > 50
    assert [
        f"{schema}.{name}({', '.join(arguments)})"
        for schema, name, arguments in functions
        if not any(
            (call.schema, call.function) == (schema, name) and {*call.arguments} <= {*arguments}
            for call in calls
        )
    ] == []


def check_ingest(call: Callable[..., Answer], corpus: str) -> None:
    """Call every function of an ingest, and look at its answers."""
    path, one, two, three = f"/{corpus}", "one text", "two texts", "three texts"
    run = call("nods_begin_ingest", corpus=corpus, model="toy-3", dimensions=3, normalized=True).data
    assert isinstance(run, int)
    page: dict[str, Any] = {"run": run, "page_path": path, "page_checksum": "c1"}
    assert call("nods_sections_to_embed", **page, contents=[one, two]).data == [
        {"place": 1},
        {"place": 2},
    ]
    sections = [
        {"content": one, "heading": "One", "slug": "one", "token_count": 2, "embedding": [0, 1, 0]},
        {"content": two, "embedding": "[0,0,1]"},
    ]
    put = call("nods_put_page", **page, sections=sections)
    assert put.code is None
    page_id = put.data[0].pop("page_id")
    assert put.data == [{"status": "new", "inserted": 2, "kept": 0, "removed": 0}]
    assert call("nods_sections_to_embed", **page, contents=[one, two]).data == []

    page["page_checksum"] = "c2"
    preview = call(
        "nods_preview_page", corpus=corpus, page_path=path, page_checksum="c2", contents=[two, three]
    )
    assert preview.data == [{"status": "changed", "to_embed": [2], "kept": 1}]
    unread = call("nods_preview_ingest", corpus=corpus, model="toy-3", dimensions=3, paths=["/other"])
    assert unread.data == [{"removed_paths": [path]}]
    nothing = {"corpus": corpus, "model": "toy-3", "dimensions": 3, "paths": []}
    assert call("nods_preview_ingest", **nothing).code == "22023"
    assert call("nods_begin_ingest", **nothing).code == "22023"
    assert call("nods_preview_ingest", **nothing, prune=False).data == [{"removed_paths": []}]
    extra = [{"content": "four texts", "embedding": "[0,1,0]"}]
    assert call("nods_add_sections", **page, sections=extra).data == 1
    assert call("nods_put_page", **page, sections=[{"content": three}]).code == "PT409"
    changed = call(
        "nods_put_page",
        **page,
        sections=[{"content": two}, {"content": three, "embedding": [0.6, 0, 0.8]}],
        meta={"title": "Three", "tags": ["x"]},
        parent_path="/guide",
    )
    assert changed.data == [{"page_id": page_id, "status": "changed", "inserted": 1, "kept": 1, "removed": 2}]

    parents = call("get_page_parents", page_id=page_id).data
    assert [row["path"] for row in parents] == [path, "/guide"]
    assert parents[0]["meta"] == {"title": "Three", "tags": ["x"]}
    assert call("nods_finish_ingest", run=run, pages=[]).code == "22023"
    finished = call("nods_finish_ingest", run=run, pages=[{"path": path, "parent_path": None}])
    assert finished.data == [{"removed_paths": [], "parents_set": 1, "superseded": False}]
    assert call("get_page_parents", page_id=page_id).data[0]["parent_page_id"] is None

    rules = {"jsx": "keep", "titles": True}
    newer = {"corpus": corpus, "model": "toy-3", "dimensions": 3, "root": "/docs", "rules": rules}
    begun = call("nods_begin_ingest", **newer, paths=[path], prefix="/p", prune=True)
    assert call("nods_put_page", **page, sections=[]).code == "PT410"
    known = {"corpus": corpus, "root": "/docs", "prefix": "/p", "rules": rules, "pages": 1, "existing": 1}
    assert known in call("nods_corpora", paths=[path]).data
    texts = {"contents": [two, three], "contexts": ["Title", None]}
    missing = call("nods_sections_to_embed", run=begun.data, page_path=path, page_checksum="c3", **texts)
    assert missing.data == [{"place": 1}]
    stored = call("nods_pages", in_corpus=corpus).data
    assert [(row["path"], row["sections"], row["tokens"]) for row in stored] == [(path, 2, 0)]
    assert call("nods_remove_pages", corpus=corpus).data == [{"path": path}]
    assert call("nods_remove_pages", corpus=corpus).code == "P0002"


@pytest.mark.parametrize("way", WAYS)
def test_an_ingest(contract_database: Database, contract_http: Lite, way: str) -> None:
    def ask(call: Call) -> Answer:
        return WAYS[way](contract_database, contract_http, [call])[0]

    try:
        with supabase_js(contract_http) if way == "supabase-js" else nullcontext(ask) as asked:
            check_ingest(lambda function, **arguments: asked(Call(function, arguments)), way)
    finally:
        contract_database.execute("delete from nods_page where path = %s", [f"/{way}"])


def test_every_function_answers_alike_on_16(pg16_server: PostgresServer) -> None:
    found: dict[str, tuple[Answer, Answer]] = {}

    def ask(database: Database, cases: Sequence[Case]) -> None:
        with closing(database.connect()) as connection:
            for case in cases:
                if applies(case, "SQL of PostgREST"):
                    found[case.name] = run_as_postgrest(connection, case.call), case.answer

    with created(pg16_server, "contract", extension_schema="extensions") as database:
        for line in ("nods", "nods_text"):
            upgrade(database.url, line, dimensions="3")
        database.execute(ROWS)
        for access in get_args(Access):
            database.execute("select pgmatch.set_access(%s)", [access])
            ask(database, [case for case in CASES if case.access == access])
        database.execute("select pgmatch.set_access('private')")
        with closing(database.connect()) as connection:
            check_ingest(
                lambda function, **arguments: run_as_postgrest(connection, Call(function, arguments)), "on 16"
            )
    with created(pg16_server, "contract_lines", extension_schema="extensions") as database:
        install_every_line(database)
        ask(database, LINE_CASES)
    assert len(found) > 100
    assert {
        name: pair
        for name, pair in found.items()
        if (pair[0].code, pair[0].data) != (pair[1].code, pair[1].data)
    } == {}


END_SESSIONS = (
    "set statement_timeout = 0; select pg_terminate_backend(pid, 60000) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


@pytest.fixture
def impatient_http(contract_database: Database, contract_http: Lite) -> Iterator[Lite]:
    """A server whose statements may take a quarter of a second, like all connections made meanwhile.

    It has read the functions before, for which it may take longer.
    """
    [answer] = WAYS["curl"](contract_database, contract_http, [GUIDE_CALL.call])
    check(answer, GUIDE_CALL.answer)
    try:
        contract_database.execute("alter database contract set statement_timeout = '250ms'")
        contract_database.execute(END_SESSIONS)
        yield contract_http
    finally:
        contract_database.execute(
            "set statement_timeout = 0; alter database contract reset statement_timeout"
        )
        contract_database.execute(END_SESSIONS)


@pytest.mark.parametrize("way", WAYS)
def test_a_call_that_takes_too_long(contract_database: Database, impatient_http: Lite, way: str) -> None:
    with closing(contract_database.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; lock table nods_page_section in access exclusive mode")
        [answer] = WAYS[way](contract_database, impatient_http, [GUIDE_CALL.call])
    check(answer, Answer(code="57014", status=500))


@pytest.fixture(scope="module", params=[PLUGIN, AMBIGUOUS], ids=["others", "the same"])
def with_overload(request: pytest.FixtureRequest, contract_database: Database) -> Iterator[tuple[bool, Lite]]:
    """A server that knows a second function of one name; whether the names of its arguments are the same."""
    contract_database.execute(request.param.replace("%%", "%"))
    try:
        with serving(contract_database.url) as http:
            yield request.param == AMBIGUOUS, http
    finally:
        contract_database.execute(
            "do $$ begin execute (select format('drop function %s', oid::regprocedure) from pg_proc"
            " where proname = 'match_page_sections' and pg_get_function_result(oid) = 'TABLE(id text)'); end $$"
        )


@pytest.mark.parametrize("way", OVER_HTTP)
def test_a_function_of_the_same_name(
    contract_database: Database, with_overload: tuple[bool, Lite], way: str
) -> None:
    ambiguous, http = with_overload
    calls = [GUIDE_CALL.call, Call("match_page_sections", {"in_embedding": "[1,0,0]"})]
    ours, theirs = WAYS[way](contract_database, http, calls)
    if ambiguous:
        check(ours, Answer(code="PGRST203", status=300))
        check(theirs, Answer(code="PGRST202", status=404))
    else:
        check(ours, GUIDE_CALL.answer)
        check(theirs, Answer([{"id": "theirs"}], status=200))
