"""Ending a migration before or after one of its statements."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Literal

import psycopg2
from sqlalchemy import event
from sqlalchemy.engine import Engine

from pgmatch.migrate import upgrade
from tests.forks import fork, status

Moment = Literal["before", "after"]


@contextmanager
def at_statement(part: str, moment: Moment, act: Callable[[Any], None]) -> Iterator[list[str]]:
    """Call `act` with the driver's connection at the first statement that holds `part`; give what was met."""
    met: list[str] = []

    def look(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if part in statement and not met:
            met.append(statement)
            act(connection.connection.driver_connection)

    name = f"{moment}_cursor_execute"
    event.listen(Engine, name, look)
    try:
        yield met
    finally:
        event.remove(Engine, name, look)


def terminate(url: str) -> Callable[[Any], None]:
    """Return what ends the server's process of a connection."""

    def act(victim: Any) -> None:
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(%s, 60000)", (victim.info.backend_pid,))

    return act


def killed_upgrade(url: str, line: str, part: str, moment: Moment) -> int | None:
    """Upgrade in a process of its own that is killed at the statement; return its status."""
    return status(fork(_kill_me, url, line, part, moment))


def _kill_me(url: str, line: str, part: str, moment: Moment) -> None:
    """Upgrade, and be killed at the statement."""
    with at_statement(part, moment, lambda _: os.kill(os.getpid(), signal.SIGKILL)):
        upgrade(url, line)
