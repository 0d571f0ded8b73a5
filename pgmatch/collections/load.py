"""The vector index while many records are written: dropped if that is faster, and built again at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pgmatch.client.sql import SqlTransport
from pgmatch.collections.progress import Bar
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.lines.collections import calls


@contextmanager
def suspending(transport: SqlTransport, name: str, rows: int, bar: Bar) -> Iterator[None]:
    """Suspend the vector index for a load of `rows` or more, and build it again, also when interrupted.

    If the process is killed, or interrupted once more, the index stays suspended: the next load,
    `pgmatch index resume` or `pgmatch doctor` builds it.
    """
    try:
        transport.run(calls.begin_load(name, rows))
        yield
        _end(transport, name, bar.done)
    except BaseException:
        with suppress(PgmatchError):  # what went wrong first is what has to be seen
            _end(transport, name, 0)
        raise


def _end(transport: SqlTransport, name: str, rows: int) -> None:
    try:
        built = transport.run(calls.end_load(name, rows))
    except DatabaseError as error:
        raise DatabaseError(
            f"all records are stored, but their vector index could not be built: {error.message}",
            f'Queries compare all records until it is built: pgmatch index resume ("vecs.{name}").',
            sqlstate=error.sqlstate,
        ) from error
    if built:
        transport.run(calls.refresh_searches())
