"""Calls of match functions for tables of the user's own, such as `pgmatch.create_search` makes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pgmatch.client.arguments import sendable
from pgmatch.client.call import Array, Call, Json, Rows
from pgmatch.client.embedding import Embedding, vector_text
from pgmatch.errors import PgmatchError
from pgmatch.models import Row

_PART = r'"(?:[^"]|"")+"|[^\W\d][\w$]*'
_NAME = re.compile(rf"(?:({_PART})\.)?({_PART})")


def match(function: str, query_embedding: Embedding, /, **arguments: Any) -> Call[list[Row]]:
    """Return the rows of a match function for a table of your own, such as `pgmatch.create_search` makes.

    `function` is its name as in SQL, with its schema if that is another one than that of `connect`.
    `query_embedding` is one vector, as long as the column's. `arguments` are those of the function, such as
    `match_count` and the filters; what is left out has its default. A list is an array, a mapping is JSON.
    The columns of the result are attributes of the rows, as each way of calling reads them.
    """
    schema, name = _parsed(function)
    sent = {"query_embedding": vector_text(query_embedding, "query_embedding")}
    sent |= {sendable("an argument's name", name): _sent(name, value) for name, value in arguments.items()}
    return Call(name, sent, _rows, schema=schema, line=None, only_reads=True)


def _parsed(function: str) -> tuple[str | None, str]:
    """Return schema and name, each as it is stored."""
    found = _NAME.fullmatch(function) if isinstance(function, str) else None
    if found is None:
        raise PgmatchError(
            f"{function!r} is not the name of a function",
            "Write it as in SQL, with or without its schema: match_products or shop.match_products.",
        )
    return found[1] and _stored(found[1]), _stored(found[2])


def _stored(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part.lower()


def _sent(name: str, value: Any) -> Any:
    if isinstance(value, bytes | bytearray | set | frozenset):
        raise PgmatchError(
            f"{name} is of the type {type(value).__name__}, which cannot be sent",
            "Pass a text, a number, a boolean, a date, a list or a mapping.",
        )
    if isinstance(value, Mapping):
        return Json(dict(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Array([_sent(f"{name}[{place}]", item) for place, item in enumerate(value)])
    return value


def _rows(rows: Rows) -> list[Row]:
    return [Row(**{name: _read(name, value) for name, value in row.items()}) for row in rows]


def _read(name: str, value: Any) -> Any:
    # JSON has one kind of number: 1.0 comes as 1
    return float(value) if name in ("similarity", "score") and isinstance(value, int) else value
