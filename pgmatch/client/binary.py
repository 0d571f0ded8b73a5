"""Rows in the binary format of COPY."""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from pgmatch.client.arguments import sendable, sql_literal
from pgmatch.client.call import Json
from pgmatch.client.embedding import Embedding, vector_items, vector_text
from pgmatch.errors import PgmatchError

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_CHUNK = 1 << 16  # bytes
_MOST_DIMENSIONS = 16_000
_NULL = b"\xff\xff\xff\xff"
_BIGINT = struct.Struct(">iq")
_INTEGER = struct.Struct(">ii")
_LENGTH = struct.Struct(">i")
_JSONB = struct.Struct(">ib")  # with the version of its format
_VECTOR = struct.Struct(">ihh")


def copy_chunks(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what COPY reads: header, rows and trailer, in pieces of about 64 kB."""
    chunk = bytearray(_HEADER)
    for row in rows:
        chunk += row
        if len(chunk) >= _CHUNK:
            yield bytes(chunk)
            chunk.clear()
    yield bytes(chunk + _TRAILER)


def bigint(value: int) -> bytes:
    """Return a field of the type bigint."""
    return _BIGINT.pack(8, value)


def integer(value: int | None, name: str) -> bytes:
    """Return a field of the type integer; raise `PgmatchError`, naming `name`, for what does not fit."""
    if value is None:
        return _NULL
    try:
        return _INTEGER.pack(4, value)
    except struct.error as error:
        raise PgmatchError(
            f"{name} is not an integer of 32 bits: {value!r}", "Pass an int, or None."
        ) from error


def text(value: str | None, name: str, encoding: str) -> bytes:
    """Return a field of the type text; raise `PgmatchError`, naming `name`, for what cannot be stored."""
    if value is None:
        return _NULL
    try:
        data = value.encode(encoding)
    except (AttributeError, UnicodeEncodeError) as error:
        sendable(name, value)  # says what is wrong with it in any encoding
        raise PgmatchError(
            f"{name} cannot be written in the encoding of the database: {error}",
            "Load into a database with the encoding UTF8.",
        ) from error
    if b"\0" in data:
        sendable(name, value)
    return _LENGTH.pack(len(data)) + data


def jsonb(value: Any, name: str) -> bytes:
    """Return a field of the type jsonb; raise `PgmatchError`, naming `name`, for what JSON does not have."""
    data = str(sql_literal(name, Json(value))).encode()  # all of it is ASCII
    return _JSONB.pack(len(data) + 1, 1) + data


def vector(value: Embedding, name: str) -> tuple[bytes, int, float]:
    """Return a field of pgvector's type vector, its number of dimensions, and its Euclidean length.

    Raises `PgmatchError`, naming `name`, for what is not one vector of finite 32-bit numbers.
    """
    numbers, dimensions, length = _numbers(value, name)
    if not 0 < dimensions <= _MOST_DIMENSIONS or not math.isfinite(length):
        vector_text(value, name)  # names the number that is wrong
        raise PgmatchError(
            f"{name} is too long, or has a number beyond the range of 32 bits",
            f"The type vector takes up to {_MOST_DIMENSIONS} numbers up to 3.4e38.",
        )
    return _VECTOR.pack(len(numbers) + 4, dimensions, 0) + numbers, dimensions, length


def _numbers(value: Embedding, name: str) -> tuple[bytes, int, float]:
    """Return 32-bit numbers in the order of the network, how many they are, and their length as a vector."""
    numpy = sys.modules.get("numpy")  # else there is no array of numpy's either
    if numpy and isinstance(value, numpy.ndarray) and value.ndim == 1 and value.dtype.kind in "fiu":
        native = value if value.dtype == numpy.float32 else _float32(value)
        length = math.sqrt(numpy.vdot(native, native))
        if not 1e-12 < length < math.inf:  # the squares may be out of range where the numbers are not
            length = math.hypot(*native.tolist())
        return native.astype(">f4").tobytes(), len(native), length
    found = vector_items(value, name)
    try:
        return struct.pack(f">{len(found)}f", *found), len(found), math.hypot(*found)
    except (struct.error, TypeError, OverflowError):
        return b"", len(found), math.nan


def _float32(array: Any) -> Any:
    import numpy as np

    with np.errstate(over="ignore"):  # what becomes infinite is refused
        return array.astype(np.float32)
