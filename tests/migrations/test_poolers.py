"""What needs a session of its own is refused by a pooler in transaction mode, and works in session mode."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest
from sqlalchemy import NullPool, create_engine

from pgmatch.errors import SettingError
from pgmatch.migrate import upgrade
from pgmatch.migrate.errors import MigrationError
from pgmatch.pooler import refuse_shared_session
from pgmatch.settings import database_url
from tests.catalog import snapshot
from tests.cli.conftest import Run, run
from tests.pooler import pooling
from tests.servers import Database, PostgresServer

__all__ = ["run"]


@pytest.fixture(scope="module")
def transaction_pooler(supabase_server: PostgresServer) -> Iterator[PostgresServer]:
    with pooling(supabase_server) as pooler:
        yield pooler


def test_a_migration_through_a_pooler_in_transaction_mode_is_refused_before_any_change(
    empty_database: Database, transaction_pooler: PostgresServer
) -> None:
    before = snapshot(empty_database.connect())
    with pytest.raises(MigrationError, match="is a pooler in transaction mode") as refused:
        upgrade(transaction_pooler.url(empty_database.name))
    assert "5432" in str(refused.value.hint)
    assert snapshot(empty_database.connect()) == before
    assert empty_database.rows("select count(*) from pg_locks where locktype = 'advisory'") == [(0,)]


@pytest.mark.parametrize(
    "command", [["index", "create"], ["index", "drop", "name"], ["optimize"], ["uninstall"]]
)
def test_so_is_what_else_needs_a_session_of_its_own(
    database: Database, transaction_pooler: PostgresServer, run: Run, command: list[str]
) -> None:
    done = run(*command, url=transaction_pooler.url(database.name))
    assert done.exit_code == 1
    assert "is a pooler in transaction mode" in done.stderr


def test_a_pooler_in_session_mode_is_as_good_as_none(
    empty_database: Database, supabase_server: PostgresServer, run: Run
) -> None:
    with pooling(supabase_server, mode="session") as pooler:
        url = pooler.url(empty_database.name)
        upgrade(url, dimensions="3")
        done = run("index", "rebuild", url=url)
        assert done.exit_code == 0, done.stderr
    assert empty_database.rows("select revision from pgmatch_info()") == [("nods_0005",)]


def test_a_pooler_that_has_no_second_session_to_give_is_let_pass(
    empty_database: Database, supabase_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pgmatch.pooler._PATIENCE", 0.2)
    with pooling(supabase_server, mode="session", size=1) as pooler:
        upgrade(pooler.url(empty_database.name), dimensions="3")


def test_without_a_pooler_no_second_connection_is_made(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("pgmatch.pooler._is_shared")
    engine = create_engine(database_url(database.url), poolclass=NullPool)
    with engine.connect() as connection:
        refuse_shared_session(connection)


def test_a_pooler_that_others_use_is_told_too(database: Database, transaction_pooler: PostgresServer) -> None:
    engine = create_engine(database_url(transaction_pooler.url(database.name)), poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("select 1")
        connection.rollback()
        holder = psycopg2.connect(transaction_pooler.url(database.name))
        with holder.cursor() as cursor:
            cursor.execute("select 1")  # and stays in its transaction
            with pytest.raises(SettingError, match="transaction mode"):
                refuse_shared_session(connection)
        holder.close()
