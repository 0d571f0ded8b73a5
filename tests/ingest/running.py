"""Ingest runs over a small site, and what they leave in the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pgmatch import connect
from pgmatch.ingest.preview import preview
from pgmatch.ingest.run import ingest
from pgmatch.ingest.summary import Summary
from tests.ingest.hashing import Hashing
from tests.servers import Database

SITE = {
    "guide.md": "# Guide\n\nStart here, reader.\n\n## Install\n\nRun the installer.\n",
    "guide/search.md": "# Search\n\nAsk a question.\n",
    "reference.mdx": "export const meta = { title: 'Reference' }\n\n# Reference\n\nAll functions.\n",
}
PAGES = "select p.path, p.checksum, p.corpus, p.parent_page_id from nods_page p order by p.path"
SECTIONS = (
    "select s.id, s.content from nods_page p join nods_page_section s on s.page_id = p.id where p.path = %s"
    " order by array_position(p.section_ids, s.id)"
)
VERSIONS = (
    "select 'page', id, xmin::text, ctid::text from nods_page union all"
    " select 'section', id, xmin::text, ctid::text from nods_page_section order by 1, 2"
)


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def run(postgres: Database, root: Path, embedder: Hashing | None = None, **options: Any) -> Summary:
    """Ingest; without titles, so that the texts that are embedded are those that are stored."""
    with connect(postgres.url) as database:
        return ingest(database, root, embedder or Hashing(), **{"titles": False, **options})


def look(postgres: Database, root: Path, embedder: Hashing | None = None, **options: Any) -> Summary:
    with connect(postgres.url) as database:
        return preview(database, root, embedder or Hashing(), **{"titles": False, **options})


def found(postgres: Database, text: str) -> list[str]:
    """Return the contents that a search for a text finds, best first."""
    vector = Hashing().embed([text])[0]
    with connect(postgres.url) as database:
        return [match.content for match in database.match_page_sections(vector, 0.3, 10)]


def numbers(summary: Summary) -> dict[str, int]:
    """Return what is not zero of a summary."""
    counted = {
        "new": len(summary.new),
        "changed": len(summary.changed),
        "unchanged": len(summary.unchanged),
        "removed": len(summary.removed),
        "failed": len(summary.failures),
        "embedded": summary.embedded,
        "reused": summary.reused,
    }
    return {name: number for name, number in counted.items() if number}


def sections(postgres: Database, path: str) -> list[tuple[Any, ...]]:
    return postgres.rows(SECTIONS, (path,))


def parents(postgres: Database) -> dict[str, str | None]:
    return dict(
        postgres.rows(
            "select p.path, parent.path from nods_page p left join nods_page parent on parent.id = p.parent_page_id"
        )
    )
