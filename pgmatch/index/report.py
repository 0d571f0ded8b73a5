"""What there is to say about the indexes of a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.index.catalog import list_indexes
from pgmatch.index.drift import Drift, measure_drift
from pgmatch.index.leftovers import leftovers
from pgmatch.index.models import Column, Index
from pgmatch.index.rows import count_rows
from pgmatch.index.rules import has_fitting_lists, lists_for, most_lists

_MEMORY = """
    select pg_size_bytes(current_setting('shared_buffers')) as shared_buffers,
      pg_size_bytes(current_setting('effective_cache_size')) as cache
"""


@dataclass(frozen=True, slots=True)
class Memory:
    """The server's memory in bytes: Postgres' own, and what it believes the machine keeps of its files."""

    shared_buffers: int
    cache: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An index, and sentences about it. `drift` is None for HNSW, and where it cannot be measured."""

    index: Index
    drift: Drift | None
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The indexes of a column; `rows` is about how many have a vector."""

    column: Column
    rows: int
    memory: Memory
    entries: tuple[Entry, ...]


def server_memory(connection: Connection) -> Memory:
    """Return what the server's settings say about memory."""
    return Memory(**connection.execute(text(_MEMORY)).one()._mapping)


def report(connection: Connection, column: Column) -> Report:
    """Return the indexes of a column with what is wrong with each; see `measure_drift` for what is read."""
    rows = count_rows(connection, column)
    memory = server_memory(connection)
    indexes = list_indexes(connection, column)
    left = leftovers(indexes)
    entries = []
    for index in indexes:
        drift = None
        if index.method == "ivfflat" and index.is_valid and not index.is_partial:
            drift = measure_drift(connection, column, index, rows)
        remarks = (
            *_state(index, is_left=index in left),
            *_lists(index, rows, drift),
            *_use(index, memory),
            *_doubles(index, indexes),
        )
        entries.append(Entry(index, drift, remarks))
    return Report(column, rows, memory, tuple(entries))


def _state(index: Index, *, is_left: bool) -> Iterator[str]:
    if index.built_by is not None:
        yield f"Is being built by process {index.built_by}."
    elif is_left:
        yield f"Left over from an interrupted rebuild: pgmatch index drop {index.argument}"
    elif not index.is_valid:
        yield f"Is not valid, because its build was interrupted: pgmatch index rebuild {index.argument}"


def _lists(index: Index, rows: int, drift: Drift | None) -> Iterator[str]:
    """Say whether the lists of an IVFFlat index fit its rows; of a partial index nobody knows the rows."""
    if index.lists is None or not index.is_valid or index.is_partial:
        return
    rebuild = f"pgmatch index rebuild {index.argument}"
    if index.lists > most_lists(rows):
        yield f"Too few rows: {rows:,} for {index.lists:,} lists. HNSW suits them better."
    elif not has_fitting_lists(index.lists, rows):
        suited = f"{lists_for(rows):,} lists suit its {rows:,} rows"
        yield f"Has grown: {suited}, and it has {index.lists:,}: {rebuild}"
    if drift is not None and drift.has_drifted:
        yield f"Has drifted: {_drifted(drift)}: {rebuild}"


def _drifted(drift: Drift) -> str:
    came = f"{drift.new_rows:.0%} of the rows came after the build"
    if drift.distance is None or drift.length is None:
        return came
    return (
        f"{came}, {drift.distance:.2f} times as far from the middle of their lists as those before, in lists"
        f" {drift.length:.1f} times as long"
    )


def _use(index: Index, memory: Memory) -> Iterator[str]:
    if not index.is_valid:
        return
    if index.is_partial:
        yield "A partial index (where …): only queries with its condition use it."
    if not index.scans:
        yield "Not used by any search since the statistics were reset."
    if index.size > memory.cache:
        yield "Larger than memory (effective_cache_size): pgmatch index advise"
    elif index.size > memory.shared_buffers:
        yield "Does not fit in shared_buffers."


def _doubles(index: Index, indexes: Sequence[Index]) -> Iterator[str]:
    """Name the other indexes that serve the same ordering: on one side of each pair."""
    for other in indexes[: indexes.index(index)]:
        if _is_whole(index) and _is_whole(other) and _ordering(index) == _ordering(other):
            yield (
                f"Serves the same queries as {other.bare_name}. The planner may use either, whichever"
                " is tuned: drop one of them."
            )


def _is_whole(index: Index) -> bool:
    return index.is_valid and not index.is_partial


def _ordering(index: Index) -> tuple[str, str]:
    return index.expression, index.metric
