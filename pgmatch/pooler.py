"""Telling a pooler in transaction mode, whose clients share the sessions of the server."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING

import psycopg2
from psycopg2.extensions import POLL_OK, POLL_READ
from sqlalchemy import text

from pgmatch.settings import transaction_pooler_error

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Session  # noqa: N812 - psycopg2 names the class so
    from sqlalchemy.engine import Connection

_PATIENCE = 5.0  # seconds for all attempts; a pooler in session mode may have no second session to give
_ATTEMPTS = 5  # other clients may take the session that was looked for
_PID = "select pg_backend_pid()"


def refuse_shared_session(connection: Connection) -> None:
    """Raise `SettingError` when others may get the server's session of this connection between transactions.

    Behind a pooler the server's process is not the one that was said at the login. There a second client,
    connected at once, tells the mode: only in transaction mode does it meet the session of the first, or does
    the first find itself in another. What cannot be told in time is let pass.
    """
    own = _own_pid(connection)
    driver = connection.connection.driver_connection
    if driver is None or driver.info.backend_pid == own:
        return
    deadline = time.monotonic() + _PATIENCE
    try:
        is_shared = _is_shared(connection, own, deadline)
    except (psycopg2.Error, TimeoutError):
        return
    if is_shared:
        raise transaction_pooler_error(connection.engine.url)


def _is_shared(connection: Connection, own: int, deadline: float) -> bool:
    _, parameters = connection.dialect.create_connect_args(connection.engine.url)
    other = psycopg2.connect(**parameters, async_=1)
    try:
        _wait(other, deadline)
        for _ in range(_ATTEMPTS):
            with other.cursor() as cursor:
                cursor.execute(_PID)
                _wait(other, deadline)
                if cursor.fetchall() == [(own,)]:
                    return True
            if _own_pid(connection) != own:
                return True
    finally:
        other.close()
    return False


def _own_pid(connection: Connection) -> int:
    pid = int(connection.scalar(text(_PID)) or 0)
    connection.rollback()
    return pid


def _wait(session: Session, deadline: float) -> None:
    while (state := session.poll()) != POLL_OK:
        reading, writing = ([session], []) if state == POLL_READ else ([], [session])
        if not any(select.select(reading, writing, [], max(deadline - time.monotonic(), 0))):
            raise TimeoutError
