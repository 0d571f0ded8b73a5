"""A call of a function: its name, its arguments and its rows, whatever carries it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from pgmatch.errors import PgmatchError
from pgmatch.lines import LINES
from pgmatch.lines.line import DEFAULT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Result = TypeVar("Result")
Model = TypeVar("Model", bound="DataclassInstance")
Rows: TypeAlias = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Json:
    """An argument that is a JSON document, not a value of SQL; `name` is what messages call it."""

    value: Any
    name: str | None = None


@dataclass(frozen=True)
class Array:
    """An argument that is an array of any type; its items may be None or arrays themselves."""

    items: Sequence[Any]


Argument: TypeAlias = str | int | float | Sequence[str] | Json | Array | None


@dataclass(frozen=True)
class Call(Generic[Result]):
    """A function's name, its arguments by name, and how its rows become the result.

    A function that returns one value has one row, whose only column has the function's name. `schema` is
    where it is, by default that of the tables; no API exposes the other, "pgmatch". `line` installs
    it; None is for a function of the user's own.
    `table` is the schema and the name of the table that the call is about, if it is none of the line's own.
    `only_reads` says that the function is stable: to call it twice does no harm. `for_writers` says that only
    roles that may ingest can call it; `takes_long`, that no statement timeout ends it.
    """

    function: str
    arguments: Mapping[str, Argument]
    read: Callable[[Rows], Result]
    schema: str | None = None
    line: str | None = DEFAULT
    table: tuple[str, str] | None = None
    only_reads: bool = False
    for_writers: bool = False
    takes_long: bool = False


def for_line(call: Call[Result], line: str) -> Call[Result]:
    """Return the call for a line that is like that of the call; any other call stays as it is."""
    if call.line is None or line == call.line or LINES[line].like != call.line:
        return call
    # functions for clients have the same name in both lines
    function = LINES[line].names(call.function) if call.schema else call.function
    return replace(call, function=function, line=line)


def given(arguments: Mapping[str, Any], **read: Argument) -> dict[str, Argument]:
    """Return the arguments of a function, its `locals()`, as a call has them.

    `read` are those that it has read itself.
    """
    return {name: _argument(value) for name, value in {**arguments, **read}.items()}


def json_or_none(value: Any) -> Json | None:
    """Return an argument that is a JSON document; None is not one."""
    return None if value is None else Json(value)


def all_rows(model: type[Model]) -> Callable[[Rows], list[Model]]:
    """Return what reads every row as an object of the model."""
    return lambda rows: [record(model, row) for row in rows]


def record(model: type[Model], row: Mapping[str, Any]) -> Model:
    """Return a row as an object of the model; raise `PgmatchError` for a column that is not there."""
    # further columns, of a newer revision, do no harm
    try:
        return model(**{field.name: _typed(row[field.name], field.type) for field in fields(model)})
    except KeyError as error:
        raise PgmatchError(
            f"the database answered without the column {error}; it sent: {', '.join(row)}",
            "The function is not pgmatch's, or has another version. Run `pgmatch alembic upgrade head`, and "
            "if that changes nothing, `pgmatch doctor --fix`.",
        ) from error


def _argument(value: Any) -> Argument:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _typed(value: Any, kind: Any) -> Any:
    return float(value) if kind == "float" else value  # JSON has one kind of number: 1.0 comes as 1
