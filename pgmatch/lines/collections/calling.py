"""How the functions of the line are called: what all their calls have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pgmatch.client.call import Argument, Call, Rows

LINE = "collections"
INTERNAL = "pgmatch"  # the schema of what no API exposes

Result = TypeVar("Result")


def reading(
    function: str,
    arguments: Mapping[str, Argument],
    read: Callable[[Rows], Result],
    *,
    for_writers: bool = False,
) -> Call[Result]:
    """Return the call of a function that changes nothing."""
    return Call(
        function,
        arguments,
        read,
        line=LINE,
        table=_table(arguments),
        only_reads=True,
        for_writers=for_writers,
    )


def writing(
    function: str,
    arguments: Mapping[str, Argument],
    read: Callable[[Rows], Result],
    *,
    schema: str | None = None,
    for_writers: bool = True,
    takes_long: bool = False,
) -> Call[Result]:
    """Return the call of a function that changes something."""
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


def table_of(name: str) -> tuple[str, str]:
    """Return where the records of a collection are."""
    return "vecs", name


def value(rows: Rows) -> Any:
    """Read the only column of the only row."""
    return next(iter(rows[0].values()))


def nothing(_rows: Rows) -> None:
    """Read a function whose result is of no use."""


def _table(arguments: Mapping[str, Argument]) -> tuple[str, str]:
    return table_of(str(arguments.get("collection", "")))  # without one, rows are only counted
