"""Calls of tools, each in a thread: one that its client gives up ends in Postgres too."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from threading import Thread
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync

from pgmatch.client.call import Call, Result
from pgmatch.client.cancellation import Cancellation
from pgmatch.client.sql import SqlTransport

Returned = TypeVar("Returned")

_current: ContextVar[Cancellation | None] = ContextVar("current", default=None)


async def in_thread(call: Callable[[], Returned]) -> Returned:
    """Return what a call returns; if the caller is cancelled, cancel what the call asks of Postgres."""
    cancellation = Cancellation()

    def cancellable() -> Returned:
        _current.set(cancellation)
        return call()

    try:
        return await run_sync(cancellable, abandon_on_cancel=True)
    except anyio.get_cancelled_exc_class():
        # which waits for Postgres, and whoever is cancelled must not wait
        Thread(target=cancellation.cancel).start()
        raise


def current() -> Cancellation | None:
    """Return what cancels the call under way, None outside of one."""
    return _current.get()


class CancellableSql:
    """The transport of SQL, for the calls of tools."""

    def __init__(self, transport: SqlTransport) -> None:
        self._transport = transport
        self.sections_a_call = transport.sections_a_call

    def run(self, call: Call[Result]) -> Result:
        """Make the call; raise `DatabaseError` when it is refused or cancelled."""
        return self._transport.run(call, current())

    def close(self) -> None:
        """Give up the connections."""
        self._transport.close()
