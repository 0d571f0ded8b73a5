"""Records into a collection: by COPY where there is a connection to Postgres, else in batches."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, TypeAlias

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
FEW = 100  # records: fewer are not worth a temporary table
MOST = 500  # records of one call, as many as vecs sends in one statement
LONGEST = 2_000_000  # letters of one call, about 100 records of 1,536 dimensions
BATCH = 1000  # records that are copied at once: they fit in temp_buffers, so they never go to disk
_Texts: TypeAlias = tuple[str, str, Mapping[str, Any]]
_COLUMN_COUNT = struct.pack(">h", len(COLUMNS))


def upsert(transport: Transport, name: str, dimension: int, records: Iterator[Record], bar: Bar) -> None:
    """Write records into a collection: all or none by SQL, up to 500 a call by RPC.

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
    try:
        for batch in _calls(records, dimension):
            transport.run(calls.upsert_records(name, batch))
            bar.move(len(batch))
    except PgmatchError as error:
        if bar.done:
            error.hint = f"{error.hint or ''} The {bar.done} records before are stored.".strip()
        raise


def _calls(records: Iterator[Record], dimension: int) -> Iterator[list[_Texts]]:
    """Yield what is sent in one call after the other."""
    batch: list[_Texts] = []
    letters = 0
    for record in records:
        texts, length = _as_texts(record, dimension)
        batch.append(texts)
        letters += length
        if len(batch) == MOST or letters >= LONGEST:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


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


def _as_texts(record: Record, dimension: int) -> tuple[_Texts, int]:
    """Return a record with its vector as text, for JSON, and how many letters that has."""
    key, vector, metadata = record
    sendable("the id", key)
    text = vector_text(vector, f"vec of {key!r}")
    _check_dimension(text.count(",") + 1, dimension, key)
    described = str(sql_literal(f"metadata of {key!r}", Json(metadata)))
    return (key, text, metadata), len(text) + len(described)


def _check_dimension(found: int, dimension: int, key: str) -> None:
    if dimension > 0 and found != dimension:
        raise MismatchedDimension(
            f"vec of {key!r} has {found} dimensions, but the collection has {dimension}",
            "Embed everything with the model that the collection was made for.",
        )
