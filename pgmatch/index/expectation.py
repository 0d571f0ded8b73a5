"""What to expect of a build before it begins."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.index.models import Plan
from pgmatch.index.rows import count_rows
from pgmatch.index.rules import DEFAULT_OPTIONS
from pgmatch.index.sizes import graph_memory, index_size, parse_size

_MEMORY = "select pg_size_bytes(current_setting('maintenance_work_mem'))"


@dataclass(frozen=True, slots=True)
class Expectation:
    """About how many rows are indexed, and bytes: of the index, wanted by its build, and given to that.

    `wanted` keeps the whole graph of HNSW in memory; 0 for IVFFlat.
    """

    rows: int
    size: int
    wanted: int
    given: int

    @property
    def lacks_memory(self) -> bool:
        """Whether the build is going to be slow for want of memory."""
        return self.wanted > self.given


def expect(connection: Connection, plan: Plan, memory: str | None = None) -> Expectation:
    """Return what to expect of a build; `memory` is its maintenance_work_mem, by default the server's."""
    rows = count_rows(connection, plan.column)
    options = {**DEFAULT_OPTIONS[plan.method], **plan.options}
    m, lists = options.get("m", 0), options.get("lists")
    is_graph = plan.method == "hnsw"
    return Expectation(
        rows=rows,
        size=index_size(rows, plan.method, plan.kind, plan.dimensions, m=m, lists=lists),
        wanted=graph_memory(rows, plan.kind, plan.dimensions, m) if is_graph else 0,
        given=maintenance_memory(connection, memory),
    )


def maintenance_memory(connection: Connection, given: str | None = None) -> int:
    """Return a size such as "2GB" in bytes, without one the server's maintenance_work_mem."""
    return int(connection.scalar(text(_MEMORY)) or 0) if given is None else parse_size(given)
