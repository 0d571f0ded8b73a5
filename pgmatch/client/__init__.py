"""Calling the functions of a database from Python."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pgmatch.client.call import Call
    from pgmatch.client.connecting import connect, connect_async
    from pgmatch.client.database import AsyncDatabase, Database
    from pgmatch.client.embedding import Embedding
    from pgmatch.client.transport import AsyncTransport, Transport

__all__ = [
    "AsyncDatabase",
    "AsyncTransport",
    "Call",
    "Database",
    "Embedding",
    "Transport",
    "connect",
    "connect_async",
]
_MODULES = {
    "AsyncDatabase": "database",
    "AsyncTransport": "transport",
    "Call": "call",
    "Database": "database",
    "Embedding": "embedding",
    "Transport": "transport",
    "connect": "connecting",
    "connect_async": "connecting",
}


def __getattr__(name: str) -> Any:
    # the modules of the lines use some of this package, and its `Database` uses those
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
