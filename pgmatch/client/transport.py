"""What carries calls, for callers that wait and for those that await."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import ParamSpec, Protocol, TypeVar

from pgmatch.client.call import Call, Result
from pgmatch.client.cancellation import Cancellation

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")


class Transport(Protocol):
    """What carries a call to a database and its rows back."""

    @property
    def sections_a_call(self) -> int | None:
        """How many new sections one call should write at most; None where a call may take its time."""

    def run(self, call: Call[Result]) -> Result:
        """Make the call in a transaction of its own; raise `DatabaseError` when it is refused."""

    def close(self) -> None:
        """Give up the connections."""


class CancellableTransport(Transport, Protocol):
    """The same, whose calls another thread can cancel."""

    def run(self, call: Call[Result], cancellation: Cancellation | None = None) -> Result:
        """Make the call as `Transport` does; raise `DatabaseError` also when it is cancelled."""


class AsyncTransport(Protocol):
    """The same for callers that await."""

    async def run(self, call: Call[Result]) -> Result:
        """Make the call in a transaction of its own; raise `DatabaseError` when it is refused."""

    async def close(self) -> None:
        """Give up the connections."""


class ThreadedTransport:
    """Makes the calls of a transport in threads, so that nobody who awaits one is held up.

    A call whose caller is cancelled is cancelled in the database too.
    """

    def __init__(self, transport: CancellableTransport, threads: int) -> None:
        """Make at most so many calls at once; further ones wait for their turn."""
        self.transport = transport
        self._is_closed = False
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pgmatch")

    def __repr__(self) -> str:
        return repr(self.transport)

    async def run(self, call: Call[Result]) -> Result:
        """Make the call; raise `DatabaseError` when it is refused."""
        cancellation = Cancellation()
        try:
            return await self.apply(self.transport.run, call, cancellation)
        except asyncio.CancelledError:
            # in a thread of its own: all others may be busy, and whoever is cancelled must not wait
            Thread(target=cancellation.cancel).start()
            raise

    async def apply(
        self, function: Callable[Arguments, Returned], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Returned:
        """Call the function in a thread and return what it returns."""
        if self._is_closed:
            return function(*args, **kwargs)  # the transport refuses it
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: function(*args, **kwargs))

    async def close(self) -> None:
        """Give up the connections when the calls that run have ended."""
        self._is_closed = True
        self.transport.close()
        await asyncio.to_thread(self._threads.shutdown)
