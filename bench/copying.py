"""Rows in the binary format of COPY, the fastest way into a table."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from struct import pack

from psycopg2.extensions import connection as Connection  # noqa: N812 - psycopg2 names the class so

from bench.data import Dataset, Vectors

BATCH = 5_000
SECTIONS = "copy nods_page_section (page_id, content, embedding, heading, slug) from stdin (format binary)"
ITEMS = "copy item (id, source, page_id, content, embedding, heading, slug) from stdin (format binary)"
PAGES = "copy nods_page (path, source, type) from stdin (format binary)"
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"


def encoded(rows: Iterable[Sequence[bytes]]) -> bytes:
    """Return one COPY stream of rows whose values are in the binary form of their types."""
    parts = [_HEADER]
    for row in rows:
        parts.append(pack("!h", len(row)))
        for value in row:
            parts += (pack("!i", len(value)), value)
    return b"".join([*parts, _TRAILER])


def page_rows(dataset: Dataset, pages: range) -> Iterator[Sequence[bytes]]:
    """Yield pages in the order of their numbers, which become their ids."""
    for page in pages:
        yield f"/docs/{page + 1}".encode(), dataset.sources[page].encode(), b"markdown"


def section_rows(dataset: Dataset, rows: range) -> Iterator[Sequence[bytes]]:
    """Yield sections without their ids, which come from the table's sequence."""
    for row, embedding in zip(rows, _vectors(dataset.embeddings[rows.start : rows.stop]), strict=True):
        content = dataset.contents[row].encode()
        yield pack("!q", dataset.pages[row]), content, embedding, b"Heading", b"heading"


def item_rows(dataset: Dataset, rows: range) -> Iterator[Sequence[bytes]]:
    """Yield the same sections as rows of a user's table: with their ids and sources."""
    for row, section in zip(rows, section_rows(dataset, rows), strict=True):
        yield pack("!q", row + 1), dataset.sources[dataset.pages[row] - 1].encode(), *section


def record_rows(dataset: Dataset, rows: range) -> Iterator[Sequence[bytes]]:
    """Yield the same sections as records of vecs: id, vector, metadata."""
    for row, embedding in zip(rows, _vectors(dataset.embeddings[rows.start : rows.stop]), strict=True):
        yield str(row + 1).encode(), embedding, b"\x01" + json.dumps(metadata(dataset, row)).encode()


def metadata(dataset: Dataset, row: int) -> dict[str, str]:
    """Return what vecs stores beside the vector: what the other contenders have in columns."""
    return {"source": dataset.sources[dataset.pages[row] - 1], "content": dataset.contents[row]}


def batches(rows: int) -> list[range]:
    """Return the rows of a dataset in the pieces in which they are sent."""
    return [range(start, min(start + BATCH, rows)) for start in range(0, rows, BATCH)]


def copy(connection: Connection, statement: str, stream: bytes) -> None:
    """Send one COPY stream."""
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, io.BytesIO(stream))


def _vectors(embeddings: Vectors) -> Iterator[bytes]:
    head = pack("!hh", embeddings.shape[1], 0)
    for row in embeddings.astype(">f4"):
        yield head + row.tobytes()
