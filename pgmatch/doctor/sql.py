"""Statements about tables of ours."""

from __future__ import annotations

from sqlalchemy import TextClause, text


def filled(statement: str, **names: str) -> TextClause:
    """Return a statement with names filled in, which are quoted as in SQL."""
    # else a colon within a name would be taken for a parameter
    return text(statement.format(**{word: name.replace(":", r"\:") for word, name in names.items()}))
