"""What the rest of the package has to know of a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

DEFAULT = "nods"


@dataclass(frozen=True)
class Line:
    """A system of migrations: its name, and what it puts into a database.

    `needed` is the newest revision that makes or changes a function. `tables` are those for clients;
    `searched` is the one that the index tools mean unless a table is named. `index_name` returns the name of
    an index from that of its table, its method, type, metric and options, where others find indexes by their
    names. With `any_metric` each search names its metric, so an index may have another than the recorded one.
    `info` is the function, in the schema of the line, that tells its revision, where there is one. `options`
    are those of an upgrade that the line uses. With `common_names`, others use the names of its tables too: a
    table of such a name counts as its own only where the line is installed.

    `schema` is where it is installed unless the options say another, `tables_schema` where users make tables
    of it, and `base` the line whose access mode it shares. A line that is `like` another has its objects
    under names of its own: `names` turns SQL about the other line into SQL about this one. In hints,
    `to_write` says what writers do, and `own` what users with rows of their own do.
    `embedded` is the text that an ingest embeds: SQL over a row s of the table that is searched.
    """

    name: str
    needed: str
    tables: tuple[str, ...] = ()
    searched: str | None = None
    index_name: Callable[[str, str, str, str, Mapping[str, int]], str] | None = None
    any_metric: bool = False
    tables_schema: str | None = None
    info: str | None = None
    options: tuple[str, ...] = ("schema", "access", "dimensions", "metric", "model")
    common_names: bool = False
    schema: str = "public"
    like: str | None = None
    names: Callable[[str], str] = str
    base: str | None = None
    to_write: str = "ingest"
    own: str = "ingest their own pages"
    embedded: str | None = None


def command(line: str, words: str) -> str:
    """Return an Alembic command for a line, as people type it."""
    section = "" if line == DEFAULT else f"-n {line} "
    return f"pgmatch alembic {section}{words}"
