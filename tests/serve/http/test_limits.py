"""How much may be asked: sizes, rates, requests at once, and clients that go away."""

from __future__ import annotations

import gc
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Any

import pytest

from pgmatch.errors import SettingError
from pgmatch.serve.http import app
from pgmatch.serve.http.limits import CLIENTS, Rate, client_of
from pgmatch.serve.http.options import Options
from pgmatch.serve.http.protocol import TimedProtocol
from pgmatch.serve.http.stream import AnswerResponse
from tests.client.waiting import wait_until
from tests.serve.fake_model import Exchange, endless, event_of, hanging, running, streamed
from tests.serve.http.running import Running, events, serving, text_of
from tests.servers import Database

QUESTION = "When are ripe apples picked?"
STREAMS = 50


def test_a_client_spends_its_rate_and_gets_it_back() -> None:
    now = [0.0]
    rate = Rate(60, clock=lambda: now[0])
    assert [rate.wait("a", 20) for _ in range(3)] == [0, 0, 0]
    assert rate.wait("a", 20) == 20
    assert rate.wait("b", 20) == 0, "each client has its own"
    now[0] = 19.5
    assert rate.wait("a", 20) == pytest.approx(0.5)
    now[0] = 20
    assert rate.wait("a", 20) == 0
    now[0] = 10_000
    assert [rate.wait("a", 20) for _ in range(4)] == [0, 0, 0, 20], "no more than a minute is saved up"


def test_what_costs_more_than_a_minute_is_answered_once_a_minute() -> None:
    rate = Rate(2, clock=lambda: 0.0)
    assert [rate.wait("a", 5), rate.wait("a", 5)] == [0, 60]


def test_the_server_remembers_so_many_clients_and_no_more() -> None:
    rate = Rate(1, clock=lambda: 0.0)
    for number in range(CLIENTS + 10):
        rate.wait(str(number), 1)
    assert len(rate) == CLIENTS


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("a, b", "a, b"),
    ],
)
def test_a_client_is_an_address_or_a_network(host: str, client: str) -> None:
    assert client_of({"client": (host, 1)}) == client


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rate": 0}, "rate=0 is out of range"),
        ({"origins": ("null",)}, "'null' is not an origin"),
        ({"origins": ("https://a.example/",)}, "is not an origin"),
        ({"origins": ("a.example",)}, "is not an origin"),
        ({"site_url": "javascript:alert(1)"}, "does not begin with http"),
        ({"site_url": "https://user:secret@a.example"}, "does not begin with http"),
        ({"site_url": "https://a.example/?q="}, "has a query"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message) as raised:
        Options(**options)
    assert "secret" not in str(raised.value)


def test_who_asks_too_often_is_told_when_to_ask_again(library: Database) -> None:
    with serving(library.url, rate=6) as server:
        assert server.get("/vector-search", params={"query": QUESTION}).status_code == 200
        assert server.get("/search", params={"q": QUESTION}).status_code == 200
        refused = server.get("/search", params={"q": QUESTION})
        assert refused.status_code == 429
        assert refused.json()["error"]["code"] == "too_many_requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 11
        forged = server.get("/search", params={"q": QUESTION}, headers={"X-Forwarded-For": "203.0.113.9"})
        assert forged.status_code == 429
        assert server.get("/healthz").status_code == 200  # or all clients would lose the server


def test_a_search_costs_as_much_as_it_may_find(library: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "Rate", partial(Rate, clock=lambda: 0.0))

    def status(limit: str) -> int:
        return server.get("/search", params={"q": QUESTION, "limit": limit}).status_code

    with serving(library.url, rate=7) as server:
        assert [status("50"), status("many"), status("11"), status("10")] == [200, 400, 429, 200]


def test_a_mounted_application_has_the_same_limits_and_its_own_links(library: Database) -> None:
    with serving(library.url, prefix="/ask", rate=1) as server:
        (found, *_) = server.get("/ask/search", params={"q": QUESTION}).json()["results"]
        assert found["url"] == "/ask/pages/fruit?section=1#apples"
        assert server.get("/ask/search", params={"q": QUESTION}).status_code == 429


def test_a_proxy_says_for_whom_it_asks(library: Database) -> None:
    def ask(client: str) -> int:
        return server.get("/search?q=apples", headers={"X-Forwarded-For": client}).status_code

    with serving(library.url, rate=1, proxies=("127.0.0.1",)) as server:
        assert [ask("203.0.113.1"), ask("203.0.113.2"), ask("203.0.113.1")] == [200, 200, 429]
        assert server.server.config.timeout_keep_alive > 60  # for which proxies keep a connection


def test_one_request_too_many_is_refused_and_the_place_is_free_again(library: Database) -> None:
    with running() as model, serving(library.url, model.url, concurrency=1, rate=1_000_000) as server:
        model.answers = [hanging("Pick "), streamed("Pick ", "them.")]
        with server.client.stream("GET", "/vector-search", params={"query": QUESTION}) as held:
            parts = held.iter_raw()  # which ends the request when nobody holds it
            next(parts)
            refused = server.get("/search", params={"q": QUESTION})
            assert (refused.status_code, refused.json()["error"]["code"]) == (503, "overloaded")
            assert refused.headers["retry-after"] == "1"
        wait_until(lambda: server.get("/search", params={"q": QUESTION}).status_code == 200)
        assert server.get("/vector-search", params={"query": QUESTION}).status_code == 200


