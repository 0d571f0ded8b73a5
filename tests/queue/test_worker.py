"""The command, as a process that is killed or asked to end, and what `pgmatch status` says of its queues."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pgmatch.errors import SettingError
from pgmatch.queue import Worker
from tests.cli.conftest import Done, Run
from tests.embedders import fake_service
from tests.embedders.fake_service import Json, Reply, Service
from tests.queue.conftest import Queue
from tests.queue.letters import Letters

PROGRAM = Path(sys.executable).with_name("pgmatch")
WAIT = 60  # seconds, if something is wrong


class Held:
    """Answers of a service that wait: `asked` is set with the request, which is answered after `release`."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.release = threading.Event()

    def __call__(self, body: Json) -> Reply:
        if body["input"] != ["length"]:
            self.asked.set()
            assert self.release.wait(WAIT)
        return fake_service.success(3)(body)


@pytest.fixture
def held() -> Iterator[tuple[Service, Held]]:
    with fake_service.running() as service:
        answers = Held()
        service.answers = [answers]
        yield service, answers
        answers.release.set()


@contextmanager
def process(queue: Queue, service: Service, *options: str) -> Iterator[subprocess.Popen[str]]:
    environment = {"PATH": os.defpath, "DATABASE_URL": queue.url, "OPENAI_BASE_URL": service.url}
    command: Sequence[str | Path] = [
        PROGRAM,
        "worker",
        "--embedder",
        "openai:letters",
        "--poll",
        "0.05",
        *options,
    ]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def test_what_a_killed_worker_had_is_done_by_another(queue: Queue, held: tuple[Service, Held]) -> None:
    service, answers = held
    table = queue.declare("killed", "title")
    queue.execute("insert into killed values (1, 'one'), (2, 'two')")
    with process(queue, service, "--table", "public.killed", "--timeout", "1") as worker:
        assert answers.asked.wait(WAIT), worker.communicate()
        worker.kill()
    answers.release.set()
    with process(queue, service, "--table", "public.killed", "--until-empty") as worker:
        assert worker.communicate(timeout=WAIT)[0] == "2 rows embedded, 0 attempts failed\n"
        assert worker.returncode == 0
    assert queue.rows("select count(embedding) from killed") == [(2,)]
    assert queue.jobs(table) == [0, 0, 0, 0]


def test_a_worker_that_is_asked_to_end_ends_after_its_batch(queue: Queue, held: tuple[Service, Held]) -> None:
    service, answers = held
    table = queue.declare("ended", "title")
    queue.execute("insert into ended values (1, 'one'), (2, 'two')")
    with process(queue, service, "--table", "public.ended", "--batch-size", "1") as worker:
        assert answers.asked.wait(WAIT), worker.communicate()
        worker.send_signal(signal.SIGTERM)
        answers.release.set()
        assert worker.communicate(timeout=WAIT)[0] == "1 row embedded, 0 attempts failed\n"
        assert worker.returncode == 0
    assert queue.jobs(table) == [1, 0, 0, 0]


def test_a_worker_that_is_interrupted_twice_gives_its_batch_back(
    queue: Queue, held: tuple[Service, Held]
) -> None:
    service, answers = held
    table = queue.declare("twice", "title")
    queue.execute("insert into twice values (1, 'one'), (2, 'two')")
    with process(queue, service, "--table", "public.twice") as worker:
        assert answers.asked.wait(WAIT), worker.communicate()
        worker.send_signal(signal.SIGINT)
        assert worker.stderr
        assert "once more" in worker.stderr.readline()
        worker.send_signal(signal.SIGINT)
        assert worker.wait(WAIT) == 130
    assert queue.jobs(table) == [2, 0, 0, 0]
    [(attempts,)] = queue.rows(
        "select array_agg(c.attempt) from pgmatch.embedding_source as e, pgmatch.claim_jobs(e.id) as c"
        " where e.target = 'twice'::regclass"
    )
    assert attempts == [1, 1]


def test_a_worker_says_once_what_it_cannot_fill(queue: Queue, held: tuple[Service, Held]) -> None:
    service, answers = held
    answers.release.set()
    for table in ("hindered", "unhindered"):
        queue.declare(table, "title")
    queue.execute(
        "alter table hindered rename title to name;"
        "insert into hindered values (1, 'a'); insert into unhindered values (1, 'b')"
    )
    options = ("--table", "public.hindered", "--table", "public.unhindered", "--until-empty")
    with process(queue, service, *options) as worker:
        said, errors = worker.communicate(timeout=WAIT)
    assert (said, worker.returncode) == ("1 row embedded, 0 attempts failed\n", 1)
    assert errors.count('column "title" does not exist') == 1
    assert "select pgmatch.queue_embeddings('public.hindered', 'embedding', ...)" in errors


def test_the_status_shows_the_queues(queue: Queue, run: Run) -> None:
    queue.declare("watched", "title")
    queue.execute("insert into watched values (1, 'bad'), (2, 'fine')")
    [shown] = [line for line in said(run, queue, "status") if line.startswith("public.watched")]
    assert re.fullmatch(
        r"public\.watched\.embedding, filled by the first worker: 2 jobs waiting, 0 running, 0 failing,"
        r" the oldest \d+ s old",
        shown,
    )
    assert queue.work("watched", attempts=1).stored == 1
    [shown] = [line for line in said(run, queue, "status") if line.startswith("public.watched")]
    assert shown.endswith("letters: 0 jobs waiting, 0 running, 0 failing; 1 given up: pgmatch worker --retry")
    [found] = [each for each in status(run, queue) if each["target"] == "public.watched"]
    assert {name: found[name] for name in ("embedding", "model", "waiting", "dead")} == {
        "embedding": "embedding",
        "model": "letters",
        "waiting": 0,
        "dead": 1,
    }


