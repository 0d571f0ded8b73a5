"""How large an index becomes, and how much memory its build takes: pgvector's layout of pages, worked out."""

from __future__ import annotations

import math
import re

from pgmatch.errors import SettingError
from pgmatch.index.models import Kind, Method

PAGE = 8192
_SIZE = re.compile(r"(?P<number>\d+(\.\d+)?)\s*(?P<unit>kB|MB|GB|TB)", re.IGNORECASE)
_UNITS = {"kb": 1024, "mb": 1024**2, "gb": 1024**3, "tb": 1024**4}
_ROOM = 8160  # bytes of a page besides its header and pgvector's footer
_POINTER = 4  # bytes of a page's pointer to an item
_ELEMENT = 72  # bytes of an HNSW element besides the vector
_ITEM = 8  # bytes of an IVFFlat item besides the vector
_GRAPH_ELEMENT = (
    196  # bytes of an element in memory, besides the vector and its neighbours on the lowest layer
)


def index_size(
    rows: int, method: Method, kind: Kind, dimensions: int, *, m: int = 16, lists: int | None = None
) -> int:
    """Return the expected size in bytes of an index on so many rows.

    Equal vectors share an element of HNSW, so that where many rows are alike it becomes smaller.
    """
    if method == "ivfflat":
        return PAGE * round(_ivfflat_pages(rows, datum_size(kind, dimensions), lists or 1))
    return PAGE * math.ceil(_hnsw_pages(rows, datum_size(kind, dimensions), m))


def parse_size(size: str) -> int:
    """Return a size such as "2GB" in bytes; raise `SettingError` for anything else."""
    match = _SIZE.fullmatch(size.strip())
    if match is None:
        raise SettingError(f"{size!r} is not a size", "Write it with its unit: 512MB or 2GB.")
    return int(float(match["number"]) * _UNITS[match["unit"].lower()])


def graph_memory(rows: int, kind: Kind, dimensions: int, m: int = 16) -> int:
    """Return the maintenance_work_mem in bytes that keeps a graph of HNSW in memory while it is built."""
    return rows * (datum_size(kind, dimensions) + 2 * m * 16 + _GRAPH_ELEMENT)


def datum_size(kind: Kind, dimensions: int) -> int:
    """Return the bytes of one vector."""
    return 8 + {"vector": 4 * dimensions, "halfvec": 2 * dimensions, "binary": -(-dimensions // 8)}[kind]


def _hnsw_pages(rows: int, datum: int, m: int) -> float:
    element = _aligned(_ELEMENT + datum) + _POINTER
    # 2 m neighbours on the lowest layer and m on each above; one row in m reaches the next layer
    neighbours = _aligned(4 + 6 * m * (2 + 1 / (m - 1))) + _POINTER
    together = _ROOM // (element + neighbours)
    return 1 + (rows / together if together else 2 * rows)


def _ivfflat_pages(rows: int, datum: int, lists: int) -> float:
    item = _aligned(_ITEM + datum) + _POINTER
    # the last page of each list is half full on average
    return 1 + lists / (_ROOM // item) + rows / (_ROOM // item) + lists / 2


def _aligned(size: float) -> int:
    return 8 * math.ceil(size / 8)
