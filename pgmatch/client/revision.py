"""Which revisions of the lines the client needs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pgmatch.errors import DatabaseError
from pgmatch.models import Installation

# the newest revision of each line that makes or changes a function
NEEDED = {"nods": "nods_0004", "nods_text": "nods_text_0001"}
_NUMBER = re.compile(r"_(\d+)$")


def check_revision(installations: Iterable[Installation], line: str) -> None:
    """Raise `DatabaseError`, naming both, when the line has an older revision than the client needs.

    A line that is not there is no error of this: the call of its function says how to install it.
    """
    needed = NEEDED[line]
    for each in installations:
        if each.line == line and _number(each.revision) < _number(needed):
            raise DatabaseError(
                f'the line "{line}" has the revision {each.revision} in this database, and this version of '
                f"pgmatch needs {needed} or later",
                f"Run `{upgrade_command(line)}`. In an Alembic project of your own, call "
                f'pgmatch.alembic.upgrade(op, "{line}", to="{needed}") in a new revision. '
                f"With Supabase's migrations: pgmatch sql --line {line} --from {each.revision} "
                "> supabase/migrations/…_pgmatch.sql",
            )


def upgrade_command(line: str) -> str:
    """Return the command that brings a line to its newest revision."""
    name = "" if line == "nods" else f"-n {line} "
    return f"pgmatch alembic {name}upgrade head"


def _number(revision: str) -> int:
    found = _NUMBER.search(revision)
    return int(found[1]) if found else 0
