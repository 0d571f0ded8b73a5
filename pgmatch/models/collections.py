"""The rows of the functions on collections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CollectionSummary:
    """A collection: the length of its vectors, how many records the caller sees, its vector index and size.

    `dimension` is None where the column does not say. `records` is an estimate above 10,000, and None for a
    table whose policies are a stranger's. `index`, `measure` and `method` are None without an index; a binary
    index has no measure. `size` is in bytes, with the indexes; None if a policy hides records.
    """

    collection: str
    dimension: int | None
    records: int | None
    index: str | None
    measure: str | None
    method: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record that a query of a collection has found; what was not included is None.

    `value` is pgvector's distance: lower is nearer. It is at least 0, but for max_inner_product the negative
    inner product.
    """

    id: str
    value: float | None
    metadata: Any
    vec: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record of a collection; `metadata` is decoded JSON."""

    id: str
    vec: tuple[float, ...]
    metadata: Any


@dataclass(frozen=True, slots=True)
class DuplicateRecords:
    """Two records of a collection and their distance, from pgvector; `id` is less than `other_id`."""

    id: str
    other_id: str
    distance: float
