"""Match functions for tables of the user's own: the statements of SQL that make and remove them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import text

from pgmatch.errors import PgmatchError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row
    from typing_extensions import Unpack


_REFRESH = "select r.name, r.state, r.problem, r.fix from pgmatch.refresh_searches() as r"
_SEARCHES = """
    select s.name as function, s.arguments,
      case when s.state <> 'table missing' then format('%s.%I', s.target, s.embedding) end as column,
      s.metric, s.index::text, s.is_current, s.state, s.problem, s.fix
    from pgmatch.searches as s
    order by s.name
"""


@dataclass(frozen=True, slots=True)
class Search:
    """A match function: its name with its schema, its arguments, and the column that it searches.

    `index` is the one that its searches use now, None without one. `state` is "fine", "outdated", "renamed",
    "invalid", "function missing" or "table missing"; unless it is fine, `problem` says what is wrong, and the
    SQL in `fix` solves it. `is_current` says whether it is fine. `arguments` is None without the function,
    `column` without the table.
    """

    function: str
    arguments: str | None
    column: str | None
    metric: str
    index: str | None
    is_current: bool
    state: str
    problem: str | None
    fix: str | None


class Declaration(TypedDict, total=False):
    """What `pgmatch.create_search` is told besides the names of function and table; None is its default."""

    embedding: str | None
    returns: Sequence[str] | None
    content: str | None
    filters: Mapping[str, str] | None
    metric: str | None
    key: str | None
    contract: str | None
    hybrid: bool | None
    words: str | None
    text_config: str | None
    arguments: Sequence[str] | None
    grants: Sequence[str] | None


def create_statement(name: str, target: str, **declaration: Unpack[Declaration]) -> str:
    """Return the statement that makes a match function for a table."""
    return _call("create_search", {"name": name, "target": target, **declaration})


def drop_statement(name: str) -> str:
    """Return the statement that removes a match function."""
    return _call("drop_search", {"name": name})


def check_core(connection: Connection) -> None:
    """Raise `PgmatchError` where no match function can be made."""
    if connection.scalar(text("select to_regproc('pgmatch.create_search')::text")) is None:
        raise PgmatchError(
            "pgmatch is not installed in this database, or its revision is too old",
            "Run `pgmatch alembic upgrade head`.",
        )


def list_searches(connection: Connection) -> list[Search]:
    """Return the match functions of the database, by schema and name."""
    return [Search(**row._mapping) for row in connection.execute(text(_SEARCHES))]


def refresh_searches(connection: Connection) -> Sequence[Row[Any]]:
    """Make all match functions anew; each row has the `name`, `state`, `problem` and `fix` of one."""
    return connection.execute(text(_REFRESH)).all()


def _call(function: str, arguments: Mapping[str, Any]) -> str:
    given = [f"{name} => {_literal(name, value)}" for name, value in arguments.items() if value is not None]
    lines = ",\n  ".join(given)
    return f"select pgmatch.{function}(\n  {lines}\n)"


def _literal(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
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
