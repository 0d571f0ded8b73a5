"""Which index to use for a column, and what to run to have it."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.errors import SettingError
from pgmatch.index.catalog import list_indexes
from pgmatch.index.choose import Choice, Situation, choose, find_choices
from pgmatch.index.expectation import maintenance_memory
from pgmatch.index.models import METRICS, Column, Index, Metric
from pgmatch.index.plan import column_dimensions, default_name
from pgmatch.index.report import server_memory
from pgmatch.index.rows import count_rows
from pgmatch.index.rules import lists_for_signs
from pgmatch.index.sample import Sample, take_sample
from pgmatch.index.sizes import datum_size, parse_size

_FOR_FILES = 0.75  # share of a machine's memory that keeps files, as is usual for effective_cache_size
_LONGEST_PLAIN = 7600  # bytes of a vector that leaves room in a page for the rest of a usual row

_STORAGE = """
    select a.attstorage = 'p' as is_plain, pg_relation_size(c.oid) as size
    from pg_class as c inner join pg_attribute as a on a.attrelid = c.oid and a.attnum = :number
    where c.oid = :table
"""


@dataclass(frozen=True, slots=True)
class Advice:
    """Which index to use, and why.

    `metric_from` and `memory_from` say where these are known from. `recommended` is None where no index of
    pgvector can hold the vectors, `existing` the name of such an index that is there already. `commands` are
    to be run one after another; `warnings` are about the vectors and how they are stored.
    """

    column: Column
    situation: Situation
    metric_from: str
    memory_from: str
    choices: tuple[Choice, ...]
    recommended: Choice | None
    existing: str | None
    reasons: tuple[str, ...]
    commands: tuple[str, ...]
    warnings: tuple[str, ...]


def advise(
    connection: Connection,
    column: Column,
    *,
    metric: Metric | None = None,
    dimensions: int | None = None,
    rows: int | None = None,
    memory: str | None = None,
    disk: str | None = None,
) -> Advice:
    """Return which index suits a column; a sample of its rows is read, and nothing is changed.

    `rows` asks about another number than there are. `memory` is what the machine has and `disk` what is free
    on it, written as "8GB"; without `memory` effective_cache_size counts, or shared_buffers if that is more.
    `metric` is by default the recorded one, else that of an index that is there, else cosine. Raises
    `SettingError` for what makes no sense.
    """
    if rows is not None and rows < 1:
        raise SettingError(
            f"{rows} is not a number of rows", "Give the number of rows that the table will have."
        )
    there, indexes = count_rows(connection, column), list_indexes(connection, column)
    chosen_metric, metric_from = _metric(column, metric, indexes)
    bytes_for_files, memory_from = _memory(connection, memory)
    now = Situation(
        rows=there if rows is None else rows,
        dimensions=column_dimensions(connection, column, dimensions),
        metric=chosen_metric,
        is_halfvec=column.type == "halfvec",
        memory=bytes_for_files,
        disk=None if disk is None else parse_size(disk),
    )
    sample = take_sample(connection, column, there)
    choices = find_choices(now, sample)
    chosen, reasons = choose(now, choices)
    existing = next((index for index in indexes if chosen and _is(index, chosen, chosen_metric)), None)
    build_memory = maintenance_memory(connection)
    return Advice(
        column=column,
        situation=now,
        metric_from=metric_from,
        memory_from=memory_from,
        choices=choices,
        recommended=chosen,
        existing=existing.name if existing else None,
        reasons=reasons,
        commands=tuple(_commands(column, now, chosen, existing, indexes, build_memory)) if chosen else (),
        warnings=(*_of_vectors(sample, chosen_metric), *_of_storage(connection, column, now, there)),
    )


def _metric(column: Column, given: Metric | None, indexes: Sequence[Index]) -> tuple[Metric, str]:
    if given:
        return given, "as asked"
    if column.metric:
        return column.metric, "as recorded"
    for name in METRICS:
        if there := [index for index in indexes if index.metric == name]:
            return name, f"that of {there[0].bare_name}"
    return "cosine", "assumed; set it with --metric"


def _memory(connection: Connection, given: str | None) -> tuple[int, str]:
    if given is not None:
        return int(_FOR_FILES * parse_size(given)), f"three quarters of {given}"
    memory = server_memory(connection)
    if memory.cache >= memory.shared_buffers:
        return memory.cache, "effective_cache_size; set the machine's with --memory"
    return memory.shared_buffers, "shared_buffers; set the machine's with --memory"


def _is(index: Index, choice: Choice, metric: Metric) -> bool:
    wanted = (choice.method, choice.kind, "hamming" if choice.kind == "binary" else metric)
    is_whole = index.is_valid and not index.is_partial
    return is_whole and (index.method, index.kind, index.metric) == wanted


def _commands(
    column: Column,
    now: Situation,
    chosen: Choice,
    existing: Index | None,
    indexes: Sequence[Index],
    build_memory: int,
) -> Iterator[str]:
    distance = "hamming" if chosen.kind == "binary" else now.metric
    options = {"lists": lists_for_signs(now.rows)} if chosen.method == "ivfflat" else {}
    name = existing.name if existing else default_name(column, chosen.method, chosen.kind, distance, options)
    if existing is None:
        words = [
            *column.argument,
            *(["--method ivfflat"] if chosen.method == "ivfflat" else []),
            f"--type {chosen.kind}",
            *(f"--{option} {value}" for option, value in options.items()),
            *([] if chosen.kind == "binary" or column.metric == now.metric else [f"--metric {now.metric}"]),
            *([] if column.dimensions else [f"--dimensions {now.dimensions}"]),
            *_memory_option(now, chosen, build_memory),
        ]
        yield f"pgmatch index create {' '.join(words)}"
    if not column.is_searched:
        return
    if chosen.kind == "binary" and not (existing and existing.tuning):
        yield f"pgmatch tune --index {shlex.quote(name)} --store"
    for index in indexes:
        # searches take one, so the others only cost memory and time
        if index is not existing and not index.is_partial and index.metric in (now.metric, "hamming"):
            yield f"pgmatch index drop {index.argument}"


def _memory_option(now: Situation, chosen: Choice, build_memory: int) -> Iterator[str]:
    """Give the build enough to keep its graph in memory, if the machine has twice that."""
    needed = 1.1 * (chosen.build_memory or 0)
    if build_memory < needed < now.memory / 2:
        yield f"--memory {math.ceil(needed / 1024**2)}MB"


def _of_vectors(sample: Sample, metric: Metric) -> Iterator[str]:
    if sample.without:
        yield f"{sample.without} of {sample.size} rows have no vector and cannot be found."
    if sample.zero and metric in ("ip", "cosine"):
        yield f"{sample.zero} of {sample.size} vectors are all zeros, which have no direction."
    if sample.not_normalized and metric == "ip":
        yield (
            f"{sample.not_normalized} of {sample.size} vectors do not have length 1: by inner product, long"
            " vectors come before near ones. Normalise them, or use the metric cosine."
        )


def _of_storage(connection: Connection, column: Column, now: Situation, rows: int) -> Iterator[str]:
    row = connection.execute(text(_STORAGE), {"table": column.table_id, "number": column.number}).one()
    vector = datum_size(column.type, now.dimensions)
    # more than the table's own pages can hold
    if not rows or row.size > 0.9 * rows * vector:
        return
    seen = (
        "Vectors lie out of line, where the planner does not count them: it prefers reading the whole table."
    )
    if row.is_plain:
        optimize = " ".join(["pgmatch optimize", *column.argument])
        yield f"Old vectors lie out of line, which makes every search read more: {optimize}"
    elif column.is_default:
        return
    elif vector <= _LONGEST_PLAIN:
        yield (
            f"{seen} alter table {column.table} alter column {column.name} set storage plain,"
            f" set (toast_tuple_target = 8160); vacuum (full, analyze) {column.table}; -- locks it meanwhile"
        )
    else:
        yield f"{seen} Say before a search: set local enable_seqscan = off;"
