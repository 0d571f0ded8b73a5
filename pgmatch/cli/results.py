"""What a search found, as `pgmatch search` and `pgmatch demo` print it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pgmatch.client import Database
    from pgmatch.embedders import Embedder

SNIPPET = 160  # characters
_HEADING_LINE = re.compile(r"\A\s*#{1,6}[ \t][^\n]*\n")


@dataclass(frozen=True)
class Hit:
    """A section that was found, the best with rank 1. `path` is None if the caller may not see the page."""

    rank: int
    similarity: float
    path: str | None
    heading: str | None
    slug: str | None
    snippet: str
    content: str
    page_id: int
    id: int


def find(
    database: Database,
    embedder: Embedder,
    query: str,
    *,
    limit: int,
    threshold: float | None = None,
    min_length: int | None = None,
) -> list[Hit]:
    """Embed the query and return the sections nearest to it, best first."""
    vector = embedder.embed([query])[0]
    matches = database.match_page_sections(vector, threshold, limit, min_length)
    paths = {page_id: _path(database, page_id) for page_id in {match.page_id for match in matches}}
    return [
        Hit(
            rank=rank,
            similarity=match.similarity,
            path=paths[match.page_id],
            heading=match.heading,
            slug=match.slug,
            snippet=snippet(match.content),
            content=match.content,
            page_id=match.page_id,
            id=match.id,
        )
        for rank, match in enumerate(matches, start=1)
    ]


def snippet(content: str) -> str:
    """Return the beginning of a section's text, without its heading, on one line."""
    text = _HEADING_LINE.sub("", content, count=1)
    return shorten(text, SNIPPET, placeholder=" …")


def print_hits(hits: Sequence[Hit]) -> None:
    """Print sections as a table."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("#", justify="right")
    table.add_column("Similarity", justify="right")
    table.add_column("Path", overflow="fold", ratio=1)
    table.add_column("Section", overflow="fold", ratio=3)
    for hit in hits:
        heading = Text(f"{hit.heading}\n" if hit.heading else "", style="bold")
        section = Text.assemble(heading, hit.snippet)
        table.add_row(str(hit.rank), f"{hit.similarity:.3f}", Text(hit.path or ""), section)
    Console().print(table)


def _path(database: Database, page_id: int) -> str | None:
    parents = database.get_page_parents(page_id)
    return parents[0].path if parents else None
