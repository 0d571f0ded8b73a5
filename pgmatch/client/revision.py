"""Which revisions of the lines the client needs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pgmatch.errors import DatabaseError
from pgmatch.lines import LINES, command
from pgmatch.models import Installation

_NUMBER = re.compile(r"_(\d+)$")


def check_revision(installations: Iterable[Installation], line: str) -> None:
    """Raise `DatabaseError`, naming both, when the line has an older revision than the client needs.

    A line that is not there is no error of this: the call of its function says how to install it.
    """
    for each in installations:
        if each.line == line:
            check_line(line, each.revision)


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
