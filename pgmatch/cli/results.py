"""What a search found, as `pgmatch search` and `pgmatch demo` print it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import typer

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


@dataclass(frozen=True)
class HybridHit:
    """A section that was found by words and meaning; a rank is None where that search did not find it."""

    rank: int
    score: float
    full_text_rank: int | None
    semantic_rank: int | None
    path: str | None
    heading: str | None
    slug: str | None
    snippet: str
    content: str
    page_id: int
    id: int


def find(database: Database, embedder: Embedder, query: str, **arguments: Any) -> list[Hit]:
    """Embed the query and return the sections nearest to it, best first.

    `arguments` are those of `search_page_sections` besides the embedding.
    """
    vector = embedder.embed([query])[0]
    return [
        Hit(rank=rank, snippet=snippet(match.content), **asdict(match))
        for rank, match in enumerate(database.search_page_sections(vector, **arguments), start=1)
    ]


def find_hybrid(database: Database, embedder: Embedder, query: str, **arguments: Any) -> list[HybridHit]:
    """Embed the query and return the sections that suit it by words and meaning, best first.

    `arguments` are those of `hybrid_search_page_sections` besides the text and its embedding.
    """
    vector = embedder.embed([query])[0]
    return [
        HybridHit(rank=rank, snippet=snippet(match.content), **asdict(match))
        for rank, match in enumerate(
            database.hybrid_search_page_sections(query, vector, **arguments), start=1
        )
    ]


def snippet(content: str) -> str:
    """Return the beginning of a section's text, without its heading, on one line."""
    text = _HEADING_LINE.sub("", content, count=1)
    return shorten(text, SNIPPET, placeholder=" …")


def print_hits(hits: Sequence[Hit] | Sequence[HybridHit]) -> None:
    """Print sections as a table, or that there is none."""
    if not hits:
        typer.echo("No section matches.")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("#", justify="right")
    for title in _figures(hits[0]):
        table.add_column(title, justify="right")
    table.add_column("Path", overflow="fold", ratio=1)
    table.add_column("Section", overflow="fold", ratio=3)
    for hit in hits:
        heading = Text(f"{hit.heading}\n" if hit.heading else "", style="bold")
        section = Text.assemble(heading, hit.snippet)
        table.add_row(str(hit.rank), *_figures(hit).values(), Text(hit.path or ""), section)
    Console().print(table)


def _figures(hit: Hit | HybridHit) -> dict[str, str]:
    """Return what says how well a section suits, by the title of the column."""
    if isinstance(hit, Hit):
        return {"Similarity": f"{hit.similarity:.3f}"}
    ranks = {"Words": hit.full_text_rank, "Meaning": hit.semantic_rank}
    return {"Score": f"{hit.score:.4f}"} | {title: str(rank or "-") for title, rank in ranks.items()}
