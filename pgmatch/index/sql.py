"""Statements about a column."""

from __future__ import annotations

from sqlalchemy import TextClause, text

from pgmatch.index.models import Column


def about(column: Column, statement: str, **words: str) -> TextClause:
    """Return a statement with `{table}`, `{column}` and `{extension}` filled in, and further words."""
    names = {"table": column.table, "column": column.name, "extension": column.extension, **words}
    # else a colon within a name would be taken for a parameter
    return text(statement.format(**{key: name.replace(":", r"\:") for key, name in names.items()}))
