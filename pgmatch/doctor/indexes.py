"""Indexes: those of filters as this package has them, and what is measured about vector indexes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import text

from pgmatch.doctor import frozen
from pgmatch.doctor.models import Finding, Line, Patient
from pgmatch.doctor.registry import check
from pgmatch.doctor.repair import following
from pgmatch.index import Column, Index, advise, list_indexes, measure_drift
from pgmatch.index.columns import searched_columns
from pgmatch.index.report import server_memory
from pgmatch.index.rows import count_rows
from pgmatch.index.rules import has_fitting_lists, lists_for
from pgmatch.lines import LINES

_CREATE = re.compile(r"create index (?:if not exists )?(?P<name>\w+) on (?P<table>\w+) (?P<rest>[^;]+);")
_KEY = re.compile(r"\((?P<column>\w+)\)")
_MEGABYTE = 1024**2

# or one that does the same; doctor_table_missing reports a dropped table
_IS_THERE = text("""
    select to_regclass(:name) is not null or to_regclass(:table) is null
      or coalesce(pgmatch.is_indexed(to_regclass(:table), :column), false)
""")


@check(needs="owner")
def index_of_filter_missing(patient: Patient) -> Iterator[Finding]:
    """Yield the other indexes of the installed revision that are not there, nor one that does the same."""
    for line, source in _sources(patient):
        for match in _CREATE.finditer(source):
            key, name = _KEY.fullmatch(match["rest"].strip()), f"{line.schema}.{match['name']}"
            table = f"{line.schema}.{match['table']}"
            given = {"name": name, "table": table, "column": key["column"] if key else None}
            if patient.connection.scalar(_IS_THERE, given):
                continue
            steps = (f"create index concurrently {match['name']} on {table} {match['rest']};",)
            yield Finding(
                "warning",
                f"index {name}",
                "Is missing: the filters, policies or deletes that need it read the whole table.",
                steps,
                following(steps),
            )


@check()
def index_memory(patient: Patient) -> Iterator[Finding]:
    """Yield the index of searches where it is larger than what keeps it in memory."""
    memory = server_memory(patient.connection)
    most = max(memory.cache, memory.shared_buffers)
    for column, index in _whole(patient):
        if not index.is_used or index.size <= memory.shared_buffers:
            continue
        if index.size <= most:
            yield Finding(
                "info",
                f"index {index.name}",
                f"It takes {_size(index.size)}, more than shared_buffers ({_size(memory.shared_buffers)});"
                " the operating system caches the rest.",
            )
            continue
        advice = advise(patient.connection, column)
        bytes_wanted = -(-index.size // _MEGABYTE) * 2
        yield Finding(
            "warning",
            f"index {index.name}",
            f"It takes {_size(index.size)}, more than the memory for caching files ({_size(most)}, the larger"
            " of shared_buffers and effective_cache_size), so searches read from disk.",
            tuple(_unasked(command) for command in advice.commands)
            or (f"alter system set effective_cache_size = '{bytes_wanted}MB';  -- if the machine has it",),
        )


@check()
def index_drifted(patient: Patient) -> Iterator[Finding]:
    """Yield the IVFFlat indexes that the rows have outgrown."""
    for column, index in _whole(patient):
        if index.method != "ivfflat" or index.lists is None:
            continue
        rows = count_rows(patient.connection, column)
        drift = measure_drift(patient.connection, column, index, rows)
        reasons = []
        if rows and not has_fitting_lists(index.lists, rows):
            reasons.append(
                f"it has {index.lists:,} lists, and {max(1, lists_for(rows)):,} suit {rows:,} rows"
            )
        if drift is not None and drift.has_drifted:
            reasons.append(
                f"{drift.new_rows:.0%} of the rows were added after it was built, and its lists do not suit"
                " them"
            )
        if reasons:
            steps = (f"pgmatch index rebuild {index.argument}",)
            yield Finding(
                "warning",
                f"index {index.name}",
                f"Recall is lower than it could be: {'; '.join(reasons)}.",
                steps,
                following(steps),
            )


def _sources(patient: Patient) -> Iterator[tuple[Line, str]]:
    """Yield the SQL that makes the indexes of each line at its revision, and of its access mode."""
    for line in patient.lines:
        for sql in frozen.index_texts(line.name, line.revision):
            yield line, sql
        for table in LINES[line.name].tables if line.access == "owner" else ():
            yield line, f"create index {table}_owner_id_idx on {table} (owner_id);"


def _whole(patient: Patient) -> Iterator[tuple[Column, Index]]:
    """Yield the vector indexes of all columns that are searched, each with its column."""
    for column in searched_columns(patient.connection):
        if column.table_id in patient.unread:
            continue
        for index in list_indexes(patient.connection, column):
            if index.is_valid and not index.is_partial:
                yield column, index


def _unasked(command: str) -> str:
    return f"{command} --yes" if command.startswith("pgmatch index drop") else command


def _size(size: int) -> str:
    return f"{size / _MEGABYTE:,.1f} MB"
