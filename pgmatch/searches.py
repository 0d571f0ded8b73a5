"""Match functions for tables of the user's own: the statements of SQL that make and remove them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import text

from pgmatch.client.arguments import sendable
from pgmatch.errors import PgmatchError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row
    from typing_extensions import Unpack


_REFRESH = "select r.name, r.state, r.problem, r.fix from pgmatch.refresh_searches() as r"
_WATCH = "select pgmatch.watch_indexes(:is_on)"
_SEARCHES = """
    select s.name as function, s.arguments,
      case when s.state <> 'table missing' then format('%s.%I', s.target, s.embedding) end as column,
      s.metric, s.index::text, s.is_current, s.state, s.problem, s.fix
    from pgmatch.searches as s
    order by s.name
"""


# to_regproc would raise for a schema that the role may not use
_HAS_CORE = """
    select true from pg_proc as p
    where p.proname = 'create_search'
      and p.pronamespace = (select n.oid from pg_namespace as n where n.nspname = 'pgmatch')
"""


@dataclass(frozen=True, slots=True)
class Search:
    """A match function: its name with its schema, its arguments, and the column that it searches.

    `index` is the one that its searches use now, None without one. `state` is one of those of
    `pgmatch.search_state`, such as "fine" or "outdated"; unless it is fine, `problem` says what is wrong,
    and the SQL in `fix` solves it. `is_current` says whether it is fine. `arguments` is None without the
    function, `column` without the table.
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
    metadata: str | None
    metric: str | None
    key: str | None
    contract: str | None
    hybrid: bool | None
    words: str | None
    text_config: str | None
    arguments: Sequence[str] | None
    grants: Sequence[str] | None
    section: Sequence[str] | None


def create_statement(name: str, target: str, **declaration: Unpack[Declaration]) -> str:
    """Return the statement that makes a match function for a table; raise `PgmatchError` for a wrong type."""
    known = ("name", "target", *Declaration.__annotations__)
    if unknown := next((each for each in declaration if each not in known), None):
        near = get_close_matches(unknown, known, 1)
        question = f"Did you mean {near[0]}? " if near else ""
        raise PgmatchError(
            f"create_search has no argument {unknown}", f"{question}Its arguments are {', '.join(known)}."
        )
    given = {argument: value for argument, value in declaration.items() if value is not None}
    return _call("create_search", {"name": name, "target": target, **given})


def drop_statement(name: str) -> str:
    """Return the statement that removes a match function; raise `PgmatchError` for what is no name."""
    return _call("drop_search", {"name": name})


def refresh_statement() -> str:
    """Return the statement that makes all match functions anew."""
    return "select pgmatch.refresh_searches()"


def check_core(connection: Connection) -> None:
    """Raise `PgmatchError` where no match function can be made."""
    if connection.scalar(text(_HAS_CORE)) is None:
        raise PgmatchError(
            "pgmatch is not installed in this database",
            "Run `pgmatch alembic upgrade head`. If you only search tables of your own, the core is enough: "
            "`pgmatch alembic -n core upgrade head`.",
        )


def list_searches(connection: Connection) -> list[Search]:
    """Return the match functions of the database, by schema and name."""
    return [Search(**row._mapping) for row in connection.execute(text(_SEARCHES))]


def refresh_searches(connection: Connection) -> Sequence[Row[Any]]:
    """Make all match functions anew; each row has the `name`, `state`, `problem` and `fix` of one."""
    return connection.execute(text(_REFRESH)).all()


def watch_indexes(connection: Connection, *, is_on: bool) -> None:
    """Make searches follow changes of indexes and tables by an event trigger, or end it."""
    connection.execute(text(_WATCH), {"is_on": is_on})


def _call(function: str, arguments: Mapping[str, Any]) -> str:
    given = [f"{name} => {_literal(name, value)}" for name, value in arguments.items()]
    lines = ",\n  ".join(given)
    return f"select pgmatch.{function}(\n  {lines}\n)"


def _literal(name: str, value: Any) -> str:
    """Return an argument as SQL; raise `PgmatchError` if its type is wrong."""
    if name == "hybrid":
        _check(isinstance(value, bool), f"{name} is {value!r}, not True or False", "Pass True or False.")
        return str(value).lower()
    if name == "filters":
        example = 'Pass conditions by their arguments: {"category text": "category = $"}.'
        _check(isinstance(value, Mapping), f"{name} is {value!r}, not a mapping", example)
        for text_ in (*value.keys(), *value.values()):
            _check(isinstance(text_, str), f"{name} has {text_!r}, which is not a string", example)
        return _quoted(name, json.dumps(dict(value), ensure_ascii=False))
    if name in ("returns", "arguments", "grants", "section"):
        is_list = isinstance(value, Sequence) and not isinstance(value, str | bytes)
        _check(is_list, f"{name} is {value!r}, not a list of strings", 'Pass a list: ["id", "body"].')
        for item in value:
            _check(isinstance(item, str), f"{name} has {item!r}, which is not a string", "Pass strings.")
        return f"array[{', '.join(_quoted(name, item) for item in value)}]::text[]"
    _check(isinstance(value, str), f"{name} is {value!r}, not a string", "Pass a string.")
    return _quoted(name, value)


def _check(holds: bool, message: str, hint: str) -> None:
    if not holds:
        raise PgmatchError(message, hint)


def _quoted(name: str, given: str) -> str:
    quoted = sendable(name, given).replace("'", "''")
    if "\\" not in given:
        return f"'{quoted}'"
    # An escape string means the same whatever standard_conforming_strings is. SQLAlchemy would take a
    # backslash before a colon for its own.
    return "e'" + quoted.replace("\\", "\\\\").replace("\\:", "\\\\x3a") + "'"
