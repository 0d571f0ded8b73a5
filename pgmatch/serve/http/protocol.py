"""HTTP as uvicorn speaks it, with an end to its patience."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


class TimedProtocol(H11Protocol):
    """Closes a connection on which the head of a request does not arrive in time.

    Else whoever opens connections and says nothing keeps others from opening any.
    """

    head_timeout = 10.0  # seconds
    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop to wait when there is a request; a part of one does not lengthen the time."""
        super().data_received(data)
        if self.cycle and not self.cycle.response_complete:
            self._stop()
        elif not self._clock:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._clock = self.loop.call_later(self.head_timeout, self.transport.close)

    def _stop(self) -> None:
        if self._clock:
            self._clock.cancel()
            self._clock = None
