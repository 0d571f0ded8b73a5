"""Pages and sections flow into another database, which was itself migrated, and are searched there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import pgmatch
from pgmatch.errors import DatabaseError
from pgmatch.migrate import upgrade
from tests.client.waiting import wait_until
from tests.conftest import CreateDatabase
from tests.operations.answers import DIMENSIONS, answers, fill
from tests.servers import Database, PostgresServer

CALLERS: list[tuple[str | None, dict[str, str] | None]] = [
    (None, None),
    ("service_role", None),
    ("authenticated", {"sub": "alice", "role": "authenticated"}),
    ("authenticated", {"sub": "bob", "role": "authenticated"}),
]
ROWS = (
    "select (p).* from nods_page as p order by id",
    "select id, page_id, content, heading, slug, token_count, embedding::text, owner_id, fts"
    " from nods_page_section order by id",
)
# what a subscriber needs once before it takes writes of its own; as in docs/operations.md
SEQUENCES = """
    select setval(pg_get_serial_sequence('nods_page', 'id'), (select max(id) from nods_page)),
      setval(pg_get_serial_sequence('nods_page_section', 'id'), (select max(id) from nods_page_section))
"""
VECTOR = [1.0] * DIMENSIONS


@contextmanager
def subscribed(publisher: Database, subscriber: Database) -> Iterator[None]:
    """Let the rows of both tables flow; the slot is made apart, because both are on one server."""
    publisher.execute("create publication pages for table nods_page, nods_page_section")
    publisher.rows("select pg_create_logical_replication_slot(%s, 'pgoutput')", (subscriber.name,))
    connection = subscriber.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            f"create subscription {subscriber.name} connection '{publisher.url}' publication pages"
            f" with (create_slot = false, slot_name = '{subscriber.name}')"
        )
        try:
            yield
        finally:
            cursor.execute(f"drop subscription {subscriber.name}")
    connection.close()


def follows(publisher: Database, subscriber: Database) -> None:
    for query in ROWS:
        wait_until(lambda query=query: subscriber.rows(query) == publisher.rows(query) != [])  # type: ignore[misc]
    assert subscriber.rows(
        "select sum(apply_error_count + sync_error_count) from pg_stat_subscription_stats"
    ) == [(0,)]


@pytest.mark.parametrize("modes", [("owner", "owner"), ("public_read", "private")])
def test_a_subscriber_follows_answers_and_takes_over(
    supabase_server: PostgresServer, create_database: CreateDatabase, modes: tuple[str, str]
) -> None:
    publisher, subscriber = (
        create_database(supabase_server, extension_schema="extensions") for _ in range(2)
    )
    for database, mode in zip((publisher, subscriber), modes, strict=True):
        upgrade(database.url, access=mode, dimensions=str(DIMENSIONS), model="a-model")
        upgrade(database.url, "nods_text")
    fill(publisher.url, pages=30, owners=modes[0] == "owner")

    with subscribed(publisher, subscriber):
        follows(publisher, subscriber)
        with pgmatch.connect(publisher.url) as client:
            run = client.nods_begin_ingest("docs", "a-model", DIMENSIONS)
            section = {"content": "written later", "embedding": VECTOR}
            client.nods_put_page(run, "/1/new", "c", [section, section], parent_path="/1")
        publisher.execute(
            "update nods_page set path = '/renamed' where path = '/11/12';"
            "update nods_page_section set content = 'edited' where id % 7 = 0;"
            "delete from nods_page where path in ('/11/13', '/21/25')"
        )
        follows(publisher, subscriber)
        for role, claims in CALLERS[: len(CALLERS) if modes[0] == modes[1] else 2]:
            theirs, ours = (
                answers(database.url, role, claims, words=True) for database in (publisher, subscriber)
            )
            theirs.pop("pgmatch_info()")
            ours.pop("pgmatch_info()")
            assert ours == theirs

    with pgmatch.connect(subscriber.url) as client:
        run = client.nods_begin_ingest("docs", "a-model", DIMENSIONS)
        with pytest.raises(DatabaseError, match="cannot be created") as refused:
            client.nods_put_page(run, "/here", "c", [section])
        assert "setval" in str(refused.value.hint)
        subscriber.rows(SEQUENCES)
        assert client.nods_put_page(run, "/here", "c", [section]).status == "new"
        assert client.nods_put_page(run, "/1/new", "c", []).status == "unchanged"
        finished = client.nods_finish_ingest(run, [{"path": "/here"}])
        assert finished.removed_paths == ("/1/new",)
