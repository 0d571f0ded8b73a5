"""Questions over HTTP, and the shapes of their answers."""

from __future__ import annotations

import asyncio
import re
import socket
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

import pgmatch
from pgmatch.errors import DatabaseError
from pgmatch.ingest.run import ingest
from pgmatch.migrate import upgrade
from pgmatch.serve.http import gates, results
from pgmatch.serve.http.results import SNIPPET, snippet
from pgmatch.serve.http.server import Target, opened
from tests.docs.pages import DOCS, blocks, codes, sections, table
from tests.http.lite import serving as api
from tests.serve.fake_model import dropped, running, streamed
from tests.serve.http.running import NAME, Running, events, serving, text_of
from tests.serve.http.words import PAGES, Words, pages
from tests.servers import Database

HTTP = Path(results.__file__).parent
QUESTION = "When are ripe apples picked?"
STRANGE = "What about quotes, braces and event data?"
FRUIT = {
    "path": "/fruit",
    "slug": "apples",
    "url": "/pages/fruit?section=1#apples",
    "heading": "Apples",
    "snippet": PAGES["/fruit"][2],
}


def asked(server: Running, question: str = QUESTION) -> list[httpx.Response]:
    """Ask in each way that gives events."""
    return [
        server.post("/api/vector-search", {"query": question}),
        server.get("/vector-search", params={"query": question}),
        server.get("/functions/v1/vector-search", params={"query": question}),
        server.post("/functions/v1/openai", {"query": question, "stream": True}),
    ]


def test_every_address_answers_with_the_same_events(server: Running) -> None:
    answers = asked(server)
    assert {answer.headers["content-type"] for answer in answers} == {"text/event-stream"}
    assert len({answer.text for answer in answers}) == 1
    found = events(answers[0])
    text = text_of(found)
    assert "Pick ripe apples in autumn." in text
    told = found[-2].value
    assert told["extractive"] is True
    first = told["sources"][0]
    assert {name: first[name] for name in FRUIT} == FRUIT
    assert first["headings"][-1] == "Apples"
    assert first["similarity"] > 0
    assert len(told["sources"]) == text.count("> **") <= 3
    whole = server.post("/functions/v1/openai", {"query": QUESTION})
    assert (whole.headers["content-type"], whole.text) == ("text/plain; charset=utf-8", text)
    plain = server.post("/api/vector-search", {"prompt": QUESTION})
    assert (plain.headers["content-type"], plain.text) == ("text/plain; charset=utf-8", text)


def test_a_text_of_the_database_ends_no_event(server: Running) -> None:
    for answer in asked(server, STRANGE):
        text = text_of(events(answer))
        assert "data: [DONE]" in text
        assert "event: x" in text


def test_a_token_of_the_model_ends_no_event(library: Database) -> None:
    tokens = ("a\n\ndata: [DONE]\n\n", "\r\revent: error\r\n", "\u2028\u0000 🍎 é", "id: 2")
    with running() as model, serving(library.url, model.url) as server:
        model.answers = [streamed(*tokens)]
        for answer in asked(server):
            assert text_of(events(answer)) == "".join(tokens)


def test_an_answer_that_breaks_off_ends_with_an_error(library: Database) -> None:
    with running() as model, serving(library.url, model.url) as server:
        model.answers = [dropped("Pick ")]
        for answer in asked(server):
            text, error, end = events(answer)
            assert text.value == {"choices": [{"text": "Pick "}]}
            assert error.name == "error"
            assert error.value["error"]["code"] == "model_failed"
            assert end.data == "[DONE]"
        assert server.post("/functions/v1/openai", {"query": QUESTION}).status_code == 502
        with pytest.raises(httpx.RemoteProtocolError):
            server.post("/api/vector-search", {"prompt": QUESTION})


def test_a_search_lists_sections(server: Running) -> None:
    found = server.get("/search", params={"q": QUESTION}).json()["results"]
    assert {name: found[0][name] for name in FRUIT} == FRUIT
    assert len(server.get("/search", params={"q": QUESTION, "limit": 1}).json()["results"]) == 1


def test_links_lead_to_the_site_and_are_encoded(server: Running, library: Database) -> None:
    page = "/odd%20%22path%22%3F%23%25{}#a%20b"
    assert _link(server) == "/pages" + page.format("?section=3")
    with serving(library.url, site_url="https://docs.example.com/v2/") as site:
        assert _link(site) == "https://docs.example.com/v2" + page.format("")


def _link(server: Running) -> str:
    return str(server.get("/search", params={"q": STRANGE}).json()["results"][0]["url"])


def test_a_page_can_be_read_from_one_of_its_sections(server: Running) -> None:
    found = server.get("/sections", params={"id": 1}).json()
    assert found["path"] == "/fruit"
    (section,) = found["sections"]
    assert section["content"].startswith("# Apples\n")
    assert (section["id"], section["slug"], section["headings"]) == (1, "apples", ["Apples"])


def test_a_text_is_embedded_with_length_1(server: Running) -> None:
    embedding = server.post("/functions/v1/embed", {"input": "ripe apples"}).json()["embedding"]
    assert np.allclose(embedding, Words().embed(["ripe apples"])[0])
    assert np.isclose(np.linalg.norm(embedding), 1)


def test_the_server_says_that_it_works(server: Running) -> None:
    assert server.get("/healthz").json() == {"status": "ok"}


def test_a_project_of_supabase_is_enough(server: Running, library: Database) -> None:
    with api(library.url) as project, serving(project.url, key=project.secret_key) as by_rpc:
        for path in ("/search?q=ripe+apples", "/sections?id=1", "/healthz"):
            assert by_rpc.get(path).json() == server.get(path).json()
        assert by_rpc.get("/vector-search", params={"query": QUESTION}).text == asked(server)[0].text


