"""The calls that the client in place of vecs makes besides those for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pgmatch.client.call import Argument, Call, Json, Rows, json_or_none, record
from pgmatch.lines.collections.calling import INTERNAL, nothing, reading, value, writing


@dataclass(frozen=True)
class Info:
    """What is installed: the revision of the line, its access mode, and the version of pgvector."""

    revision: str
    access: str
    vector_version: str


def info() -> Call[Info]:
    """Ask what is installed."""
    return reading("collections_info", {}, lambda rows: record(Info, rows[0]))


def upsert_records(name: str, records: Sequence[tuple[str, str, Mapping[str, Any]]]) -> Call[None]:
    """Write records with their vectors as texts."""
    objects = [{"id": key, "vec": vector, "metadata": metadata} for key, vector, metadata in records]
    return writing("upsert_records", {"collection": name, "records": Json(objects)}, nothing)


def begin_copy(name: str) -> Call[str]:
    """Make a temporary table with the columns id, vec and metadata; its name."""
    return writing("collections_begin_copy", {"collection": name}, value, schema=INTERNAL)


def end_copy(name: str) -> Call[int]:
    """Write the records that were copied into that table, and empty it; how many they are."""
    return writing("collections_end_copy", {"collection": name}, value, schema=INTERNAL)


def begin_load(name: str, rows: int) -> Call[bool]:
    """Suspend the vector index if that makes a load of so many records faster; whether it did."""
    return writing("collections_begin_load", {"collection": name, "rows": rows}, value, schema=INTERNAL)


def end_load(name: str, rows: int) -> Call[list[str]]:
    """Build what is suspended; the names of the indexes."""
    return writing(
        "collections_end_load",
        {"collection": name, "rows": rows},
        lambda found: [row["collections_end_load"] for row in found],
        schema=INTERNAL,
        takes_long=True,
    )


def fetch_records(name: str, ids: Sequence[str]) -> Call[Rows]:
    """Get the records of these ids."""
    return reading("fetch_records", {"collection": name, "ids": ids}, _all)


def query_records(
    name: str, filters: Mapping[str, Any] | None, columns: Sequence[str], **arguments: Argument
) -> Call[Rows]:
    """Find the nearest records; `columns` are those of the result that are asked for."""
    asked = {
        f"include_{column}": name in columns
        for column, name in (("value", "value"), ("metadata", "metadata"), ("vector", "vec"))
    }
    sent = {"collection": name, "filters": json_or_none(filters), **arguments, **asked}
    return reading("query_records", sent, _all)


def _all(rows: Rows) -> Rows:
    return rows
