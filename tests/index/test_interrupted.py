"""Builds that are cancelled, killed, or met by another: what is left of them, and how it is replaced."""

from __future__ import annotations

import signal
import subprocess

import pytest
from sqlalchemy import text

from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.index import create, drop, find_column, find_index, list_indexes, plan_index, rebuild, report
from tests.cli.conftest import Run, Start
from tests.client.waiting import wait_until
from tests.index.conftest import ITEMS, LOCKS_A_ROW, Observer, connected, transaction
from tests.servers import Database

NAME = 'shop."Items_Vec_hnsw_ip_idx"'
BUILDING = """
    select a.pid from pg_stat_activity as a
    where a.datname = current_database() and a.application_name = 'pgmatch index' and a.state = 'active'
"""


def states(database: Database) -> list[tuple[str, bool]]:
    with connected(database.url) as connection:
        found = list_indexes(connection, find_column(connection, ITEMS))
        return [(index.bare_name, index.is_valid) for index in found]


def interrupted(database: Database, how: str) -> Observer:
    """Let a build wait for a transaction that uses the table, and end it on the server."""
    observer = Observer(lambda: database.execute(f"select {how}(pid) from ({BUILDING}) as a"))
    with transaction(database, LOCKS_A_ROW), connected(database.url) as connection:
        plan = plan_index(connection, find_column(connection, ITEMS), metric="ip")
        with pytest.raises(DatabaseError) as caught:
            create(connection, plan, watch=observer.watch)
        assert caught.value.sqlstate == {"pg_cancel_backend": "57014"}.get(how)
        assert "Run the command again." in str(caught.value.hint)
    return observer


