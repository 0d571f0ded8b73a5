"""The indexes: all there and valid, of use, and no larger than the memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Row

from pgmatch.doctor import frozen
from pgmatch.doctor.models import Finding, Level, Patient
from pgmatch.doctor.registry import check
from pgmatch.doctor.repair import building, dropping, rebuilding, running
from pgmatch.index import Index, advise, find_column, list_indexes, measure_drift
from pgmatch.index.leftovers import leftovers
from pgmatch.index.report import server_memory
from pgmatch.index.rows import count_rows
from pgmatch.index.rules import has_fitting_lists, lists_for

_FEW = 1000  # rows that are compared one by one as quickly as an index is walked
_CREATE = re.compile(r"create index (?:if not exists )?(?P<name>\w+) on (?P<table>\w+) (?P<rest>[^;]+);")
_KEY = re.compile(r"\((?P<column>\w+)\)")
_MEGABYTE = 1024**2

_TABLE_INDEXES = """
    select quote_ident(i.relname) as name, i.relname as bare_name, c.relname as table_name,
      x.indisvalid as is_valid, x.indpred is null as is_whole, am.amname as method, k.attname as first_column,
      p.pid as built_by
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as am on am.oid = i.relam
    inner join pg_class as c on c.oid = x.indrelid
    inner join pg_namespace as n on n.oid = c.relnamespace
    left join pg_attribute as k on k.attrelid = x.indrelid and k.attnum = x.indkey[0]
    left join pg_stat_progress_create_index as p on p.datname = current_database() and p.index_relid = i.oid
    where n.nspname = :schema and c.relname in ('nods_page', 'nods_page_section')
    order by i.relname
"""
_SINCE = """
    select coalesce(s.stats_reset::date::text, 'the statistics began')
    from pg_stat_database as s where s.datname = current_database()
