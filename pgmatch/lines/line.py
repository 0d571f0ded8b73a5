"""What the rest of the package has to know of a line."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT = "nods"


@dataclass(frozen=True)
class Line:
    """A system of migrations: its name, and what it puts into a database.

    `tables` are those for clients; `searched` is the one that the index tools mean unless a table is named.
    `needed` is the newest revision that makes or changes a function. `left` is a query whether an install
    has left objects, should the record of it be lost.
    """

    name: str
    needed: str
    left: str
    tables: tuple[str, ...] = ()
    searched: str | None = None


def command(line: str, words: str) -> str:
    """Return an Alembic command for a line, as people type it."""
    section = "" if line == DEFAULT else f"-n {line} "
    return f"pgmatch alembic {section}{words}"
