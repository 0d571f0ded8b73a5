"""pgmq comes with the line, and goes with it; what others have of it stays."""

from __future__ import annotations

from importlib import util
from importlib.resources import files

import pytest

from pgmatch.migrate import downgrade, ops, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.servers import PostgresServer

KINDS = ["table", "column", "index", "trigger", "function", "schema"]
SCHEMAS = "select nspname from pg_namespace where nspname = 'pgmq'"
TABLE = """
    create table notes (id integer primary key, body text, embedding vector(3));
    insert into notes values (1, 'a')
"""
DECLARE = "select pgmatch.queue_embeddings('notes', 'embedding', 'body')"


def test_without_the_package_the_error_says_what_to_install(
    plain_server: PostgresServer, create_database: CreateDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create_database(plain_server)
    monkeypatch.setattr(ops, "find_spec", lambda name: None if name == "pgmq" else util.find_spec(name))
    with pytest.raises(MigrationError, match="no extension pgmq") as refused:
        upgrade(made.url, "queue")
    assert "pip install 'pgmatch[queue]'" in str(refused.value.hint)
    assert made.rows("select to_regclass('pgmatch.install')") == [(None,)]
    # with it in the database, the package is not needed
    made.execute(files("pgmq").joinpath("sql/pgmq.sql").read_text("utf-8"))
    upgrade(made.url, "queue")


def test_a_downgrade_leaves_the_table_with_its_embeddings(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    made.execute("create extension vector;" + TABLE)
    before = snapshot(made.connect(), KINDS)
    upgrade(made.url, "queue")
    made.execute(DECLARE)
    made.execute("update notes set embedding = '[1,2,3]'")
    with pytest.raises(MigrationError, match="would end the queues of 1 column") as refused:
        downgrade(made.url, "queue")
    assert "-x drop_data=yes" in str(refused.value.hint)
    downgrade(made.url, "queue", drop_data="yes")
    left = differences(before, snapshot(made.connect(), KINDS))
    # Alembic writes to its table of versions after the downgrade
    assert [line for line in left if "version" not in line] == ["+ schema pgmatch: "]
    assert made.rows("select embedding::text from notes") == [("[1,2,3]",)]


def test_a_queue_of_somebody_else_keeps_pgmq(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    upgrade(made.url, "queue")
    made.execute("select pgmq.create('theirs'); select pgmq.send('theirs', '{}')")
    downgrade(made.url, "queue")
    assert made.rows("select count(*) from pgmq.q_theirs") == [(1,)]
    # and the line comes back to it
    upgrade(made.url, "queue")
    made.execute(TABLE + ";" + DECLARE)


def test_a_table_that_is_dropped_takes_its_triggers_along_and_its_queue_goes_next_time(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    upgrade(made.url, "queue")
    made.execute(TABLE + ";" + DECLARE)
    made.execute("drop table notes")
    assert made.rows("select target, dimensions, waiting from pgmatch.queue_status()") == [(None, None, 1)]
    made.execute(TABLE + ";" + DECLARE)
    assert made.rows("select source, target from pgmatch.queue_status()") == [(2, "public.notes")]
    assert made.rows("select queue_name from pgmq.list_queues()") == [("pgmatch_2",)]
