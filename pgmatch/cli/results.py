"""What a search found, as `pgmatch search` and `pgmatch demo` print it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from pgmatch.client import Database
    from pgmatch.embedders import Embedder
    from pgmatch.models import FoundSection, HybridSection, SectionContext

SNIPPET = 160  # characters
_HEADING_LINE = re.compile(r"\A\s*#{1,6}[ \t][^\n]*\n")


@dataclass(frozen=True)
class Hit:
    """A section that was found, the best with rank 1; with its neighbours, if asked for."""

    rank: int
    section: FoundSection | HybridSection
    context: Sequence[SectionContext] = ()

    @property
    def snippet(self) -> str:
        """The beginning of the section's text, without its heading, on one line."""
        return _snippet(self.section.content)

    def as_object(self) -> dict[str, Any]:
        """Return it for a JSON document: the columns of the function, with rank and snippet."""
        found = {"rank": self.rank, **asdict(self.section), "snippet": self.snippet}
        if self.context:
            found["context"] = [asdict(each) for each in self.context]
        return found

    def text(self) -> Text:
        """Return heading and snippet; with neighbours, the headings above and what stands around it."""
        from rich.text import Text

        if not self.context:
            heading = f"{self.section.heading}\n" if self.section.heading else ""
            return Text.assemble((heading, "bold"), self.snippet)
        (headings,) = (each.heading_path for each in self.context if each.place == 0)
        return Text("\n").join([Text(" > ".join(headings), style="bold"), *map(_neighbour, self.context)])


def _snippet(content: str) -> str:
    return shorten(_HEADING_LINE.sub("", content, count=1), SNIPPET, placeholder=" …")


def _neighbour(each: SectionContext) -> Text:
    """Return the beginning of a section near the hit, with an arrow to where it is, or of the hit itself."""
    from rich.text import Text

    snippet = _snippet(each.content or "")
    if each.place == 0:
        return Text(snippet)
    heading = f"{each.heading}: " if each.heading else ""
    return Text(f"{'↑' if each.place < 0 else '↓'} {heading}{snippet}", style="dim")


def find(database: Database, embedder: Embedder, query: str, **arguments: Any) -> list[Hit]:
    """Embed the query and return the sections nearest to it, best first.

    `arguments` are those of `search_page_sections` besides the embedding.
    """
    return ranked(database.search_page_sections(embedder.embed([query])[0], **arguments))


def in_context(database: Database, hits: Sequence[Hit], most: int) -> list[Hit]:
    """Return the hits with at most so many sections before and after each on its page."""
    return [replace(hit, context=database.get_section_context(hit.section.id, most, most)) for hit in hits]


def ranked(sections: Sequence[FoundSection | HybridSection]) -> list[Hit]:
    """Return what a search found, best first, as hits."""
    return [Hit(rank, section) for rank, section in enumerate(sections, start=1)]


def print_hits(hits: Sequence[Hit]) -> None:
    """Print sections as a table, or that there is none."""
    if not hits:
        typer.echo("No section matches.")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Plain

    table = Table(box=None, pad_edge=False)
    table.add_column("#", justify="right")
    for title in _figures(hits[0].section):
        table.add_column(title, justify="right")
    table.add_column("Path", overflow="fold", ratio=1)
    table.add_column("Section", overflow="fold", ratio=3)
    for hit in hits:
        section = hit.section
        table.add_row(str(hit.rank), *_figures(section).values(), Plain(section.path or ""), hit.text())
    Console().print(table)


def _figures(section: FoundSection | HybridSection) -> dict[str, str]:
    """Return what says how well a section suits, by the title of the column."""
    from pgmatch.models import HybridSection

    similarity = {"Similarity": "-" if section.similarity is None else f"{section.similarity:.3f}"}
    if not isinstance(section, HybridSection):
        return similarity
    ranks = {"Words": str(section.full_text_rank or "-"), "Meaning": str(section.semantic_rank or "-")}
    return {"Score": f"{section.score:.4f}"} | ranks | similarity
