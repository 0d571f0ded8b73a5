"""Refusals of the database as the exceptions of vecs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pgmatch.collections.exc import (
    ArgError,
    CollectionAlreadyExists,
    CollectionNotFound,
    FilterError,
    VecsException,
)
from pgmatch.errors import DatabaseError, PgmatchError

# by SQLSTATE; what is not here stays a DatabaseError
_KINDS: dict[str, type[VecsException]] = {
    "22004": ArgError,
    "22023": ArgError,
    "42602": ArgError,
    "42622": ArgError,
    "42P01": CollectionNotFound,
    "42P07": CollectionAlreadyExists,
}


# hints name what the database has
_IN_PYTHON = {
    "list_collections()": "client.list_collections()",
    "a writer creates one with create_collection": "client.get_or_create_collection creates one",
}


@contextmanager
def raising() -> Iterator[None]:
    """Raise what the database refuses, and what cannot be sent to it, as vecs names it."""
    try:
        yield
    except DatabaseError as error:
        if error.sqlstate not in _KINDS:
            raise
        is_filter = error.message.startswith("filters")
        kind = FilterError if is_filter else _KINDS[error.sqlstate]
        raise kind(error.message, _in_python(error.hint), error.sqlstate) from error
    except PgmatchError as error:
        if type(error) is not PgmatchError:
            raise
        raise ArgError(error.message, error.hint) from error


def _in_python(hint: str | None) -> str | None:
    for sql, python in _IN_PYTHON.items():
        hint = hint and hint.replace(sql, python)
    return hint
