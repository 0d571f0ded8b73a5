"""One migration run at a time in a database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.errors import DatabaseError

KEY = 7_246_328_146_209  # any number that nobody else takes
_PAUSE = 0.2  # seconds


@contextmanager
def migration_lock(connection: Connection, patience: float = 600.0) -> Iterator[None]:
    """Hold the database's migration lock for the block; wait for it up to `patience` seconds.

    Polls without an open transaction, because a transaction that waits would block, and be blocked by,
    an index that the holder builds concurrently. Raises `DatabaseError` when the lock stays taken.
    """
    deadline = time.monotonic() + patience
    while not _call(connection, "pg_try_advisory_lock"):
        if time.monotonic() > deadline:
            raise DatabaseError(
                f"another migration has held this database for more than {patience:.0f} seconds",
                "To find it: select * from pg_locks where locktype = 'advisory';",
            )
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        if not connection.invalidated:
            connection.rollback()
            _call(connection, "pg_advisory_unlock")


def _call(connection: Connection, function: str) -> bool:
    answer = bool(connection.scalar(text(f"select * from {function}(:key)"), {"key": KEY}))  # noqa: S608 - ours
    connection.commit()
    return answer
