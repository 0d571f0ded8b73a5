"""What the tools return, for sections, for a table of one's own and for documents."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from mcp import Client
from mcp.server.mcpserver import MCPServer

from pgmatch import connect
from pgmatch.client import Database
from pgmatch.client.connecting import open_transport
from pgmatch.client.sql import SqlTransport
from pgmatch.embedders import Embedder
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.serve.mcp.declared import Columns, Declared
from pgmatch.serve.mcp.sections import Sections
from pgmatch.serve.mcp.server import make_server
from tests.client.waiting import wait_until
from tests.http.lite import serving
from tests.serve.mcp.conftest import LOGIN, SECRETS, Shared
from tests.serve.mcp.sessions import answer, call, calls, error, talk


@contextmanager
def transport(url: str, user_id: str | None = None) -> Iterator[SqlTransport]:
    opened = open_transport(url, None, None, user_id, None, None, read_only=True)
    assert isinstance(opened, SqlTransport)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture(scope="module")
def sections(shared: Shared, embedder: Embedder) -> Iterator[MCPServer]:
    """The pages of alice."""
    with transport(shared.url, "alice") as opened:
        yield make_server(Sections(Database(opened), embedder, "https://docs.example.com/"), embedder)


@pytest.fixture(scope="module")
def products(shared: Shared, embedder: Embedder) -> Iterator[MCPServer]:
    """The products of alice."""
    with transport(shared.url, "alice") as opened:
        columns = Columns(url="https://shop.example.com/{name}/{id}")
        yield make_server(Declared(opened, "match_products", columns), embedder)


def test_a_search_returns_ids_titles_and_urls_alone(sections: MCPServer) -> None:
    found = call(sections, "search", query="how do I run the installer?")
    assert set(found) == {"results"}
    first = found["results"][0]
    assert (first["title"], first["url"]) == (
        "Guide of alice > Install",
        "https://docs.example.com/guide#install",
    )
    assert set(first) == {"id", "title", "url"}
    assert all(isinstance(value, str) for each in found["results"] for value in each.values())


def test_a_section_is_fetched_whole_with_its_headings(sections: MCPServer) -> None:
    found = call(sections, "search", query="turn the screw of a part")["results"]
    assert [each["title"] for each in found].count("Guide of alice > Assembly") == 1
    (assembly,) = (each for each in found if each["title"].endswith("Assembly"))
    document = call(sections, "fetch", id=assembly["id"])
    assert set(document) == {"id", "title", "text", "url", "metadata"}
    assert {name: document[name] for name in assembly} == assembly
    assert all(f"part {number}." in document["text"] for number in range(1, 80))
    assert "installer" not in document["text"]
    assert document["metadata"] == {
        "path": "/guide",
        "slug": "assembly",
        "headings": ["Guide of alice", "Assembly"],
        "page_id": document["metadata"]["page_id"],
    }


def test_sections_are_matched_with_filters(sections: MCPServer) -> None:
    query = {"query": "where is the folder?"}
    (best, none, far, other, long) = map(
        answer,
        calls(
            sections,
            ("match_sections", {**query, "limit": 1}),
            ("match_sections", {**query, "filters": {"path_prefix": "/other"}}),
            ("match_sections", {**query, "threshold": 0.99}),
            ("match_sections", {**query, "filters": {"filter": {"title": {"$ne": "Guide of alice"}}}}),
            (
                "match_sections",
                {**query, "filters": {"meta": {"title": "Guide of alice"}, "min_content_length": 500}},
            ),
        ),
    )
    (match,) = best["results"]
    assert SECRETS["alice"] in match["text"]
    assert 0 < match["similarity"] <= 1
    assert match["metadata"]["meta"]["title"] == "Guide of alice"
    assert none == far == other == {"results": []}
    assert {each["title"] for each in long["results"]} == {"Guide of alice > Assembly"}


def test_rows_of_a_table_are_searched_fetched_and_filtered(products: MCPServer) -> None:
    found, trail, cheap, listed = map(
        answer,
        calls(
            products,
            ("search", {"query": "running shoes"}),
            ("fetch", {"id": "1"}),
            (
                "match_sections",
                {"query": "running shoes", "filters": {"in_category": "shoes", "max_price": 100}},
            ),
            ("match_sections", {"query": "running shoes", "filters": {"json": ["hats", '{gloves,"mittens']}}),
        ),
    )
    assert {each["title"] for each in found["results"]} == {"Road shoes", "Trail shoes", "Sun hat"}
    assert trail == {
        "id": "1",
        "title": "Trail shoes",
        "text": "Light running shoes for muddy trails.",
        "url": "https://shop.example.com/Trail%20shoes/1",
        "metadata": {
            "id": 1,
            "name": "Trail shoes",
            "price": 89.5,
            "sold": "2026-05-01",
        },
    }
    assert [each["id"] for each in cheap["results"]] == ["1"]
    assert [each["id"] for each in listed["results"]] == ["3"]


@pytest.mark.parametrize("key", ["5", "-1", "", "abc", "1 or 1=1", "1;drop table x", "9" * 400, "1e3", "1\0"])
def test_what_is_no_key_of_the_table_is_refused(products: MCPServer, key: str) -> None:
    (refused,) = calls(products, ("fetch", {"id": key}))
    assert "NUL" in error(refused) if "\0" in key else "products has no row" in error(refused)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"max_price": "1; drop table x"}, 'filters.max_price is "1; drop table x", but has to be a number.'),
        ({"in_category": ["shoes"]}, 'filters.in_category is ["shoes"], but has to be text.'),
        ({"json": "shoes"}, 'filters.json is "shoes", but has to be a list.'),
        ({"owner_id": "bob"}, "filters.owner_id does not exist."),
        ({"in_category": "a\0"}, "the character NUL"),
        ({"min_content_length": -(10**20)}, "out of range"),
    ],
)
def test_filters_that_the_search_cannot_take_are_refused(
    products: MCPServer, filters: dict[str, Any], message: str
) -> None:
    asked = {"query": "shoes", "filters": filters}
    refused, found = calls(
        products,
        ("match_sections", asked),
        ("match_sections", {"query": "shoes", "filters": {"in_category": "' or true --"}}),
    )
    assert message in error(refused)
    assert answer(found) == {"results": []}


@pytest.mark.parametrize(
    ("tool", "arguments", "problem"),
    [
        ("search", {}, "query is missing."),
        ("search", {"query": None}, "query is null, but has to be text."),
        ("search", {"query": ""}, 'query is "", but has to be text of 1 or more characters.'),
        (
            "search",
            {"query": "x" * 10_001},
            f'query is "{"x" * 59}…, but has to be text of at most 10000 characters.',
        ),
        ("fetch", {"id": {}}, "id is {}, but has to be text."),
        ("match_sections", {"query": "a", "limit": 0}, "limit is 0, but has to be 1 or more."),
        ("match_sections", {"query": "a", "limit": 1.5}, "limit is 1.5, but has to be a whole number."),
        (
            "match_sections",
            {"query": "a", "limit": 101, "threshold": "b"},
            'limit is 101, but has to be 100 or less.\nthreshold is "b", but has to be a number.',
        ),
        ("match_sections", {"query": "a", "filters": "b"}, 'filters is "b", but has to be an object.'),
    ],
)
def test_each_wrong_argument_is_told_in_a_sentence(
    products: MCPServer, tool: str, arguments: dict[str, Any], problem: str
) -> None:
    (refused,) = calls(products, (tool, arguments))
    assert error(refused) == f"Error executing tool {tool}: {problem}"


def test_a_database_that_cannot_be_reached_is_not_shown_and_found_again(
    shared: Shared, embedder: Embedder, capfd: pytest.CaptureFixture[str]
) -> None:
    with transport(shared.url, "alice") as opened:
        server = make_server(Declared(opened, "match_products"), embedder)
        with shared.database.server.administrator.cursor() as cursor:
            try:
                cursor.execute("alter database mcp allow_connections false")
                cursor.execute(
                    "select pg_terminate_backend(pid, 60000) from pg_stat_activity where usename = %s",
                    [LOGIN],
                )
                (refused,) = calls(server, ("search", {"query": "shoes"}))
            finally:
                cursor.execute("alter database mcp allow_connections true")
        assert error(refused).endswith("the database cannot be reached\nHint: Try again later.")
        assert "not currently accepting connections" in capfd.readouterr().err
        assert call(server, "search", query="shoes")["results"]


def test_an_api_that_cannot_reach_its_database_is_not_shown(
    shared: Shared, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_id: str) -> None:
        raise DatabaseError("could not connect to db.internal", code="PGRST000")

    with transport(shared.url, "alice") as opened:
        source = Declared(opened, "match_products")
        monkeypatch.setattr(source, "fetch", refuse)
        (refused,) = calls(make_server(source, embedder), ("fetch", {"id": "1"}))
    assert error(refused).endswith("the database cannot be reached\nHint: Try again later.")


def test_documents_of_the_retrieval_plugin_are_searched(shared: Shared, embedder: Embedder) -> None:
    with transport(shared.url, "bob") as opened:
        server = make_server(Declared(opened, "search_documents"), embedder)
        (found,) = call(server, "search", query="where is the folder?")["results"]
        assert found == {"id": found["id"], "title": "bob/mail", "url": "https://mail.example.com/bob"}
        assert call(server, "fetch", id=found["id"])["text"] == SECRETS["bob"]
        assert call(server, "match_sections", query="folder", filters={"in_end_date": "2020-01-01"}) == {
            "results": []
        }


@pytest.mark.parametrize("search", [None, "match_products", "search_documents"])
def test_no_tool_shows_the_rows_of_another_user(
    shared: Shared, embedder: Embedder, search: str | None
) -> None:
    seen: dict[str, dict[str, str]] = {}
    for user in SECRETS:
        with transport(shared.url, user) as opened:
            source = Declared(opened, search) if search else Sections(Database(opened), embedder)
            server = make_server(source, embedder)
            matches = call(server, "match_sections", query="folder shoes", limit=100)["results"]
            assert matches
            found = call(server, "search", query="folder shoes")["results"]
            assert {each["id"] for each in found} <= {each["id"] for each in matches}
            seen[user] = {each["id"]: each["text"] for each in matches}
            for others in [rows for owner, rows in seen.items() if owner != user]:
                refused = calls(server, *(("fetch", {"id": key}) for key in others))
                assert all("Pass an id that search has returned" in error(each) for each in refused)
    assert not set(seen["alice"]) & set(seen["bob"])


def test_by_rpc_the_bearer_of_a_token_finds_and_fetches_only_their_own(
    shared: Shared, embedder: Embedder
) -> None:
    with serving(shared.database.url) as project:
        found: dict[str, dict[str, Any]] = {}
        for user, secret in SECRETS.items():
            token = project.user_token(user)
            with connect(project.url, project.publishable_key, access_token=token, read_only=True) as client:
                server = make_server(Sections(client, embedder), embedder)
                matches = call(server, "match_sections", query="where is the folder?", limit=100)["results"]
                found[user] = {each["text"]: each["id"] for each in matches}
                assert f"# Folder\n\n{secret}" in found[user]
                others = [key for owner, rows in found.items() if owner != user for key in rows.values()]
                for result in calls(server, *(("fetch", {"id": key}) for key in others)):
                    assert "Pass an id that search has returned" in error(result)


def test_a_table_without_row_level_security_is_not_searched_for_a_user(
    shared: Shared, embedder: Embedder
) -> None:
    shared.database.execute("alter table shop.products disable row level security")
    try:
        with (
            transport(shared.url, "alice") as opened,
            pytest.raises(DatabaseError, match="does not hold for pgmatch_user on shop.products"),
        ):
            make_server(Declared(opened, "match_products"), embedder)
    finally:
        shared.database.execute("alter table shop.products enable row level security")


def test_the_tools_say_that_they_only_read_and_what_they_take(products: MCPServer) -> None:
    tools = {tool.name: tool for tool in talk(products, lambda client: client.list_tools()).tools}
    assert set(tools) == {"search", "fetch", "match_sections"}
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert tools["search"].input_schema["required"] == ["query"]
    assert tools["fetch"].input_schema["properties"]["id"]["type"] == "string"
    schema = tools["match_sections"].input_schema
    (filters,) = schema["$defs"].values()
    assert filters["additionalProperties"] is False
    kinds = {name: each["anyOf"][0] for name, each in filters["properties"].items()}
    assert kinds == {
        "min_content_length": {"type": "integer"},
        "in_category": {"type": "string"},
        "max_price": {"type": "number"},
        "json": {"type": "array", "items": {"type": "string"}},
    }


@pytest.mark.parametrize(
    ("search", "columns", "message"),
    [
        ("match_nothing", {}, "pgmatch.create_search has not made a function match_nothing"),
        ("match_products; drop table x", {}, "has not made a function"),
        ("match_products", {"title": "title"}, "match_products has no column title for the title"),
        ("match_products", {"text": "body"}, "match_products has no column body for the text"),
        ("match_products", {"url": "/{slug}"}, "match_products has no column slug for the url"),
    ],
)
def test_what_is_declared_wrongly_is_said_at_the_start(
    shared: Shared, search: str, columns: dict[str, Any], message: str
) -> None:
    with transport(shared.url, "alice") as opened, pytest.raises(PgmatchError, match=message):
        Declared(opened, search, Columns(**columns))


@pytest.mark.parametrize(("tool", "arguments"), [("search", {"query": "shoes"}), ("fetch", {"id": "1"})])
def test_a_call_that_is_given_up_ends_in_postgres(
    products: MCPServer, shared: Shared, tool: str, arguments: dict[str, Any]
) -> None:
    waiting = (
        "select count(*)::integer from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )

    async def wait(count: int) -> None:
        await asyncio.to_thread(wait_until, lambda: shared.database.rows(waiting) == [(count,)])

    async def give_up(client: Client) -> None:
        asked = asyncio.create_task(client.call_tool(tool, arguments))
        await wait(1)
        asked.cancel()
        await wait(0)

    with closing(shared.database.connect()) as session, session.cursor() as cursor:
        cursor.execute("lock table shop.products in access exclusive mode")
        talk(products, give_up)
