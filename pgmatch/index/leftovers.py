"""What builds and rebuilds leave when they are killed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from pgmatch.errors import PgmatchError
from pgmatch.index.build import OnNotice
from pgmatch.index.catalog import list_indexes
from pgmatch.index.models import Column, Index

# What Postgres appends to the names of a rebuild's two indexes, and so do we.
_OF_REBUILD = re.compile(r"(?P<base>.+)_cc(new|old)\d*")
_PATIENCE = "5s"


def leftovers(indexes: Sequence[Index], bare_name: str | None = None) -> list[Index]:
    """Return what is left of builds that did not end, besides what is being built now.

    That is the index `bare_name` if it is not valid, and the second index of a rebuild: not valid, or valid
    beside the index that it was to replace.
    """
    valid = {index.bare_name for index in indexes if index.is_valid}

    def is_left(index: Index) -> bool:
        match = _OF_REBUILD.fullmatch(index.bare_name)
        if match is None:
            return index.bare_name == bare_name and not index.is_valid
        return not index.is_valid or match["base"] in valid

    return [index for index in indexes if index.built_by is None and is_left(index)]


def refuse_rival(indexes: Sequence[Index], bare_name: str) -> None:
    """Raise `PgmatchError` while somebody builds the index, or builds it anew."""
    for index in indexes:
        match = _OF_REBUILD.fullmatch(index.bare_name)
        if index.built_by is not None and bare_name in (index.bare_name, match and match["base"]):
            raise PgmatchError(
                f"index {index.name} is being built by process {index.built_by}",
                f"Wait for it, or cancel it: select pg_cancel_backend({index.built_by});",
            )


def clean_up(
    connection: Connection, column: Column, bare_name: str | None, on_notice: OnNotice | None
) -> None:
    """Drop what a build has left that has just ended by an error or Ctrl-C.

    It is only named where others use the table for longer than a few seconds.
    """
    # a server that is gone is what the build's own error tells
    with suppress(DBAPIError):
        connection.execute(text(f"set lock_timeout = '{_PATIENCE}'"))
        for index in leftovers(list_indexes(connection, column), bare_name):
            try:
                connection.execute(text(drop_statement(index).replace(":", r"\:")))
            except DBAPIError:
                message = f"An invalid index is left over. Later: pgmatch index drop {index.argument}"
            else:
                message = f"The unfinished {index.name} was dropped."
            if on_notice:
                on_notice(message)
        connection.execute(text("reset lock_timeout"))


def drop_statement(index: Index) -> str:
    """Return the statement that drops an index without blocking anybody."""
    return f"drop index concurrently if exists {index.name}"
