"""The end of a load, which builds the vector index that the load suspended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from pgmatch.client.call import Call, Result, Rows
from pgmatch.errors import DatabaseError, PgmatchError


class Caller(Protocol):
    """What makes calls to Postgres itself."""

    def run(self, call: Call[Result]) -> Result:
        """Make the call in a transaction of its own."""


@contextmanager
def ending(end: Callable[[bool], None]) -> Iterator[None]:
    """Call `end(True)` when the load is done, and `end(False)` when it fails or is interrupted.

    If the process is killed, or interrupted once more, the index stays suspended: the next load,
    `pgmatch index resume` or `pgmatch doctor` builds it.
    """
    is_loaded = False
    try:
        yield
        is_loaded = True
        end(True)
    except BaseException as error:
        if not (is_loaded and isinstance(error, PgmatchError)):  # what cannot be built is not tried twice
            with suppress(PgmatchError):  # what went wrong first is what has to be seen
                end(False)
        raise


def build_index(caller: Caller, end_load: Call[list[str]], rows: str, table: str) -> None:
    """Make the call that ends a load, and let the searches know of the indexes that it built.

    `rows` is the users' word for what was loaded; `table` is the name of the table as in SQL. Raises
    `DatabaseError` if an index cannot be built.
    """
    try:
        built = caller.run(end_load)
    except DatabaseError as error:
        raise DatabaseError(
            f"all {rows} are stored, but their vector index could not be built: {error.message}",
            f"Searches compare all rows until it is built: pgmatch index resume ({table}).",
            sqlstate=error.sqlstate,
        ) from error
    if built:
        caller.run(Call("refresh_searches", {}, _nothing, schema="pgmatch", line=end_load.line))


def _nothing(_rows: Rows) -> None:
    """Read a function that only raises."""
