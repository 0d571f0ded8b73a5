"""`pgmatch serve` as a program: what it says, what it keeps to itself, and what it survives."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

import pgmatch
from pgmatch.migrate import upgrade
from pgmatch.models import LoadPage, LoadSection
from tests.cli.conftest import Run, Start, _no_settings, run, start, started
from tests.client.waiting import wait_until
from tests.conftest import InstallDatabase
from tests.embedders import fake_service
from tests.serve import fake_model
from tests.serve.fake_model import Exchange
from tests.serve.http.running import events, text_of
from tests.servers import OWNER_ROLE, SETTINGS, SUPABASE_ROLES, Database, PostgresServer, create, running

__all__ = ["_no_settings", "run", "start"]
MODEL = "text-embedding-3-small"
QUESTION = "Where is the planted-question?"
SECRETS = ("planted-", "sk-", "Bearer")
SQL = re.compile(r"\b(select|from|where|\$1|%s)\b", re.IGNORECASE)


@dataclass
class Program:
    """The program, its URL, and all that it and its answers have said."""

    process: subprocess.Popen[str]
    url: str
    heard: list[str] = field(default_factory=list)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        answer = httpx.request(method, self.url + path, timeout=60, **options)
        self.heard += [answer.text, str(answer.headers)]
        return answer

    def code(self, method: str, path: str, **options: Any) -> tuple[int, str]:
        answer = self.request(method, path, **options)
        return answer.status_code, answer.json()["error"]["code"]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        out, errors = self.process.communicate(timeout=60)
        self.heard += [out, errors]
        return self.process.returncode


@contextmanager
def program(start: Start, *arguments: str, **variables: str) -> Iterator[Program]:
    with start("serve", "--port", "0", *arguments, **variables) as process:
        try:
            assert process.stderr
            line = process.stderr.readline()
            found = re.match(r"(http://127\.0\.0\.1:\d+) ", line)
            assert found, line + process.communicate()[1]
            yield Program(process, found[1])
        finally:
            process.kill()


def fill(database: Database) -> None:
    with pgmatch.connect(database.url) as client:
        section = LoadSection("# A\n\n" + "Whatever is asked. " * 5, [29.0, 3.0] + [0.0] * 1534, "A", "a")
        client.load_pages([LoadPage("/a", [section])], MODEL)


@pytest.fixture
def database(install_database: InstallDatabase, supabase_server: PostgresServer) -> Database:
    made = install_database(supabase_server)
    fill(made)
    return made


def echo(exchange: Exchange) -> None:
    """Refuse, and repeat all that was sent."""
    said = f"{exchange.request.prompt} {exchange.request.authorization}"
    fake_model.failure(400, said)(exchange)


def test_neither_a_key_nor_a_question_nor_sql_is_told_or_logged(database: Database, start: Start) -> None:
    ask = ("POST", "/api/vector-search")
    with fake_model.running() as model, fake_service.running() as service:
        variables = {
            "DATABASE_URL": database.url.replace("postgres@", "postgres:planted-password@"),
            "PGMATCH_EMBEDDER": f"openai:{MODEL}",
            "OPENAI_API_KEY": "sk-planted-embedding-key",
            "OPENAI_BASE_URL": service.url,
            "PGMATCH_ANSWER_MODEL": "a-model",
            "PGMATCH_ANSWER_URL": model.url,
            "PGMATCH_ANSWER_KEY": "sk-planted-answer-key",
        }
        with program(start, **variables) as served:
            question: dict[str, Any] = {"json": {"query": QUESTION}}
            assert served.request(*ask, **question).status_code == 200
            assert "planted-question" in model.requests[-1].prompt
            assert model.requests[-1].authorization == "Bearer sk-planted-answer-key"
            assert served.request("GET", "/vector-search", params={"query": QUESTION}).status_code == 200
            model.answers = [echo]
            assert served.code(*ask, **question) == (502, "model_failed")
            service.answers = [fake_service.failure(400, f"{QUESTION} sk-planted-embedding-key")]
            assert served.code(*ask, **question) == (502, "embedding_failed")
            service.answers = [fake_service.success()]
            assert served.code("POST", "/api/vector-search", content=QUESTION) == (400, "bad_request")
            database.execute("alter table nods_page_section rename column heading to title")
            assert served.code("GET", "/search", params={"q": QUESTION}) == (500, "internal")
            database.execute("alter table nods_page_section rename column title to heading")
            assert served.request(*ask, **question).status_code == 502
            assert served.end() == 0
        said = "\n".join(served.heard)
    assert "POST '/api/vector-search' 200" in said
    assert "GET '/vector-search' 200" in said
    assert "model_failed: CompletionError 400" in said
    assert [secret for secret in SECRETS if secret in said] == []
    assert not SQL.search(said)


@dataclass
class Restarted:
    """A program that serves a database, whose server tests restart; a language model writes its answers."""

    program: Program
    model: fake_model.Model
    server: PostgresServer
    database: Database

    def stop(self) -> None:
        assert self.server.cluster
        self.server.cluster.stop()

    def start(self) -> None:
        assert self.server.cluster
        self.server.cluster.start(self.server.port, SETTINGS)


@pytest.fixture(scope="module")
def restarted() -> Iterator[Restarted]:
    with (
        running(OWNER_ROLE, SUPABASE_ROLES) as server,
        fake_service.running() as service,
        fake_model.running() as model,
    ):
        database = create(server, "restarted")
        upgrade(database.url)
        fill(database)
        variables = {
            "DATABASE_URL": database.url,
            "PGMATCH_EMBEDDER": f"openai:{MODEL}",
            "OPENAI_API_KEY": "key",
            "OPENAI_BASE_URL": service.url,
            "PGMATCH_ANSWER_MODEL": "a-model",
            "PGMATCH_ANSWER_URL": model.url,
        }
        with program(started, **variables) as served:
            yield Restarted(served, model, server, database)


ASKED = "/vector-search?query=Whatever"


def test_a_restart_of_the_database_is_survived(restarted: Restarted) -> None:
    paths = ("/search?q=Whatever", ASKED, "/healthz")
    served = restarted.program
    assert [served.request("GET", path).status_code for path in paths] == [200] * 3
    restarted.stop()
    try:
        wait_until(lambda: served.request("GET", "/healthz").status_code == 503)  # it may say so later
        assert [served.code("GET", path) for path in paths] == [(503, "database_unavailable")] * 3
    finally:
        restarted.start()
    assert [served.request("GET", path).status_code for path in paths] == [200] * 3


def test_a_restart_of_the_database_ends_no_answer_that_has_begun(restarted: Restarted) -> None:
    has_restarted = threading.Event()

    def answer(exchange: Exchange) -> None:
        exchange.begin()
        exchange.token("It ")
        assert has_restarted.wait(60)
        exchange.token("survives.", finish_reason="stop")
        exchange.end()

    restarted.model.answers = [answer, fake_model.streamed("Again.")]
    with httpx.stream("GET", restarted.program.url + ASKED, timeout=60) as response:
        parts = response.iter_raw()
        received = next(parts)
        restarted.stop()
        restarted.start()
        has_restarted.set()
        received += b"".join(parts)
    assert text_of(events(received)) == "It survives."
    assert text_of(events(restarted.program.request("GET", ASKED))) == "Again."


def test_a_restart_of_the_database_fails_the_question_that_waits_for_it(restarted: Restarted) -> None:
    waiting = (
        "select count(*)::integer from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    restarted.model.answers = [fake_model.streamed("Again.")]
    with closing(restarted.database.connect()) as session, session.cursor() as cursor:
        cursor.execute("lock table nods_page_section in access exclusive mode")
        with ThreadPoolExecutor(1) as thread:
            asked = thread.submit(restarted.program.code, "GET", ASKED)
            wait_until(lambda: restarted.database.rows(waiting) == [(1,)])
            restarted.stop()
            restarted.start()
            assert asked.result(60) == (503, "database_unavailable")
    assert text_of(events(restarted.program.request("GET", ASKED))) == "Again."


def test_a_server_that_cannot_work_says_why(run: Run, library: Database) -> None:
    def error(*arguments: str, **variables: str) -> str:
        done = run("serve", *arguments, **variables)
        assert done.exit_code == 1
        return done.stderr

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"cannot listen on 127.0.0.1:{port}: Address already in use\n" in error("--port", port)
    assert "the address to listen on is empty" in error("--host", "")
    for proxy in ("nix", "*", "10.0.0.1/8"):  # the last has bits of a host
        assert re.search(rf"--proxy: '?{re.escape(proxy)}'? ", error("--proxy", proxy))
    assert "no database URL is set" in error("--port", "0")
    wrong = error("--port", "0", url=library.url)
    assert 'by "words"' in wrong or "dimensions" in wrong
    assert "serve_rate='many' is not a whole number" in error(PGMATCH_SERVE_RATE="many")
    assert "'null' is not an origin" in error(PGMATCH_SERVE_ORIGINS="null, https://a.example")
    for site in ("ftp://a", "http://[::", "http://a:99999", "http://a b", "https://"):
        assert "the site's URL does not begin with http" in error("--site-url", site)
    assert "'https://[' is not an origin" in error("--origin", "https://[")
    for host in ("https://a.example", "a.example:8000", "*"):
        assert f"'{host}' is not the name of a host" in error("--allowed-host", host)


def test_a_threshold_that_is_no_number_is_refused_at_the_start(run: Run, database: Database) -> None:
    options = ("--port", "0", "--embedder", f"openai:{MODEL}")
    done = run("serve", *options, url=database.url, OPENAI_API_KEY="sk-none", PGMATCH_ANSWER_THRESHOLD="0,35")
    assert done.exit_code == 1
    assert "answer_threshold=0,35" in done.stderr


def test_the_settings_are_shown(run: Run) -> None:
    done = run(
        "config", PGMATCH_SERVE_ORIGINS="https://a.example", PGMATCH_SITE_URL="https://user:pw@docs.example"
    )
    assert "serve_origins" in done.stdout
    assert "https://a.example" in done.stdout
    assert "pw@" not in done.stdout
