"""The vector index while many records are written: dropped if that is faster, and built again at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pgmatch.client.load import build_index, ending
from pgmatch.client.sql import SqlTransport
from pgmatch.collections.progress import Bar
from pgmatch.lines.collections import calls


@contextmanager
def suspending(transport: SqlTransport, name: str, rows: int, bar: Bar) -> Iterator[None]:
    """Suspend the vector index for a load of `rows` or more, and build it again, also when interrupted."""

    def end(is_loaded: bool) -> None:
        stored = bar.done if is_loaded else 0
        build_index(transport, calls.end_load(name, stored), "records", f'"vecs.{name}"')

    with ending(end):
        transport.run(calls.begin_load(name, rows))
        yield
