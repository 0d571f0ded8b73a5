"""The vector index while many sections are written: dropped if that is faster, and built again at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pgmatch.client.load import Caller, build_index, ending
from pgmatch.lines import LINES
from pgmatch.lines.line import DEFAULT
from pgmatch.lines.nods import load_calls as calls

FIRST = 200  # sections; fewer are inserted into any index
_MANY = 1000  # sections; fewer are inserted quickly
_BY_RPC = (
    "Through the API, every section was inserted into the vector index. A first ingest as the owner, with"
    " DATABASE_URL, builds the index once at the end, which is faster."
)


class LoadIndex:
    """Counts what a load has inserted, and suspends the index when it is many; see `suspending`.

    `advice` is what would make the load faster, None if there is nothing to say.
    """

    def __init__(self, caller: Caller | None, line: str = DEFAULT) -> None:
        """Work through `caller`; without one only count, because an API has no functions for it."""
        self._line = LINES[line]
        self.advice: str | None = None
        self._caller = caller
        self._pages = self._sections = 0
        self._next: float = FIRST

    def count(self, pages: int, sections: int) -> None:
        """Count what was inserted."""
        self._pages += pages
        self._sections += sections
        if self._caller is None or self._sections < self._next:
            return
        self._next = 2 * self._sections
        begun = self._caller.run(calls.nods_begin_load(self._sections))
        self.advice = begun.advice
        if begun.is_suspended:
            self._next = float("inf")

    def end(self) -> None:
        """Analyze the tables and build what is suspended, also by loads that were broken off."""
        if self._caller is None:
            self.advice = _BY_RPC if self._sections >= _MANY else None
            return
        line = self._line
        table = str(line.searched) if line.schema == "public" else f"{line.schema}.{line.searched}"
        build_index(self._caller, calls.nods_end_load(self._pages, self._sections), "sections", table)


@contextmanager
def suspending(caller: Caller | None, line: str = DEFAULT) -> Iterator[LoadIndex]:
    """Give what suspends the index during a load, and build it again at the end, also when interrupted."""
    index = LoadIndex(caller, line)
    with ending(lambda _: index.end()):
        yield index
