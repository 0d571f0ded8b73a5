"""Calling the functions of a database from Python."""

from __future__ import annotations

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
