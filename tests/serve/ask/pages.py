"""A little documentation to ask about, and databases that have it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pgmatch
from pgmatch.embedders import Embedder, load
from pgmatch.ingest.run import ingest
from pgmatch.serve import Sources

UPGRADE = "To upgrade to a newer version, run `tool upgrade`."
PAGES = {
    "install.md": f"""# Install

Download the package and run the installer once. It needs no other program.

## Get a newer version

{UPGRADE}
""",
    "backup.md": """# Backups

Write a backup of all your data to a file with `tool backup FILE`.

## Restore a backup

Read the file with `tool restore FILE`. What was there before is replaced.
""",
    "reference/limits.md": "---\ntitle: Limits\n---\n\n# What is measured\n\n"
    + "\n\n".join(
        f"Limit {number}: the storage engine of the server writes at most {number} thousand records a second "
        f"into the partition {number}, and a writer above this limit waits until the next second begins."
        for number in range(1, 21)
    )
    + "\n",
}


@cache
def embedder() -> Embedder:
    return load("local")


def put(database: pgmatch.Database, folder: Path, pages: dict[str, str]) -> None:
    """Ingest pages, each of which is written below the folder."""
    for name, text in pages.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    summary = ingest(database, folder, embedder())
    assert summary.failures == []


def split(parts: Sequence[str | Sources]) -> tuple[str, Sources]:
    """Return the text of an answer and its sources, which come last and once."""
    *texts, sources = parts
    assert isinstance(sources, Sources)
    return "".join(text for text in texts if isinstance(text, str)), sources
