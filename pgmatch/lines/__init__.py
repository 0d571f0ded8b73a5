"""The lines: one system of migrations each, with its tables and functions. No other module names these."""

from __future__ import annotations

from pgmatch.lines.collections import COLLECTIONS
from pgmatch.lines.core import CORE
from pgmatch.lines.documents import DOCUMENTS
from pgmatch.lines.line import DEFAULT, Line, command
from pgmatch.lines.nods import NODS
from pgmatch.lines.nods_text import NODS_TEXT
from pgmatch.lines.video import VIDEO

__all__ = ["COLLECTIONS", "CORE", "DEFAULT", "LINES", "NODS_TEXT", "TABLES", "Line", "command"]

LINES = {line.name: line for line in (CORE, NODS, NODS_TEXT, COLLECTIONS, DOCUMENTS, VIDEO)}
TABLES = tuple(table for line in LINES.values() for table in line.tables)