def said(run: Run, queue: Queue, *words: str) -> list[str]:
    done = run(*words, url=queue.url)
    assert done.exit_code == 0, done.stderr
    return done.stdout.splitlines()


def status(run: Run, queue: Queue) -> list[dict[str, Any]]:
    queues: list[dict[str, Any]] = json.loads("\n".join(said(run, queue, "status", "--json")))["queues"]
    return queues


def test_a_worker_without_the_line_says_what_to_do(
    run: Run, empty_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_service.running() as service:
        monkeypatch.setenv("OPENAI_BASE_URL", service.url)
        done = run("worker", "--embedder", "openai:letters", "--until-empty", url=empty_database.url)
    assert done.exit_code == 1
    assert "the line queue is not installed here" in done.stderr


@pytest.fixture
def worker(run: Run, queue: Queue) -> Iterator[tuple[Service, Callable[..., Done]]]:
    """A service that refuses a text with the word "bad", and the command until the queues of tables are empty."""
    with fake_service.running() as service:
        service.answers = [refusing]

        def call(tables: Sequence[str], *options: str) -> Done:
            for table in tables:
                options = ("--table", f"public.{table}", *options)
            command = ("worker", "--embedder", "openai:letters", "--until-empty", *options)
            return run(*command, url=queue.url, OPENAI_BASE_URL=service.url)

        yield service, call


def refusing(body: Json) -> Reply:
    if any("bad" in text for text in body["input"]):
        return fake_service.failure(400, "this text is refused")(body)
    return fake_service.success(3)(body)


def test_the_status_is_1_while_a_job_fails(queue: Queue, worker: tuple[Service, Callable[..., Done]]) -> None:
    service, work = worker
    queue.declare("refused", "title")
    queue.execute("insert into refused values (1, 'bad'), (2, 'fine')")
    done = work(["refused"])
    assert (done.stdout, done.exit_code) == ("1 row embedded, 1 attempt failed\n", 1)
    assert re.search("The last error: .*this text is refused", done.stderr)
    # until its next attempt, which is later
    done = work(["refused"])
    assert (done.stdout, done.exit_code) == ("0 rows embedded, 0 attempts failed\n", 1)
    # a changed text has a job of its own, which ends the other
    service.answers = [fake_service.success(3)]
    queue.execute("update refused set title = 'better' where id = 1")
    done = work(["refused"])
    assert (done.stdout, done.exit_code) == ("1 row embedded, 0 attempts failed\n", 0)


def test_jobs_that_were_given_up_are_queued_again_for_the_tables_of_the_worker(
    queue: Queue, worker: tuple[Service, Callable[..., Done]]
) -> None:
    service, work = worker
    tables = ["given_up", "left_alone"]
    for table in tables:
        queue.declare(table, "title")
        queue.execute(f"insert into {table} values (1, 'bad')")
    assert work(tables, "--attempts", "1").exit_code == 1
    assert [queue.jobs(table) for table in tables] == [[0, 0, 0, 1]] * 2
    # nobody tries them unasked
    assert work(tables).exit_code == 0
    service.answers = [fake_service.success(3)]
    done = work(["given_up"], "--retry")
    assert (done.stdout, done.exit_code) == ("1 row embedded, 0 attempts failed\n", 0)
    assert "1 job queued again" in done.stderr
    assert [queue.jobs(table) for table in tables] == [[0, 0, 0, 0], [0, 0, 0, 1]]
    assert "0 jobs queued again" in work(["given_up"], "--retry").stderr


def test_a_table_of_another_model_is_refused(
    queue: Queue, worker: tuple[Service, Callable[..., Done]]
) -> None:
    service, work = worker
    queue.execute(
        "create table of_another (id integer primary key, title text, embedding extensions.vector(3));"
        "insert into of_another values (1, 'text');"
        "select pgmatch.queue_embeddings('of_another', 'embedding', 'title', 'other')"
    )
    done = work(["of_another"])
    assert done.exit_code == 1
    assert 'public.of_another.embedding is filled by "other", not by "letters"' in done.stderr
    service.answers = [fake_service.success(4)]
    queue.declare("too_short", "title")
    done = work(["too_short"])
    assert done.exit_code == 1
    assert "public.too_short.embedding has 3 dimensions, letters makes 4" in done.stderr


@pytest.mark.parametrize(
    ("name", "most"), [("batch_size", "10,000"), ("timeout", "86,400"), ("attempts", "1,000")]
)
@pytest.mark.parametrize("value", [0, -1, 2**31])
def test_a_number_out_of_range_is_refused(name: str, most: str, value: int) -> None:
    connection: Any = None  # it is not asked
    given: dict[str, Any] = {name: value}
    with pytest.raises(SettingError, match=f"{name} is {value}\n.*from 1 to {most}"):
        Worker(connection, Letters(), **given)
