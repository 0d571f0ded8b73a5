"""Makes a revision of a line.

    python -m tools.revision LINE 'what the database gains' [FILE ...]

A FILE is a path under sql/ without `.sql`, or the end of one, with or without its folder by topic:
functions/core/pinned_path, core/trust/pinned_path, core/pinned_path. Without a folder, it is one of the line.
"""

from __future__ import annotations

import sys

from alembic import command
from alembic.script import ScriptDirectory

from pgmatch.migrate import alembic_config
from pgmatch.migrate.frozen import current, recorded


def source(line: str, name: str) -> str:
    """Return the path under sql/, without topic, of a file that the revision runs."""
    end = f"/{name if '/' in name else f'{line}/{name}'}.sql"
    found = sorted(
        text for text, path in current().items() if f"/{text}".endswith(end) or path.as_posix().endswith(end)
    )
    if len(found) != 1:
        raise SystemExit(f"{name} is not one file under sql/: {', '.join(found) or 'none is named so'}")
    return found[0]


def earlier(path: str) -> str | None:
    """Return the name of the newest text that a revision has run for a path; None if there is none."""
    names = (name for name in recorded() if name.partition("/")[2] == path)
    return max(names, default=None)


def main(line: str, message: str, names: list[str]) -> None:
    """Write the revision from migrations/script.py.mako."""
    if not message:
        raise SystemExit("say what the database gains: make revision line=nods m='…' f='match_page_sections'")
    config = alembic_config(line)
    head = ScriptDirectory.from_config(config).get_current_head()
    number = int(head.rpartition("_")[2]) + 1 if head else 1
    paths = [source(line, name) for name in names]
    config.attributes["texts"] = {path: earlier(path) for path in paths}
    command.revision(config, message, rev_id=f"{line}_{number:04d}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
