"""The sections of a page as they are stored, each short enough for the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pgmatch.errors import IngestError
from pgmatch.ingest.chunks import split_section
from pgmatch.ingest.documents import Page, Section
from pgmatch.ingest.files import SourceFile, read_page
from pgmatch.ingest.summary import Failure, Summary

if TYPE_CHECKING:
    from pgmatch.embedders import Embedder
    from pgmatch.ingest.plan import Plan

Missing = Callable[[Page, Sequence[Section]], Sequence[int]]


@dataclass(frozen=True)
class Pieces:
    """A page with the sections that it gets; `missing` are the places of those to embed, from 0."""

    page: Page
    sections: Sequence[Section]
    missing: Sequence[int]


def read_pieces(
    file: SourceFile, plan: Plan, embedder: Embedder, missing: Missing, summary: Summary
) -> Pieces | None:
    """Read a file; None if it cannot be read, which is noted in the summary.

    `missing` asks the database which of a page's sections need an embedding.
    """
    try:
        page = read_page(file, source=plan.request.source, rules=plan.rules)
        sections: Sequence[Section] = page.sections
        places = missing(page, sections)
        if places:
            # Only now, because it takes time to count tokens: what is stored already was short enough.
            sections = split_sections(page, embedder)
            places = missing(page, sections)
    except IngestError as error:
        summary.failures.append(Failure(file.path, error.message, error.hint))
        return None
    if not sections:
        hint = "What is in JSX components is read with --jsx keep." if plan.rules.jsx == "drop" else None
        summary.warnings.append(Failure(page.path, f"{file.name}:1: there is no text in it", hint))
    return Pieces(page, sections, places)


def split_sections(page: Page, embedder: Embedder) -> tuple[Section, ...]:
    """Return a page's sections, each short enough for the model."""
    pieces: list[Section] = []
    for section in page.sections:
        try:
            pieces += split_section(section, embedder.count_tokens, embedder.max_tokens)
        except IngestError as error:
            raise IngestError(
                f"{page.file}: section {section.heading!r}: {error.message}", error.hint
            ) from error
    return tuple(pieces)


def texts(sections: Sequence[Section]) -> tuple[list[str], list[str | None]]:
    """Return the contents of sections, and what is embedded before each of them."""
    return [section.content for section in sections], [section.context for section in sections]
