"""Two writers of one document: the later replaces what the earlier stored, or is told to try again."""

from __future__ import annotations

import json
import threading
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - psycopg2 names the class so

from tests.servers import Database

PUT = "select put_document(%s, %s)"
IDS = "select id from documents order by id"


def chunks(*ids: str | None) -> str:
    return json.dumps([{"id": name, "content": "text", "embedding": [1, 0, 0]} for name in ids])


def store(connection: Connection, ids: list[str | None]) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute(PUT, ["d", chunks(*ids)])


@pytest.mark.parametrize(("mine", "theirs"), [([None], [None, None]), (["b"], ["a1", "a2"])])
def test_a_serializable_transaction_that_missed_another_version_fails_with_40001(
    documents: Database, mine: list[str | None], theirs: list[str | None]
) -> None:
    for before in (None, "old"):
        documents.execute("truncate documents")
        if before:
            documents.execute(PUT, ["d", chunks(before)])
        with closing(documents.connect()) as first, closing(documents.connect()) as second:
            for connection in (first, second):
                connection.set_session(isolation_level="SERIALIZABLE")
            with second.cursor() as late, first.cursor() as early:
                late.execute(IDS)
                early.execute(PUT, ["d", chunks(*theirs)])
                first.commit()
                with pytest.raises(psycopg2.errors.SerializationFailure):
                    store(second, mine)
        assert len(documents.rows(IDS)) == len(theirs)


def test_repeatable_read_is_refused_because_it_would_keep_two_versions(documents: Database) -> None:
    with closing(documents.connect()) as connection, connection.cursor() as cursor:
        connection.set_session(isolation_level="REPEATABLE READ")
        with pytest.raises(psycopg2.errors.InvalidTransactionState) as refused:
            cursor.execute(PUT, ["d", chunks(None)])
    assert "begin isolation level serializable" in str(refused.value.diag.message_hint)


def test_calls_whose_ids_overlap_wait_for_each_other_in_one_order(documents: Database) -> None:
    """Each call has the ids of the other in the opposite order, and as many as take some time to store."""
    names = [f"{number:04}" for number in range(400)]
    codes: list[str | None] = []

    def put(document: str, ids: list[str]) -> None:
        with closing(documents.connect()) as connection, connection.cursor() as cursor:
            try:
                cursor.execute(PUT, [document, chunks(*ids)])
                connection.commit()
                codes.append(None)
            except psycopg2.Error as error:
                codes.append(error.pgcode)

    for _ in range(3):
        documents.execute("truncate documents")
        codes.clear()
        calls = [
            threading.Thread(target=put, args=call) for call in (("a", names), ("b", list(reversed(names))))
        ]
        for call in calls:
            call.start()
        for call in calls:
            call.join()
        assert sorted(codes, key=str) == ["23505", None]