def test_the_pages_of_headless_doc_search_are_asked_too(empty_database: Database, tmp_path: Path) -> None:
    upgrade(empty_database.url, "docs", dimensions=str(Words.dimensions), metric="cosine")
    (tmp_path / "pears.md").write_text(
        "# Pears\n\nRipe pears fall from the trees of the orchard in October.\n"
    )
    with pgmatch.connect(empty_database.url, line="docs") as database:
        ingest(database, tmp_path, Words())
    with serving(empty_database.url, line="docs") as server:
        found = events(server.get("/vector-search", params={"query": "When do ripe pears fall?"}))
    assert "fall from the trees" in text_of(found)
    assert found[-2].value["sources"][0]["path"] == "/pears"


def test_nothing_is_written(library: Database) -> None:
    async def write() -> None:
        async with opened(Words(), Target(library.url)) as services:
            await services.database.load_pages(pages(), NAME, normalized=True)

    with pytest.raises(DatabaseError, match="read-only transaction"):
        asyncio.run(write())


def test_the_documentation_lists_every_error(server: Running) -> None:
    rows = table(sections(DOCS / "serve.md")["Errors"])
    described = {code for _, cell, _ in rows for code in codes(cell)}
    source = "".join(path.read_text("utf-8") for path in HTTP.glob("*.py"))
    told = set(re.findall(r'Problem\(\s*\d+,\s*"(\w+)"', source))
    assert described == told | {"method_not_allowed"}
    (block,) = (b for b in blocks(DOCS / "serve.md", "console") if b.code.startswith('{"error"'))
    assert server.get("/search?q=").text == block.code.strip()


def test_a_request_for_the_headers_asks_nothing(library: Database) -> None:
    with running() as model, serving(library.url, model.url) as server:
        answer = server.client.head("/vector-search", params={"query": QUESTION})
        assert (answer.status_code, answer.text) == (200, "")
        assert model.requests == []


DEEP = b'{"query":' + b"[" * 50_000
BAD: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("POST", "/api/vector-search", {"content": b"hello"}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"content": b"\xff\xfe\x00{"}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"content": DEEP}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"content": b"1" * 50_000}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"json": ["query"]}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"json": {}}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"json": {"query": 7}}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"json": {"query": " \n"}}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"json": {"query": "a\0"}}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"content": b'{"query": "\\ud800"}'}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"json": {"query": "a" * 2001}}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"json": {"prompt": "a" * 2001}}, 400, "bad_request"),
    ("POST", "/api/vector-search", {"content": b" " * 65_537}, 413, "too_large"),
    ("POST", "/functions/v1/embed", {"json": ["input"]}, 400, "bad_request"),
    ("POST", "/functions/v1/embed", {"json": {"input": "word " * 201}}, 400, "bad_request"),
    ("GET", "/vector-search", {}, 400, "bad_request"),
    ("GET", "/search?q=", {}, 400, "bad_request"),
    ("GET", "/search?q=a&limit=51", {}, 400, "bad_request"),
    ("GET", "/search?q=a&limit=-1", {}, 400, "bad_request"),
    ("GET", "/search?q=a&limit=%D9%A3", {}, 400, "bad_request"),
    ("GET", "/sections?id=1%20or%201=1", {}, 400, "bad_request"),
    ("GET", "/sections?id=" + "9" * 5000, {}, 400, "bad_request"),
    ("GET", "/sections?id=9999", {}, 404, "not_found"),
    ("GET", "/api/vector-search", {}, 405, "method_not_allowed"),
    ("POST", "/search", {}, 405, "method_not_allowed"),
    ("GET", "/search/", {}, 404, "not_found"),
    ("GET", "/assets/../app.py", {}, 404, "not_found"),
    ("GET", "/assets/%2e%2e/http/app.py", {}, 404, "not_found"),
]


@pytest.mark.parametrize(("method", "path", "request_", "status", "code"), BAD)
def test_a_wrong_request_gets_an_error_of_one_shape(
    server: Running, method: str, path: str, request_: dict[str, Any], status: int, code: str
) -> None:
    answer = server.client.request(method, path, **request_)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
    error = answer.json()["error"]
    assert list(error) == ["code", "message", "hint"]
    assert error["code"] == code
    assert error["message"]
    assert "embed" not in path or "query" not in error["hint"]


def test_a_client_that_still_sends_sees_the_refusal(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    # a busy machine may need more than the usual two seconds to take it
    monkeypatch.setattr(gates, "_LINGER", 60)
    body = b" " * 10_000_000
    address = (server.client.base_url.host, server.client.base_url.port)
    with socket.create_connection(address, timeout=60) as client:
        client.sendall(b"POST /api/vector-search HTTP/1.1\r\nHost: localhost\r\n")
        client.sendall(f"Content-Length: {len(body)}\r\n\r\n".encode())
        told = client.recv(1024)
        client.sendall(body)
    assert told.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("content", "question", "expected"),
    [
        ("# A\n\nSee [the *guide*](x.md) and `code`.\n", "guide", "See the guide and code."),
        ("a " * 200 + "\nThe needle is here. " + "b " * 200, "needle", "… The needle is here. b b"),
        ("x" * 500, "nothing", "x" * SNIPPET + " …"),
        ("# Only a heading", "a", "Only a heading"),
    ],
)
def test_a_snippet_is_plain_text_around_the_words_of_the_question(
    content: str, question: str, expected: str
) -> None:
    found = snippet(content, question)
    assert found.startswith(expected)
    assert len(found) <= SNIPPET + 4
