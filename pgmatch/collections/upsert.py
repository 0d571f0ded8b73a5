"""Records into a collection: by COPY where there is a connection to Postgres, else in batches."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from pgmatch.client import binary
from pgmatch.client.arguments import sendable, sql_literal
from pgmatch.client.call import Json
from pgmatch.client.embedding import vector_text
from pgmatch.client.sql import SqlTransaction, SqlTransport
from pgmatch.client.transport import Transport
from pgmatch.collections.exc import MismatchedDimension
from pgmatch.collections.load import suspending
from pgmatch.collections.progress import Bar
from pgmatch.collections.records import Record
from pgmatch.errors import PgmatchError
from pgmatch.lines.collections import calling, calls

COLUMNS = ("id", "vec", "metadata")
FEW = 100  # records of one call: 2 MB of JSON at 1,536 dimensions; fewer are not worth a temporary table
BATCH = 1000  # records that are copied at once: they fit in temp_buffers, so they never go to disk
_COLUMN_COUNT = struct.pack(">h", len(COLUMNS))


def upsert(transport: Transport, name: str, dimension: int, records: Iterator[Record], bar: Bar) -> None:
    """Write records into a collection: all or none by SQL, 100 a call by RPC.

    Raises `PgmatchError` for a record that cannot be stored, naming it, and `DatabaseError`.
    """
    first = list(islice(records, FEW))
    if not isinstance(transport, SqlTransport) or len(first) < FEW:
        _call(transport, name, dimension, chain(first, records), bar)
        return
    first += islice(records, BATCH - FEW)
    with suspending(transport, name, bar.total or len(first), bar):
        _copy(transport, name, dimension, chain(first, records), bar)


def _call(transport: Transport, name: str, dimension: int, records: Iterator[Record], bar: Bar) -> None:
    for batch in _batches(records, FEW):
        try:
            texts = [_as_texts(record, dimension) for record in batch]
            transport.run(calls.upsert_records(name, texts))
        except PgmatchError as error:
            if bar.done:
                error.hint = f"{error.hint or ''} The {bar.done} records before are stored.".strip()
            raise
        bar.move(len(batch))


def _copy(transport: SqlTransport, name: str, dimension: int, records: Iterator[Record], bar: Bar) -> None:
    """Write all records in one transaction, whose batches go through a temporary table."""
    table = calling.table_of(name)
    with transport.transaction("upsert_records", calling.LINE, for_writers=True, table=table) as transaction:
        copied = transaction.run(calls.begin_copy(name))
        for batch in _batches(records, BATCH):
            rows = [_as_bytes(record, dimension, transaction) for record in batch]
            transaction.copy(copied, COLUMNS, binary.copy_chunks(rows), schema="pg_temp")
            transaction.run(calls.end_copy(name))
            bar.move(len(batch))


def _batches(records: Iterator[Record], size: int) -> Iterator[list[Record]]:
    while batch := list(islice(records, size)):
        yield batch


def _as_bytes(record: Record, dimension: int, transaction: SqlTransaction) -> bytes:
    """Return a row of COPY."""
    key, vector, metadata = record
    field, found, _ = binary.vector(vector, f"vec of {key!r}")
    _check_dimension(found, dimension, key)
    return b"".join(
        (
            _COLUMN_COUNT,
            binary.text(key, f"the id {key!r}", transaction.encoding),
            field,
            binary.jsonb(metadata, f"metadata of {key!r}"),
        )
    )


def _as_texts(record: Record, dimension: int) -> tuple[str, str, Mapping[str, Any]]:
    """Return a record with its vector as text, for JSON."""
    key, vector, metadata = record
    sendable("the id", key)
    text = vector_text(vector, f"vec of {key!r}")
    _check_dimension(text.count(",") + 1, dimension, key)
    sql_literal(f"metadata of {key!r}", Json(metadata))
    return key, text, metadata


def _check_dimension(found: int, dimension: int, key: str) -> None:
    if dimension > 0 and found != dimension:
        raise MismatchedDimension(
            f"vec of {key!r} has {found} dimensions, but the collection has {dimension}",
            "Embed everything with the model that the collection was made for.",
        )
