"""Match functions for tables of the user's own: the statements of SQL that make and remove them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from pgmatch.errors import PgmatchError

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Declaration(TypedDict, total=False):
    """What `pgmatch.create_search` is told besides the names of function and table; None is its default."""

    embedding: str | None
    returns: Sequence[str] | None
    content: str | None
    filters: Mapping[str, str] | None
    metric: str | None
    key: str | None
    contract: str | None
    arguments: Sequence[str] | None
    grants: Sequence[str] | None


def create_statement(name: str, target: str, **declaration: Unpack[Declaration]) -> str:
    """Return the statement that makes a match function for a table."""
    return _call("create_search", {"name": name, "target": target, **declaration})


def drop_statement(name: str) -> str:
    """Return the statement that removes a match function."""
    return _call("drop_search", {"name": name})


def _call(function: str, arguments: Mapping[str, Any]) -> str:
    given = [f"{name} => {_literal(name, value)}" for name, value in arguments.items() if value is not None]
    lines = ",\n  ".join(given)
    return f"select pgmatch.{function}(\n  {lines}\n)"


def _literal(name: str, value: Any) -> str:
    if isinstance(value, str):
        return _quoted(name, value)
    if isinstance(value, Mapping):
        return _quoted(name, json.dumps(dict(value), ensure_ascii=False))
    return f"array[{', '.join(_quoted(name, item) for item in value)}]::text[]"


def _quoted(name: str, text: str) -> str:
    if not isinstance(text, str) or "\0" in text:
        raise PgmatchError(f"{name} is {text!r}, which is not a text of SQL", "Pass a string without NUL.")
    quoted = text.replace("'", "''")
    # an escape string means the same whatever standard_conforming_strings is
    return "e'" + quoted.replace("\\", "\\\\") + "'" if "\\" in text else f"'{quoted}'"
