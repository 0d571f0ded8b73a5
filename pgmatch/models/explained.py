"""The rows of the functions that explain a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ExplainedSearch:
    """How a search was answered; from `explain_search`.

    `path` is "fast" for a scan of the index in the statement that the function keeps, "complete" for one by
    `pgmatch.nearest`, and "compared" if the rows that pass the filters were compared. `index` is the vector
    index that was scanned, None for none; `rows` how many rows came back, `ms` the milliseconds it took.
    """

    path: Literal["fast", "complete", "compared"]
    index: str | None
    rows: int
    ms: float


@dataclass(frozen=True, slots=True)
class ExplainedSection:
    """Where a search has a section, and why it does not return it; from `explain_sections`.

    `place`, from 1, `similarity` and the ranks are those of a search for 10,000 sections without threshold;
    None beyond that. `reasons` is empty if the search returns the section.
    """

    id: int
    path: str | None
    slug: str | None
    heading: str | None
    place: int | None
    similarity: float | None
    full_text_rank: int | None
    semantic_rank: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainedTerm:
    """A word of a question, and how many sections have it; from `explain_terms`.

    `in_section` says whether the section that was asked about has it; None if none was.
    """

    term: str
    sections: int
    in_section: bool | None
