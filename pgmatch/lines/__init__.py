"""The lines: one system of migrations each, with its tables and functions. No other module names these."""

from __future__ import annotations

from pgmatch.lines.captions import CAPTIONS
from pgmatch.lines.collections import COLLECTIONS
from pgmatch.lines.core import CORE
from pgmatch.lines.docs import DOCS
from pgmatch.lines.documents import DOCUMENTS
from pgmatch.lines.line import DEFAULT, Line, command
from pgmatch.lines.nods import NODS
from pgmatch.lines.nods_text import NODS_TEXT
from pgmatch.lines.predictions import PREDICTIONS
from pgmatch.lines.queue import QUEUE
from pgmatch.lines.video import VIDEO

__all__ = [
    "COLLECTIONS",
    "COMMON_TABLES",
    "CORE",
    "DEFAULT",
    "LINES",
    "NODS_TEXT",
    "SCHEMAS",
    "TABLES",
    "Line",
    "command",
    "tables_in",
]

LINES = {
    line.name: line
    for line in (CORE, NODS, NODS_TEXT, COLLECTIONS, DOCUMENTS, VIDEO, DOCS, PREDICTIONS, CAPTIONS, QUEUE)
}
COMMON_TABLES = [table for line in LINES.values() if line.common_names for table in line.tables]
TABLES = tuple(table for line in LINES.values() for table in line.tables)
SCHEMAS = ("pgmatch", *(line.tables_schema for line in LINES.values() if line.tables_schema))


def tables_in(schema: str | None) -> list[str]:
    """Return the names that tables of lines may have in a schema; None is the one of an unqualified name.

    Names that are words, such as `page`, are those of a line only in the schema that it has by default.
    """
    lines = (line for line in LINES.values() if line.schema in ("public", schema) and not line.common_names)
    return [table for line in lines for table in line.tables]
