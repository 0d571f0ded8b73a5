"""The ways of reaching a database: directly, through a pooler, by RPC, and by RPC for asyncio."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, cast

import pytest

import pgmatch
from tests.http.lite import Lite
from tests.pooler import pooling, through
from tests.servers import Database, PostgresServer

every_way = pytest.mark.parametrize("reach", ["direct", "pooled", "rpc", "async"], indirect=True)

_EMPTY = """
    truncate nods_page, pgmatch.nods_run cascade;
    update pgmatch.search set model = null, normalized = null, chunk_tokens = null
"""


class Reach:
    """A way, and what stands between for as long as the stack does."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        self.name = name
        self._stack = stack
        self._poolers: dict[int, PostgresServer] = {}

    @property
    def is_rpc(self) -> bool:
        """Whether it goes through the HTTP server."""
        return self.name in ("rpc", "async")

    def __call__(self, database: Database) -> Database:
        """Return what the clients connect to by SQL."""
        if self.name != "pooled":
            return database
        port = database.server.port
        if port not in self._poolers:
            self._poolers[port] = self._stack.enter_context(pooling(database.server))
        return through(database, self._poolers[port])


@dataclass(frozen=True)
class Served:
    """A database and the HTTP server in front of it."""

    database: Database
    server: Lite

    def empty(self) -> None:
        """Remove the pages and forget the model."""
        self.database.execute(_EMPTY)


class Blocking:
    """An AsyncDatabase whose methods wait, so that the tests of Database run on it."""

    def __init__(self, asynchronous: pgmatch.AsyncDatabase) -> None:
        """Run an event loop in a thread; `close` ends it."""
        self._asynchronous = asynchronous
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    @property
    def database(self) -> pgmatch.Database:
        """This, as what it stands for."""
        return cast(pgmatch.Database, self)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._asynchronous, name)
        return lambda *args, **kwargs: self._wait(method(*args, **kwargs))

    def close(self) -> None:
        """Close the database and end the loop."""
        self._wait(self._asynchronous.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()