def test_a_body_that_does_not_arrive_frees_its_place(library: Database) -> None:
    head = b"POST /api/vector-search HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"
    with serving(library.url, receive_timeout=0.2, concurrency=1) as server:
        received = server.raw(head)
        assert received.startswith(b"HTTP/1.1 408 ")
        assert b'"code":"request_timeout"' in received
        wait_until(lambda: server.get("/search", params={"q": QUESTION}).status_code == 200)


@pytest.mark.parametrize("sent", [b"", b"GET /hea"])
def test_a_request_that_does_not_arrive_ends_its_connection(
    library: Database, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(TimedProtocol, "head_timeout", 0.2)
    with serving(library.url) as server:
        assert server.raw(sent) == b""


def test_an_answer_that_takes_too_long_is_ended(library: Database) -> None:
    with running() as model, serving(library.url, model.url, answer_timeout=1.0) as server:
        model.answers = [hanging()]
        late = server.post("/api/vector-search", {"query": QUESTION})
        assert (late.status_code, late.json()["error"]["code"]) == (504, "timeout")
        assert model.gone.wait(60)


@pytest.mark.parametrize(
    ("length", "pause", "code"), [(50_000, 0.0, "model_failed"), (5, 0.02, "timeout")], ids=["fast", "slow"]
)
def test_an_answer_without_end_is_ended_with_an_error(
    library: Database, length: int, pause: float, code: str
) -> None:
    timeout = 120.0 if code == "model_failed" else 1.0
    with running() as model, serving(library.url, model.url, answer_timeout=timeout) as server:
        model.answers = [endless(event_of("x" * length), pause=pause), streamed("Pick ", "them.")]
        *parts, failed, done = events(server.get("/vector-search", params={"query": QUESTION}))
        assert {each.name for each in parts} == {"message"}
        assert (failed.name, failed.value["error"]["code"]) == ("error", code)
        assert done.data == "[DONE]"
        assert model.gone.wait(60)
        again = server.get("/vector-search", params={"query": QUESTION})
        assert text_of(events(again)) == "Pick them."


def test_a_client_that_goes_away_ends_the_request_to_the_model(library: Database) -> None:
    with running() as model, serving(library.url, model.url) as server:
        model.answers = [hanging("Pick ")]
        with server.client.stream("POST", "/api/vector-search", json={"query": QUESTION}) as held:
            parts = held.iter_raw()  # which ends the request when nobody holds it
            next(parts)
            assert not model.gone.is_set()
        assert model.gone.wait(60)


def test_a_client_that_goes_away_before_the_first_token_ends_it_too(library: Database) -> None:
    asked = threading.Event()

    def answer(exchange: Exchange) -> None:
        asked.set()
        hanging()(exchange)

    with running() as model, serving(library.url, model.url) as server:
        model.answers = [answer]
        with _sent(server, "/vector-search?query=ripe+apples"):
            assert asked.wait(60)
        assert model.gone.wait(60)


@pytest.mark.parametrize("path", ["/search?q=ripe+apples", "/vector-search?query=ripe+apples"])
def test_a_client_that_goes_away_ends_the_query(server: Running, library: Database, path: str) -> None:
    waiting = (
        "select count(*)::integer from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    server.get("/search", params={"q": QUESTION})  # the revision and the like are asked for
    with closing(library.connect()) as session, session.cursor() as cursor:
        cursor.execute("lock table nods_page_section in access exclusive mode")
        with _sent(server, path):
            wait_until(lambda: library.rows(waiting) == [(1,)])
        wait_until(lambda: library.rows(waiting) == [(0,)])
    assert server.get("/search", params={"q": QUESTION}).status_code == 200


def _sent(server: Running, path: str) -> socket.socket:
    """Send a request, and return the connection, on which nobody reads."""
    connection = server.connect()
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return connection


def test_many_streams_at_once_are_all_answered(library: Database) -> None:
    tokens = [f"token {number} " for number in range(10)]
    begun = threading.Barrier(STREAMS)
    in_use = "select count(*)::integer from pg_stat_activity where application_name = 'streams'"

    def answer(exchange: Exchange) -> None:
        begun.wait(120)  # no answer begins before all are asked for
        streamed(*tokens)(exchange)

    def ask(_number: int) -> str:
        response = server.get("/vector-search", params={"query": QUESTION})
        assert response.status_code == 200, response.text
        return text_of(events(response))

    def is_left() -> bool:
        # a task ends after its answer has, so a client may be here first
        ((connections,),) = library.rows(in_use)
        tasks = server.server.server_state.tasks
        return connections > 5 or bool(tasks) or any(type(o) is AnswerResponse for o in gc.get_objects())

    url = f"{library.url}?application_name=streams"
    with running() as model, serving(url, model.url, rate=1_000_000) as server:
        model.answers = [answer]
        with ThreadPoolExecutor(STREAMS) as threads:
            for _ in range(2):
                assert set(threads.map(ask, range(STREAMS))) == {"".join(tokens)}
                # what is kept does not grow with what was asked
                wait_until(lambda: not is_left())
    assert len(model.requests) == 2 * STREAMS
