"""What is measured: an index, its settings, and what searches with them find and cost."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Setting:
    """How thoroughly an index is searched; what is None is left as searches have it now.

    `ef_search` (1 to 1000) is for HNSW, `probes` (1 to 32768) for IVFFlat; `overfetch` (1 or more) is how
    many rows a binary index is asked for, for each row that is wanted.
    """

    ef_search: int | None = None
    probes: int | None = None
    overfetch: float | None = None

    def __str__(self) -> str:
        values = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return ", ".join(f"{name} {value:g}" for name, value in values if value is not None)


@dataclass(frozen=True, slots=True)
class Stored:
    """What was tuned for an index before.

    `k` and `recall` are those of the measurement, None where nobody said; `rows` is about how many the table
    had, None when unknown.
    """

    setting: Setting
    k: int | None
    recall: float | None
    rows: int | None
    measured_at: datetime


@dataclass(frozen=True, slots=True)
class Index:
    """A vector index that can be measured.

    `lists` is None except for IVFFlat; `rows` is about how many the table has, None before anybody counted;
    `is_searched` says whether functions of pgmatch search its column, `holds_sections` whether that is the
    one of the default line.
    """

    name: str
    table: str
    column: str
    method: Literal["hnsw", "ivfflat"]
    kind: Literal["vector", "halfvec", "binary"]
    metric: Literal["ip", "cosine", "l2", "l1"]
    lists: int | None
    rows: int | None
    holds_sections: bool
    stored: Stored | None
    is_searched: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """What an exact search finds: for each query, a row by its ctid, the distance of its k-th nearest row.

    `is_whole` says whether every row of the table is a query.
    """

    k: int
    queries: tuple[str, ...]
    farthest: tuple[float, ...]
    exact_p50_ms: float
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Measurement:
    """What searches with a setting found and cost.

    `recall` is the mean, `worst_recall` the least over all queries, 0 to 1; `low` is what the mean is at
    least over all rows of the table, with 95 % confidence. Times are in milliseconds on the
    server; `pages_hit` and `pages_read` are the mean numbers of pages, of 8 kB, that a search took from
    Postgres' memory and from outside it.
    """

    setting: Setting
    recall: float
    worst_recall: float
    p50_ms: float
    p95_ms: float
    pages_hit: float
    pages_read: float
    low: float

    @property
    def pages(self) -> float:
        """All pages that a search touched."""
        return self.pages_hit + self.pages_read
