"""`pgmatch model`: killed at any step, searches answer as before, and the command goes on."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.cli.conftest import Run, Start, _no_settings, run, start
from tests.client.waiting import wait_until
from tests.embedders.fake_service import Json, Reply, Service, running, success
from tests.model_change.conftest import NEW, OLD, Model, begin
from tests.servers import Database

__all__ = ["_no_settings", "run", "start"]

CHANGE = (
    *(
        "model",
        "change",
        "--to",
        "openai:new",
        "shop.products.embedding",
        "--content",
        "s.name",
        "--from",
        "old",
    ),
    *("--metric", "ip", "--batch-size", "100", "--timeout", "1"),
)


@pytest.fixture(scope="module")
def running_service() -> Iterator[Service]:
    with running() as made:
        yield made


@pytest.fixture
def service(running_service: Service) -> Service:
    """A service that has the model new."""
    running_service.answers = [answer]
    running_service.requests.clear()
    return running_service


def answer(body: Json) -> Reply:
    data = [{"index": i, "embedding": NEW.vector(text)} for i, text in enumerate(body["input"])]
    return Reply(200, json.dumps({"data": data, "usage": {"total_tokens": 1}}).encode())


def found(database: Database, model: Model, text: str) -> list[int]:
    rows = database.rows(
        "select id from public.match_products(%s::extensions.vector, match_count => 3)",
        [str(model.vector(text))],
    )
    return [key for (key,) in rows]


@contextmanager
def searching(database: Database) -> Iterator[None]:
    """Let another session search again and again; each answer is that of the old model."""
    stop, answers = threading.Event(), []
    earlier = found(database, OLD, "p7")

    def search() -> None:
        while not stop.wait(0.02):
            answers.append(found(database, OLD, "p7"))

    thread = threading.Thread(target=search)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert answers == [earlier] * len(answers)
    assert answers


def waits_for_a_lock(database: Database, words: str) -> bool:
    return (
        database.rows(
            "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            " and query ~ %s",
            [words],
        )
        != []
    )


def kill(database: Database, started: subprocess.Popen[str], words: str) -> None:
    """Kill a command, and its session, when that waits for a lock in a statement with these words."""
    wait_until(lambda: waits_for_a_lock(database, words))
    started.kill()
    started.communicate()
    database.execute(
        "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
        f" where query ~ '{words}' and pid <> pg_backend_pid() and datname = current_database()"
    )


def build_gap_index(database: Database) -> None:
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("select statement from pgmatch.model_indexes() where name ~ 'gaps'")
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def test_it_goes_on_wherever_it_was_killed(shop: Database, service: Service, run: Run, start: Start) -> None:
    settings = {"DATABASE_URL": shop.url, "OPENAI_BASE_URL": service.url}
    with searching(shop):
        # while it waits to add the column
        with closing(shop.connect()) as other, other.cursor() as cursor:
            cursor.execute("select count(*) from shop.products")
            kill(shop, start(*CHANGE, **settings), "change_model")
        assert shop.rows("select count(*) from pgmatch.model_change") == [(0,)]

        # while the second batch is embedded
        service.requests.clear()
        service.answers = [answer, answer, service.silence]
        killed = start(*CHANGE, **settings)
        wait_until(lambda: len(service.requests) >= 3)
        killed.kill()
        killed.communicate()
        assert shop.rows("select count(embedding_new) from shop.products") == [(100,)]
        assert "200 of 300 rows lack the new embedding" in run("model", "status", url=shop.url).stdout

        # while each of the indexes is built
        service.answers = [answer]
        for words in ("create index concurrently products_embedding_gaps_idx", "using hnsw"):
            with closing(shop.connect()) as other, other.cursor() as cursor:
                cursor.execute("update shop.products set price = price where id = 1")
                kill(shop, start(*CHANGE, **settings), words)
            assert shop.rows("select count(*) from pg_index where not indisvalid") == [(1,)]
            if "gaps" in words:
                build_gap_index(shop)

        done = run(*CHANGE, **settings)
        assert done.exit_code == 0, done.stderr
        assert "0 rows queued" in done.stdout
        assert "Built shop.products_embedding_new_hnsw_ip_idx" in done.stdout
        assert "Recall of" in done.stdout
        assert "Overlap" in done.stdout
        assert "ready. Next: pgmatch model switch" in run("model", "status", url=shop.url).stdout

        # while it waits to switch
        with closing(shop.connect()) as other, other.cursor() as cursor:
            cursor.execute("select count(*) from shop.products")
            kill(shop, start("model", "switch", **settings), "switch_model")
        [change] = json.loads(run("model", "status", "--json", url=shop.url).stdout)
        assert (change["state"], change["gaps"], change["other_model"]) == ("ready", 0, "new")

    assert "use new now" in run("model", "switch", url=shop.url).stdout
    assert found(shop, NEW, "p7")[0] == 7
    assert "use old again" in run("model", "back", "shop.products.embedding", url=shop.url).stdout
    assert found(shop, OLD, "p7")[0] == 7
    assert run("model", "switch", url=shop.url).exit_code == 0
    assert "Dropped embedding_old" in run("model", "clean", "--yes", url=shop.url).stdout
    assert "No change of model" in run("model", "status", url=shop.url).stdout


def test_errors_name_the_next_command(shop: Database, run: Run, service: Service) -> None:
    for words in ("switch", "back", "clean"):
        done = run("model", words, url=shop.url)
        assert done.exit_code == 1
        assert "no change of model has begun" in done.stderr
        assert "pgmatch model change" in done.stderr
    done = run(*CHANGE, "--metric", "far", url=shop.url, OPENAI_BASE_URL=service.url)
    assert done.exit_code == 2
    begin(
        shop,
        "select pgmatch.change_model('new', 'shop.products', content => 's.name', dimensions => 16, metric => 'ip')",
    )
    done = run("model", "switch", url=shop.url)
    assert "300 rows" in done.stderr
    assert "--force" in done.stderr
    assert "pgmatch model switch" in run("model", "back", url=shop.url).stderr
    assert run("model", "switch", "--force", url=shop.url).exit_code == 0
    assert "pgmatch model clean" in run(*CHANGE, url=shop.url, OPENAI_BASE_URL=service.url).stderr
    assert "pgmatch model back" in run("model", "switch", url=shop.url).stderr
    assert run("model", "clean", "--yes", "--force", url=shop.url).exit_code == 0
    service.answers = [lambda _: Reply(401, b'{"error": {"message": "no key"}}')]
    done = run(*CHANGE, url=shop.url, OPENAI_BASE_URL=service.url)
    assert done.exit_code == 1


def test_it_warns_of_functions_that_return_rows_of_the_table(
    shop: Database, service: Service, run: Run
) -> None:
    shop.execute(
        "create function shop.dear() returns setof shop.products language sql"
        " as 'select id, name, category, price, tags, description, embedding from shop.products'"
    )
    service.answers = [lambda _: Reply(401, b'{"error": {"message": "no key"}}')]
    done = run(*CHANGE, url=shop.url, OPENAI_BASE_URL=service.url)
    assert "fail if they list its columns: shop.dear()." in done.stderr.replace("\n", " ")
    begin(shop)
    assert "shop.dear" not in run(*CHANGE, url=shop.url, OPENAI_BASE_URL=service.url).stderr
    shop.execute("alter table shop.products drop embedding_new cascade")
    assert "has dropped the second column" in run("model", "status", url=shop.url).stdout
    assert run("model", "clean", "--yes", url=shop.url).exit_code == 0


@pytest.mark.parametrize(
    ("kind", "dimensions", "limit", "other"),
    [("vector", 2001, "2,000", "halfvec"), ("halfvec", 4001, "4,000", "binary")],
)
def test_an_index_that_cannot_be_built_is_refused_before_a_row_is_embedded(
    shop: Database, service: Service, run: Run, kind: str, dimensions: int, limit: str, other: str
) -> None:
    service.answers = [success(dimensions)]
    done = run(*CHANGE, "--type", kind, url=shop.url, OPENAI_BASE_URL=service.url)
    assert done.exit_code == 1
    assert (
        f"an index on {kind} has at most {limit} dimensions, and the column has {dimensions:,}" in done.stderr
    )
    assert f"Use the type {other}" in done.stderr
    # the command asked for no embedding but the one that tells the length
    assert [request.body["input"] for request in service.requests] == [["length"]]
    assert shop.rows("select count(embedding_new) from shop.products") == [(0,)]
    assert run("model", "clean", "--yes", url=shop.url).exit_code == 0
