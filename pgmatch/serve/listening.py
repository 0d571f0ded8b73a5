"""Where a server listens, and how a signal ends it."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pgmatch.errors import SettingError

_WAITING = 256  # connections that wait to be accepted


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket that listens; port 0 means any free one.

    Raises `SettingError` for an address that cannot be had.
    """
    if not host:  # which the system takes for all addresses
        raise SettingError("the address to listen on is empty", "Give one with --host; 0.0.0.0 means all.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_WAITING)
    except (OSError, OverflowError) as error:
        reason = str(getattr(error, "strerror", None) or error).partition(" (while")[0]
        raise SettingError(
            f"cannot listen on {host}:{port}: {reason}",
            "Choose another port with --port, or another address with --host.",
        ) from error
    with listener:
        yield listener


def url_of(listener: socket.socket) -> str:
    """Return the URL of a server that listens."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the program with status 0, after what is under way."""

    def end(_number: int, _frame: Any) -> None:
        sys.exit()

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
