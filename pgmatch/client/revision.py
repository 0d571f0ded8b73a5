"""Which revisions of the lines the client needs."""

from __future__ import annotations

import re
from typing import Any

from pgmatch.client.call import Call, Rows
from pgmatch.errors import DatabaseError
from pgmatch.lines import LINES, command

_NUMBER = re.compile(r"_(\d+)$")


def is_checked(call: Call[Any]) -> bool:
    """Tell whether a call needs a revision that the database can be asked for."""
    return call.line is not None and LINES[call.line].info not in (None, call.function)


def revision_of(line: str) -> Call[str | None]:
    """Ask for the revision of a line that has a function for it; None where the line is not there."""

    def read(rows: Rows) -> str | None:
        return next((row["revision"] for row in rows if row.get("line", line) == line), None)

    return Call(str(LINES[line].info), {}, read, line=line, only_reads=True)


def check_line(line: str, revision: str) -> None:
    """Raise `DatabaseError`, naming both, when the client needs a newer revision of the line than this."""
    needed = LINES[line].needed
    if _number(revision) < _number(needed):
        raise DatabaseError(
            f'the line "{line}" has the revision {revision} in this database, and this version of '
            f"pgmatch needs {needed} or later",
            f"Run `{upgrade_command(line)}`. In an Alembic project of your own, call "
            f'pgmatch.alembic.upgrade(op, "{line}", to="{needed}") in a new revision. '
            f"With Supabase's migrations: pgmatch sql --line {line} --from {revision} "
            "> supabase/migrations/…_pgmatch.sql",
        )


def upgrade_command(line: str) -> str:
    """Return the command that brings a line to its newest revision."""
    return command(line, "upgrade head")


def _number(revision: str) -> int:
    found = _NUMBER.search(revision)
    return int(found[1]) if found else 0
