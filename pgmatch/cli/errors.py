"""Errors as the command line shows them: one line, a hint, no traceback."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from shlex import quote
from typing import Any

import typer
from typer.core import TyperGroup

from pgmatch.errors import PgmatchError

# hints of SQL functions name statements, which are for those who call them in SQL
_COMMANDS = {
    r"select pgmatch\.refresh_searches\(\);?": "pgmatch function refresh",
    r"select name from pgmatch\.searches;": "pgmatch function list",
    r"select \* from pgmatch\.search;": "pgmatch status",
    r"select pgmatch\.switch_model\([^)]*\);": "pgmatch model switch",
    r"select pgmatch\.switch_model_back\([^)]*\);": "pgmatch model back",
    r"select pgmatch\.clean_model\([^)]*\);": "pgmatch model clean",
    r"\bforce => true": "--force",
    r"SQL on a row s: content => '(.+)'": r'SQL on a row s: --content "\1"',
    r"\bpresent_model\b": "--from",
    r"pgmatch\.create_search\b(?!\()": "pgmatch function create",
}
_DROP = re.compile(r"select pgmatch\.drop_search\('((?:[^']|'')+)'\);")
_ONE, _TWO = "'", "''"


class ErrorReporter(TyperGroup):
    """The group of all commands; it prints what goes wrong in one of them and ends with status 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; `--debug` lets its exceptions through."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except typer.BadParameter as error:
            error.message = _with_value(error)
            raise
        except Exception as error:
            # Those with an exit status are Typer's own: wrong usage, or the wish to exit.
            if ctx.params["debug"] or hasattr(error, "exit_code") or isinstance(error, typer.Abort):
                raise
            print_error(explained(error))
            raise typer.Exit(1) from error


def _with_value(error: typer.BadParameter) -> str:
    """Return the message of wrong usage, with the value that the messages of Pydantic leave out."""
    from pgmatch.settings import shown_word

    cause: Any = error.__cause__
    if not hasattr(cause, "errors"):
        return error.message
    message = error.message.removeprefix("Value error, ")
    return re.sub("^Input (?=should)", f"{shown_word(str(cause.errors()[0]['input']))} ", message)


@contextmanager
def quiet_on_closed_pipe() -> Iterator[None]:
    """End without a word when the reader of the output, `head` for example, goes away."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Or Python complains when it flushes the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def explained(error: Exception) -> PgmatchError:
    """Return any exception as one that has a message and, where there is something to do, a hint."""
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError

    from pgmatch.migrate.errors import migration_error

    if isinstance(error, PgmatchError):
        return error
    if isinstance(error, DBAPIError):
        return migration_error(error)
    if isinstance(error, CommandError):
        hint = "List the revisions: pgmatch alembic history; of a line other than nods: -n LINE history."
        return PgmatchError(str(error), hint if "locate revision" in str(error) else None)
    return PgmatchError(
        f"{type(error).__name__}: {error}",
        hint="This is a bug in pgmatch. Run it again as `pgmatch --debug …` and report the output.",
    )


def as_commands(hint: str) -> str:
    """Return a hint with the commands that do what its statements do."""
    for statement, command in _COMMANDS.items():
        hint = re.sub(statement, command, hint)
    return _DROP.sub(lambda found: f"pgmatch function drop {quote(found[1].replace(_TWO, _ONE))}", hint)


def print_error(error: PgmatchError) -> None:
    """Print an error and its hint to stderr."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.print(f"Error: {error.message}", style="bold red")
    if error.hint:
        console.print(f"Hint: {as_commands(error.hint)}")
