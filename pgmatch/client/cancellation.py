"""Ending a call of SQL from another thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

import psycopg2

from pgmatch.errors import DatabaseError

_CANCELLED = "57014"


class Cancellation:
    """What cancels one call, wherever that is: not begun, in Postgres, or ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._driver: Any = None
        self._is_asked = False

    @contextmanager
    def over(self, driver: Any) -> Iterator[None]:
        """Let the statements of the block be cancelled; raise `DatabaseError` if that was asked before."""
        with self._lock:
            if self._is_asked:
                raise DatabaseError("the call was cancelled before it began", sqlstate=_CANCELLED)
            self._driver = driver
        try:
            yield
        finally:
            with self._lock:  # a request under way must not meet the next call of the connection
                self._driver = None

    def cancel(self) -> None:
        """Have Postgres end the statement under way; this opens a connection and waits for it."""
        with self._lock:
            self._is_asked = True
            if self._driver:
                # a server that cannot be reached has ended the statement, or ends it in its time
                with suppress(psycopg2.Error):
                    self._driver.cancel()
