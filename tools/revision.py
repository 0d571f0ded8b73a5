"""Makes a new revision of the line nods: python -m tools.revision 'what the database gains' FUNCTION ..."""

from __future__ import annotations

import re
import sys

from alembic import command
from alembic.script import ScriptDirectory

from pgmatch.migrate import alembic_config
from tools.freeze import take_over


def main(message: str, objects: list[str]) -> None:
    """Write the revision from migrations/script.py.mako and freeze the objects into it."""
    if not message:
        raise SystemExit(
            "say what the database gains: make revision m='full text search' f='search_page_sections'"
        )
    config = alembic_config()
    head = ScriptDirectory.from_config(config).get_current_head()
    number = int(re.sub(r"\D", "", head or "0")) + 1
    command.revision(config, message, rev_id=f"nods_{number:04d}")
    take_over(f"nods_{number:04d}", objects)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
