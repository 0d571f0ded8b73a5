"""What arguments have to be, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import Any

from pgmatch.client.arguments import sql_literal
from pgmatch.client.call import Json
from pgmatch.collections.exc import ArgError, FilterError
from pgmatch.errors import PgmatchError

MOST = 1000  # rows of a query
LONGEST = 16000  # dimensions that pgvector stores


def checked_name(name: str) -> str:
    """Return the name of a collection; raise `ArgError` unless it is a string."""
    if not isinstance(name, str):
        raise ArgError(f"the name of the collection is {name!r}, which is not a string", "Pass a string.")
    return name


def checked_dimension(dimension: Any, name: str = "dimension") -> int:
    """Return how long vectors are; raise `ArgError` unless it is a whole number from 1 to 16,000."""
    is_whole = isinstance(dimension, Integral) and not isinstance(dimension, bool)
    if not is_whole or not 1 <= dimension <= LONGEST:
        raise ArgError(
            f"{name} is {dimension!r}",
            f"Pass a whole number from 1 to {LONGEST}: the number of dimensions of your model's vectors.",
        )
    return int(dimension)


def checked_ids(ids: Iterable[str]) -> list[str]:
    """Return ids; raise `ArgError` for a single string, and for an id that is not a string."""
    if isinstance(ids, str):
        raise ArgError(f"ids is one string, {ids!r}", f"Pass a list: [{ids!r}].")
    listed = list(ids)
    if wrong := [each for each in listed if not isinstance(each, str)]:
        raise ArgError(f"an id is {wrong[0]!r}, which is not a string", "Pass strings.")
    return listed


def checked_limit(limit: Any) -> int:
    """Return how many rows a query has at most; raise `ArgError` unless it is 0 to 1,000."""
    if not hasattr(limit, "__index__") or not 0 <= limit <= MOST:
        raise ArgError(f"limit is {limit!r}", f"Pass a whole number from 0 to {MOST}.")
    return int(limit)


def checked_probes(probes: Any) -> int | None:
    """Return how many lists of an index are searched; raise `ArgError` unless that is 1 or more, or None."""
    if probes is not None and not (isinstance(probes, int) and probes >= 1):
        raise ArgError(f"probes is {probes!r}", "Pass a whole number, 1 or more, or None.")
    return probes


def checked_filters(filters: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return a filter, None for an empty one; raise `FilterError` for what JSON cannot say as it is.

    Its form is checked by the database.
    """
    if not filters:
        return None
    if not isinstance(filters, Mapping):
        raise FilterError(f"filters is of the type {type(filters).__name__}", "Pass a dict.")
    _check_keys(filters)
    try:
        sql_literal("filters", Json(filters))
    except PgmatchError as error:
        raise FilterError(error.message, error.hint) from error
    return filters


def _check_keys(value: Any) -> None:
    """Raise `FilterError` for a key that is not a string: JSON would make one of it."""
    if isinstance(value, Mapping):
        if wrong := [key for key in value if not isinstance(key, str)]:
            raise FilterError(
                f"a key of filters is {wrong[0]!r}, which is not a string", "Write it in quotes."
            )
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            _check_keys(each)


def one_of(**arguments: Any) -> Any:
    """Return the argument that is given by its name or its older one; raise `ArgError` unless one is."""
    given = [value for value in arguments.values() if value is not None]
    if len(given) != 1:
        name, older = arguments
        raise ArgError(
            f"both {name} and {older} are given" if given else f"{name} is missing", f"Pass {name}."
        )
    return given[0]
