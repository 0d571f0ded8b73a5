"""The session of a command that builds an index."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pgmatch.connection import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


@contextmanager
def outside_transaction() -> Iterator[Connection]:
    """Give a connection whose statements are transactions of their own, as a concurrent build needs it."""
    from pgmatch.settings import read_settings

    with connected(read_settings(), own_session=True) as connection, _ended_by_sigterm():
        connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM, which `docker stop` and `timeout` send, end a build as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears signals
        return

    def end(number: int, _: object) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
