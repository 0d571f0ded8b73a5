"""What the index tools speak of: a column of vectors, its indexes, and an index that is to be built."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import Literal

Method = Literal["hnsw", "ivfflat"]
Kind = Literal["vector", "halfvec", "binary"]
Metric = Literal["ip", "cosine", "l2", "l1"]

METRICS: tuple[Metric, ...] = ("ip", "cosine", "l2", "l1")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or a materialised view that holds vectors.

    `table` (with its schema), `name` and `extension` (the schema of pgvector) are quoted as in SQL.
    `dimensions` is None where the type does not tell. `metric` is the recorded one if pgmatch searches the
    column, else None. `is_default` says whether it is the one that is meant where nobody names a column.
    `line` is the name of the line that it belongs to, None for a table of the user's.
    """

    table_id: int
    number: int
    table: str
    table_name: str
    bare_name: str
    name: str
    type: Literal["vector", "halfvec"]
    dimensions: int | None
    extension: str
    is_default: bool
    metric: Metric | None
    line: str | None = None

    @property
    def is_searched(self) -> bool:
        """Whether functions of pgmatch search the column."""
        return self.metric is not None

    @property
    def full_name(self) -> str:
        """The name as the commands take it."""
        return f"{self.table}.{self.name}"

    @property
    def argument(self) -> list[str]:
        """The name as an argument of a command in a shell; none is needed for the default column."""
        return [] if self.is_default else [shlex.quote(self.full_name)]


@dataclass(frozen=True, slots=True)
class Tuning:
    """What searches of pgmatch use for an index, see `pgmatch tune`; None is the default."""

    ef_search: int | None
    probes: int | None
    overfetch: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Index:
    """An HNSW or IVFFlat index of a column.

    `name` has its schema and is quoted as in SQL. `kind` and `metric` are those of its operator class,
    "binary" and "hamming" for one on signs. `expression` is what is indexed and `type_name` its type. `size`
    is in bytes; `scans` counts since Postgres' statistics began. `built_by` is the process that builds it
    now. `is_used` says whether searches of pgmatch use it, None where they do not search the column.
    """

    id: int
    name: str
    bare_name: str
    method: Method
    kind: str
    metric: str
    expression: str
    type_name: str
    m: int | None
    ef_construction: int | None
    lists: int | None
    size: int
    is_valid: bool
    is_partial: bool
    scans: int
    built_by: int | None
    is_used: bool | None
    tuning: Tuning | None

    @property
    def argument(self) -> str:
        """The name as an argument of a command in a shell, which would take SQL's quotes away."""
        return shlex.quote(self.name)

    @property
    def state(self) -> str:
        """What may be said of it in a word or two."""
        if self.built_by is not None:
            return "being built"
        if not self.is_valid:
            return "not valid"
        return "in use" if self.is_used else "valid"


@dataclass(frozen=True, slots=True)
class Plan:
    """An index that is to be built; `name`, `expression` and `opclass` are quoted as in SQL.

    `metric` is "hamming" for a binary index. `options` are those of `with (…)`, without pgvector's defaults.
    """

    column: Column
    bare_name: str
    name: str
    method: Method
    kind: Kind
    metric: str
    dimensions: int
    expression: str
    opclass: str
    options: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resources:
    """What a build may take; None leaves the server's own setting.

    `memory` is maintenance_work_mem, written as "2GB"; `workers` is max_parallel_maintenance_workers.
    """

    memory: str | None = None
    workers: int | None = None
