"""The calls of the line's functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pgmatch.client.call import Argument, Call, Json, Rows, all_rows, json_or_none, record

LINE = "collections"
_INTERNAL = "pgmatch"  # the schema of what no API exposes

Result = TypeVar("Result")


@dataclass(frozen=True)
class Info:
    """What is installed: the revision of the line, its access mode, and the version of pgvector."""

    revision: str
    access: str
    vector_version: str


@dataclass(frozen=True)
class Listed:
    """A collection: its name, how long its vectors are, and its vector index with the measure."""

    collection: str
    dimension: int | None  # None where the column does not say
    index: str | None
    measure: str | None


def info() -> Call[Info]:
    """Ask what is installed."""
    return _reading("collections_info", {}, lambda rows: record(Info, rows[0]))


def list_collections() -> Call[list[Listed]]:
    """List all collections."""
    return _reading("list_collections", {}, all_rows(Listed))


def create_collection(name: str, dimension: int) -> Call[Listed]:
    """Make a collection; SQLSTATE 42P07 if there is one of this name."""
    return _writing("create_collection", {"collection": name, "dimension": dimension}, _listed)


def get_or_create_collection(name: str, dimension: int | None = None) -> Call[Listed]:
    """Get a collection. If there is none, make it, or without `dimension` raise SQLSTATE 42P01."""
    arguments: dict[str, Argument] = {"collection": name, "dimension": dimension}
    return _writing("get_or_create_collection", arguments, _listed, for_writers=dimension is not None)


def drop_collection(name: str) -> Call[None]:
    """Drop a collection if there is one."""
    return _writing("drop_collection", {"collection": name}, _nothing)


def upsert_records(name: str, records: Sequence[tuple[str, str, Mapping[str, Any]]]) -> Call[None]:
    """Write records with their vectors as texts."""
    objects = [{"id": key, "vec": vector, "metadata": metadata} for key, vector, metadata in records]
    return _writing("upsert_records", {"collection": name, "records": Json(objects)}, _nothing)


def begin_copy(name: str) -> Call[str]:
    """Make a temporary table with the columns id, vec and metadata; its name."""
    return _writing("collections_begin_copy", {"collection": name}, _value, schema=_INTERNAL)


def end_copy(name: str) -> Call[int]:
    """Write the records that were copied into that table, and empty it; how many they are."""
    return _writing("collections_end_copy", {"collection": name}, _value, schema=_INTERNAL)


def begin_load(name: str, rows: int) -> Call[bool]:
    """Suspend the vector index if that makes a load of so many records faster; whether it did."""
    return _writing("collections_begin_load", {"collection": name, "rows": rows}, _value, schema=_INTERNAL)


def end_load(name: str, rows: int) -> Call[list[str]]:
    """Build what is suspended; the names of the indexes."""
    return _writing(
        "collections_end_load",
        {"collection": name, "rows": rows},
        lambda found: [row["collections_end_load"] for row in found],
        schema=_INTERNAL,
        takes_long=True,
    )


def fetch_records(name: str, ids: Sequence[str]) -> Call[Rows]:
    """Get the records of these ids."""
    return _reading("fetch_records", {"collection": name, "ids": ids}, _all)


def count_records(name: str) -> Call[int]:
    """Count the records."""
    return _reading("count_records", {"collection": name}, _value)


def delete_records(
    name: str, ids: Sequence[str] | None = None, filters: Mapping[str, Any] | None = None
) -> Call[list[str]]:
    """Delete by ids or by a filter; the ids of the records that were there."""
    return _writing(
        "delete_records",
        {"collection": name, "ids": ids, "filters": json_or_none(filters)},
        lambda rows: [row["delete_records"] for row in rows],
    )


def query_records(
    name: str, filters: Mapping[str, Any] | None, columns: Sequence[str], **arguments: Argument
) -> Call[Rows]:
    """Find the nearest records; `columns` are those of the result that are asked for."""
    asked = {
        f"include_{column}": name in columns
        for column, name in (("value", "value"), ("metadata", "metadata"), ("vector", "vec"))
    }
    sent = {"collection": name, "filters": json_or_none(filters), **arguments, **asked}
    return _reading("query_records", sent, _all)


def create_index(name: str, **arguments: Argument) -> Call[str]:
    """Build the vector index of a collection; its name."""
    return _writing("create_index", {"collection": name, **arguments}, _value, takes_long=True)


def table_of(name: str) -> tuple[str, str]:
    """Return where the records of a collection are."""
    return "vecs", name


def _reading(
    function: str, arguments: Mapping[str, Argument], read: Callable[[Rows], Result]
) -> Call[Result]:
    return Call(function, arguments, read, line=LINE, table=_table(arguments), only_reads=True)


def _writing(
    function: str,
    arguments: Mapping[str, Argument],
    read: Callable[[Rows], Result],
    *,
    schema: str | None = None,
    for_writers: bool = True,
    takes_long: bool = False,
) -> Call[Result]:
    return Call(
        function,
        arguments,
        read,
        schema=schema,
        line=LINE,
        table=_table(arguments),
        for_writers=for_writers,
        takes_long=takes_long,
    )


def _table(arguments: Mapping[str, Argument]) -> tuple[str, str]:
    return table_of(str(arguments.get("collection", "")))  # without one, rows are only counted


def _listed(rows: Rows) -> Listed:
    (row,) = rows
    # an API sends the only row of a composite type as one value
    return record(Listed, next(iter(row.values())) if len(row) == 1 else row)


def _all(rows: Rows) -> Rows:
    return rows


def _value(rows: Rows) -> Any:
    """Read the only column of the only row."""
    return next(iter(rows[0].values()))


def _nothing(_rows: Rows) -> None:
    """Read a function whose result is of no use."""
