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
    from pgmatch.models import FoundSection, HybridSection

SNIPPET = 160  # characters
_HEADING_LINE = re.compile(r"\A\s*#{1,6}[ \t][^\n]*\n")


@dataclass(frozen=True)
class Hit:
    """A section that was found, the best with rank 1."""

    rank: int
    section: FoundSection | HybridSection

    @property
    def snippet(self) -> str:
        """The beginning of the section's text, without its heading, on one line."""
        text = _HEADING_LINE.sub("", self.section.content, count=1)
        return shorten(text, SNIPPET, placeholder=" …")

    def as_object(self) -> dict[str, Any]:
        """Return it for a JSON document: the columns of the function, with rank and snippet."""
        return {"rank": self.rank, **asdict(self.section), "snippet": self.snippet}


def find(database: Database, embedder: Embedder, query: str, **arguments: Any) -> list[Hit]:
    """Embed the query and return the sections nearest to it, best first.

    `arguments` are those of `search_page_sections` besides the embedding.
    """
    return _ranked(database.search_page_sections(embedder.embed([query])[0], **arguments))


def find_hybrid(database: Database, embedder: Embedder, query: str, **arguments: Any) -> list[Hit]:
    """Embed the query and return the sections that suit it by words and meaning, best first.

    `arguments` are those of `hybrid_search_page_sections` besides the text and its embedding.
    """
    return _ranked(database.hybrid_search_page_sections(query, embedder.embed([query])[0], **arguments))


def _ranked(sections: Sequence[FoundSection | HybridSection]) -> list[Hit]:
    return [Hit(rank, section) for rank, section in enumerate(sections, start=1)]


def print_hits(hits: Sequence[Hit]) -> None:
    """Print sections as a table, or that there is none."""
    if not hits:
        typer.echo("No section matches.")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("#", justify="right")
    for title in _figures(hits[0].section):
        table.add_column(title, justify="right")
    table.add_column("Path", overflow="fold", ratio=1)
    table.add_column("Section", overflow="fold", ratio=3)
    for hit in hits:
        section = hit.section
        heading = Text(f"{section.heading}\n" if section.heading else "", style="bold")
        text = Text.assemble(heading, hit.snippet)
        table.add_row(str(hit.rank), *_figures(section).values(), Text(section.path or ""), text)
    Console().print(table)


def _figures(section: FoundSection | HybridSection) -> dict[str, str]:
    """Return what says how well a section suits, by the title of the column."""
    from pgmatch.models import HybridSection

    if not isinstance(section, HybridSection):
        return {"Similarity": f"{section.similarity:.3f}"}
    ranks = {"Words": section.full_text_rank, "Meaning": section.semantic_rank}
    return {"Score": f"{section.score:.4f}"} | {title: str(rank or "-") for title, rank in ranks.items()}