@pytest.mark.parametrize("how", ["pg_cancel_backend", "pg_terminate_backend"])
def test_what_a_killed_build_leaves_is_listed_and_replaced_by_the_next(
    shop: Database, how: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pgmatch.index.leftovers._PATIENCE", "100ms")
    observer = interrupted(shop, how)
    assert observer.said == [f"An invalid index is left over. Later: pgmatch index drop '{NAME}'"]
    assert states(shop) == [("Items_Vec_hnsw_ip_idx", False)]

    listed = run("index", "list", ITEMS, url=shop.url).stdout
    assert " not valid " in listed
    assert f"Is not valid, because its build was interrupted: pgmatch index rebuild '{NAME}'" in listed

    done = run("index", "create", ITEMS, "--metric", "ip", url=shop.url)
    assert done.exit_code == 0, done.stderr
    assert f"Dropped {NAME}, a leftover of an interrupted build." in done.stderr
    assert states(shop) == [("Items_Vec_hnsw_ip_idx", True)]


def test_what_is_left_can_be_rebuilt_or_dropped_by_its_name(
    shop: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pgmatch.index.leftovers._PATIENCE", "100ms")
    interrupted(shop, "pg_cancel_backend")
    done = run("index", "rebuild", NAME, url=shop.url)
    assert done.exit_code == 0, done.stderr
    assert states(shop) == [("Items_Vec_hnsw_ip_idx", True)]
    shop.execute("drop index " + NAME)
    interrupted(shop, "pg_cancel_backend")
    done = run("index", "drop", NAME, "--yes", url=shop.url)
    assert (done.exit_code, done.stdout) == (0, f"Dropped {NAME}.\n")
    assert states(shop) == []


def test_a_build_that_is_cancelled_is_cleaned_up_when_nobody_uses_the_table(shop: Database) -> None:
    """A snapshot is what a build waits for, and a drop does not."""
    observer = Observer(lambda: shop.execute(f"select pg_cancel_backend(pid) from ({BUILDING}) as a"))
    with (
        transaction(shop, "select 1", isolation_level="REPEATABLE READ"),
        connected(shop.url) as connection,
    ):
        plan = plan_index(connection, find_column(connection, ITEMS), metric="ip")
        with pytest.raises(DatabaseError):
            create(connection, plan, watch=observer.watch)
        assert connection.scalar(text("show lock_timeout")) == "0"
    assert observer.said == [f"The unfinished {NAME} was dropped."]
    assert states(shop) == []


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_ends_the_build_on_the_server_and_leaves_nothing(
    shop: Database, start: Start, sent: signal.Signals, status: int
) -> None:
    with transaction(shop, "select 1", isolation_level="REPEATABLE READ"):
        program = start("index", "create", ITEMS, "--metric", "ip", DATABASE_URL=shop.url)
        wait_until(lambda: bool(states(shop) and shop.rows(BUILDING)))
        wait_until(lambda: ("waiting for old snapshots",) in shop.rows(PHASES))
        program.send_signal(sent)
        _, errors = program.communicate(timeout=120)
        assert program.returncode == status, errors
        assert f"The unfinished {NAME} was dropped." in errors
        assert (states(shop), shop.rows(BUILDING)) == ([], [])


PHASES = "select phase from pg_stat_progress_create_index where datname = current_database()"


def test_the_server_ends_the_build_of_a_program_that_is_killed(shop: Database, start: Start) -> None:
    with transaction(shop, LOCKS_A_ROW):
        program: subprocess.Popen[str] = start(
            "index", "create", ITEMS, "--metric", "ip", DATABASE_URL=shop.url
        )
        wait_until(lambda: ("waiting for writers before build",) in shop.rows(PHASES))
        program.kill()
        program.communicate()
        wait_until(lambda: not shop.rows(BUILDING))
    assert states(shop) == [("Items_Vec_hnsw_ip_idx", False)]


def test_an_index_that_is_being_built_is_nobody_elses_to_build_or_drop(shop: Database) -> None:
    said: list[str] = []

    def meet() -> None:
        with connected(shop.url) as other:
            column, index = find_index(other, NAME)
            assert report(other, column).entries[0].remarks == (
                f"Is being built by process {index.built_by}.",
            )
            plan = plan_index(other, column, metric="ip")
            for attempt in (
                lambda: create(other, plan),
                lambda: rebuild(other, column, index),
                lambda: drop(other, column, index),
            ):
                with pytest.raises(PgmatchError, match="is being built by process") as caught:
                    attempt()
                said.append(str(caught.value.hint))
        holder.rollback()

    with transaction(shop, LOCKS_A_ROW) as holder, connected(shop.url) as connection:
        plan = plan_index(connection, find_column(connection, ITEMS), metric="ip")
        create(connection, plan, watch=Observer(meet).watch)
    assert len(said) == 3
    assert all("pg_cancel_backend(" in hint for hint in said)
    assert states(shop) == [("Items_Vec_hnsw_ip_idx", True)]


@pytest.mark.parametrize("options", [{}, {"m": 8}])
def test_an_interrupted_rebuild_keeps_the_index_and_the_next_one_clears_up(
    shop: Database, options: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pgmatch.index.leftovers._PATIENCE", "100ms")
    with connected(shop.url) as connection:
        column = find_column(connection, ITEMS)
        index = create(connection, plan_index(connection, column, metric="ip"))
        stop = Observer(lambda: shop.execute(f"select pg_terminate_backend(pid) from ({BUILDING}) as a"))
        with transaction(shop, LOCKS_A_ROW), pytest.raises(DatabaseError):
            rebuild(connection, column, index, **options, watch=stop.watch)  # type: ignore[arg-type]
        assert states(shop) == [("Items_Vec_hnsw_ip_idx", True), ("Items_Vec_hnsw_ip_idx_ccnew", False)]
        said = {e.index.bare_name: e.remarks for e in report(connection, column).entries}
        left = (
            "Left over from an interrupted rebuild: pgmatch index drop 'shop.\"Items_Vec_hnsw_ip_idx_ccnew\"'"
        )
        assert left in said["Items_Vec_hnsw_ip_idx_ccnew"]
        new = rebuild(connection, column, index, **options)  # type: ignore[arg-type]
        assert (new.bare_name, new.m, new.is_valid) == (index.bare_name, options.get("m", 16), True)
    assert states(shop) == [("Items_Vec_hnsw_ip_idx", True)]