"""


def _interrupted(indexes: Sequence[Index]) -> list[Index]:
    """Return the indexes whose first build did not end."""
    left = leftovers(indexes)
    return [one for one in indexes if not one.is_valid and one.built_by is None and one not in left]


@check("The vector index is there")
def index_missing(patient: Patient) -> Iterator[Finding]:
    """Yield a finding where no index serves searches, so that each reads every row."""
    column = find_column(patient.connection)
    indexes = list_indexes(patient.connection, column)
    if any(index.is_used for index in indexes):
        return
    broken = next((one for one in _interrupted(indexes) if one.metric in (column.metric, "hamming")), None)
    # with the fix of index_invalid, so that the index is not built twice
    fix = f"pgmatch index rebuild {broken.argument}" if broken else "pgmatch index create"
    rows = count_rows(patient.connection, column)
    level: Level = "error" if rows > _FEW else "warning"
    yield Finding(
        level,
        f"column {column.full_name}",
        f"No valid index supports the metric {column.metric}: every search compares all {rows:,} rows.",
        (fix,),
        partial(rebuilding, broken.name) if broken else building,
    )


@check("The indexes of filters and foreign keys are there")
def index_of_filter_missing(patient: Patient) -> Iterator[Finding]:
    """Yield the other indexes of the installed revision that are not there, nor one that does the same."""
    there = _table_indexes(patient)
    names = {index.bare_name for index in there}
    led = {(index.table_name, index.first_column) for index in there if index.is_valid and index.is_whole}
    for source in _sources(patient):
        for match in _CREATE.finditer(source):
            key = _KEY.fullmatch(match["rest"].strip())
            if match["name"] in names or (key and (match["table"], key["column"]) in led):
                continue
            table = patient.table(match["table"])
            statement = f"create index concurrently {match['name']} on {table} {match['rest']};"
            yield Finding(
                "warning",
                f"index {patient.schema}.{match['name']}",
                "Is missing: the filters, policies or deletes that need it read the whole table.",
                (statement,),
                running(statement),
            )


@check("Every index is valid")
def index_invalid(patient: Patient) -> Iterator[Finding]:
    """Yield the indexes that an interrupted build has left: searches pass over them, writes pay for them."""
    column = find_column(patient.connection)
    vectors = list_indexes(patient.connection, column)
    left, interrupted = leftovers(vectors), _interrupted(vectors)
    for index in vectors:
        if index in left:
            yield Finding(
                "warning",
                f"index {index.name}",
                "Is left over from an interrupted rebuild.",
                (f"pgmatch index drop {index.argument} --yes",),
                partial(dropping, index.name),
            )
        elif index in interrupted:
            yield Finding(
                "error",
                f"index {index.name}",
                "Is not valid: its build was interrupted, so no search uses it.",
                (f"pgmatch index rebuild {index.argument}",),
                partial(rebuilding, index.name),
            )
    for other in _table_indexes(patient):
        if not other.is_valid and other.built_by is None and other.method not in ("hnsw", "ivfflat"):
            statement = f"reindex index concurrently {patient.schema}.{other.name};"
            yield Finding(
                "error",
                f"index {patient.schema}.{other.name}",
                "Is not valid: its build was interrupted.",
                (statement,),
                running(statement),
            )


@check("The vector indexes have the recorded metric")
def index_metric(patient: Patient) -> Iterator[Finding]:
    """Yield the vector indexes whose operator class serves another metric than searches order by."""
    for index in _whole(patient):
        if index.metric not in (patient.line.metric, "hamming"):
            yield Finding(
                "warning",
                f"index {index.name}",
                f"Its operator class is for {index.metric}, but searches order by {patient.line.metric},"
                f" so none can use it. It takes {_size(index.size)}.",
                (f"pgmatch index drop {index.argument} --yes",),
            )


@check("Every vector index is used")
def index_unused(patient: Patient) -> Iterator[Finding]:
    """Yield the vector indexes of the right metric that searches pass over, and nobody else has used."""
    for index in _whole(patient):
        if index.metric in (patient.line.metric, "hamming") and not index.is_used and not index.scans:
            since = patient.connection.scalar(text(_SINCE))
            yield Finding(
                "warning",
                f"index {index.name}",
                f"Searches use another index, and nothing has used this one since {since}. It takes"
                f" {_size(index.size)} and slows down every write.",
                (f"pgmatch index drop {index.argument} --yes",),
            )


@check("The vector index fits in memory")
def index_memory(patient: Patient) -> Iterator[Finding]:
    """Yield the index of searches where it is larger than what keeps it in memory."""
    memory = server_memory(patient.connection)
    most = max(memory.cache, memory.shared_buffers)
    for index in _whole(patient):
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
        advice = advise(patient.connection, find_column(patient.connection))
        bytes_wanted = -(-index.size // _MEGABYTE) * 2
        yield Finding(
            "warning",
            f"index {index.name}",
            f"It takes {_size(index.size)}, more than the memory for caching files ({_size(most)}, the larger"
            " of shared_buffers and effective_cache_size), so searches read from disk.",
            tuple(_unasked(command) for command in advice.commands)
            or (f"alter system set effective_cache_size = '{bytes_wanted}MB';  -- if the machine has it",),
        )


@check("The lists of IVFFlat indexes suit the rows")
def index_drifted(patient: Patient) -> Iterator[Finding]:
    """Yield the IVFFlat indexes that the rows have outgrown."""
    column = find_column(patient.connection)
    rows = count_rows(patient.connection, column)
    for index in _whole(patient):
        if index.method != "ivfflat" or index.lists is None:
            continue
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
            yield Finding(
                "warning",
                f"index {index.name}",
                f"Recall is lower than it could be: {'; '.join(reasons)}.",
                (f"pgmatch index rebuild {index.argument}",),
                partial(rebuilding, index.name),
            )


def _sources(patient: Patient) -> Iterator[str]:
    """Yield the SQL that makes the indexes of the installed revisions and of the access mode."""
    for line in patient.lines:
        for file in frozen.index_files(line.name, line.revision):
            yield file.read_text(encoding="utf-8")
    if patient.line.access == "owner":
        for table in ("nods_page", "nods_page_section"):
            yield f"create index {table}_owner_id_idx on {table} (owner_id);"


def _whole(patient: Patient) -> list[Index]:
    indexes = list_indexes(patient.connection, find_column(patient.connection))
    return [index for index in indexes if index.is_valid and not index.is_partial]


def _table_indexes(patient: Patient) -> list[Row[Any]]:
    given = {"schema": patient.line.schema_name}
    return list(patient.connection.execute(text(_TABLE_INDEXES), given).all())


def _unasked(command: str) -> str:
    return f"{command} --yes" if command.startswith("pgmatch index drop") else command


def _size(size: int) -> str:
    return f"{size / _MEGABYTE:,.1f} MB"
