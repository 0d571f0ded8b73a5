"""Records: what is upserted, and what comes back."""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from pgmatch.client.call import Rows
from pgmatch.collections.exc import ArgError

_HINT = "A record is (id, vector, metadata): a text, a list or a numpy array of numbers, and a dict."


class Record(NamedTuple):
    """A record. `vec` is a numpy array of float32, or a list where numpy is not installed."""

    id: str
    vec: Any
    metadata: Mapping[str, Any]


def checked(records: Iterable[Any]) -> Iterator[Record]:
    """Yield what is to be upserted, one record at a time; its ids are remembered.

    Raises `ArgError`, naming the record, for what is none, and for the second one of an id.
    """
    seen: set[str] = set()
    for place, given in enumerate(records):
        record = _checked(given, f"records[{place}]")
        if record.id in seen:
            raise ArgError(
                f"records[{place}] has the id {record.id!r}, as a record before it",
                "Pass each id once: a call stores one record for it.",
            )
        seen.add(record.id)
        yield record


def read_vector(text: str | None) -> Any:
    """Return a vector that Postgres sent, as it stands in a `Record`."""
    if text is None:
        return None
    if _has_numpy():
        import numpy as np

        return np.fromstring(text[1:-1], dtype=np.float32, sep=",")
    return [float(number) for number in json.loads(text)]


def read_records(rows: Rows) -> list[Record]:
    """Return the rows of a fetch."""
    return [Record(row["id"], read_vector(row["vec"]), row["metadata"]) for row in rows]


def read_matches(columns: Sequence[str], rows: Rows) -> list[Any]:
    """Return the rows of a search: their ids if there is no other column, else tuples with names."""
    if len(columns) == 1:
        return [row["id"] for row in rows]
    kind = _match(tuple(columns))
    return [kind(*(_read(column, row[column]) for column in columns)) for row in rows]


def _checked(given: Any, name: str) -> Record:
    if isinstance(given, Mapping | str):  # which would be unpacked to keys, or to letters
        raise ArgError(f"{name} is of the type {type(given).__name__}: {_shown(given)}", _HINT)
    try:
        key, vector, metadata = given
    except (TypeError, ValueError) as error:
        raise ArgError(f"{name} is not a record of three parts: {_shown(given)}", _HINT) from error
    if isinstance(key, int) and not isinstance(key, bool):
        key = str(key)  # as Postgres makes of it for vecs
    if not isinstance(key, str):
        raise ArgError(f"the id of {name} is {_shown(key)}, of the type {type(key).__name__}", _HINT)
    if not isinstance(metadata, Mapping | None):
        raise ArgError(
            f"the metadata of {name} are {_shown(metadata)}, of the type {type(metadata).__name__}", _HINT
        )
    return Record(key, vector, metadata or {})


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _read(column: str, value: Any) -> Any:
    if column == "value":
        return float(value)  # JSON has one kind of number, and no NaN
    return read_vector(value) if column == "vec" else value


@cache
def _match(columns: tuple[str, ...]) -> Any:
    # printed like the tuples of vecs
    return type("Match", (namedtuple("Match", columns),), {"__slots__": (), "__repr__": tuple.__repr__})


@cache
def _has_numpy() -> bool:
    return find_spec("numpy") is not None
