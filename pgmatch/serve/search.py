"""Which sections may answer a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from pgmatch.client.call import Call
from pgmatch.client.embedding import Embedding
from pgmatch.client.installed import check_model
from pgmatch.embedders import Embedder
from pgmatch.lines import DEFAULT, NODS_TEXT
from pgmatch.lines.nods.search_calls import hybrid_search_page_sections, search_page_sections
from pgmatch.models import FoundSection, HybridSection, Installation
from pgmatch.serve.errors import QuestionError
from pgmatch.serve.thresholds import model_threshold

Hit: TypeAlias = FoundSection | HybridSection
Hits: TypeAlias = Sequence[Hit]


@dataclass(frozen=True)
class Search:
    """How sections are searched for.

    `threshold` is the similarity below which nothing answers a question: by default that of the settings,
    which an asker reads once, else the model's own. `match_count` is the most sections to find; shorter ones
    than `min_content_length` characters are left out. `hybrid` also searches for the words, by default if
    the line nods_text is there. `filters` are further arguments of `search_page_sections`, such as
    `path_prefix`.
    """

    threshold: float | None = None
    match_count: int = 10
    min_content_length: int = 50
    hybrid: bool | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """A search in a certain database: what was left open is decided. `threshold` None excludes nothing."""

    search: Search
    is_hybrid: bool
    threshold: float | None

    def call(self, question: str, embedding: Embedding, limit: int | None) -> Call[list[Any]]:
        """Return the call that finds the best sections, or the best `limit`."""
        given: dict[str, Any] = {
            "match_count": self.search.match_count if limit is None else limit,
            "min_content_length": self.search.min_content_length,
            "one_per_section": True,
        }
        if self.is_hybrid:
            return hybrid_search_page_sections(question, embedding, **given, **self.search.filters)
        given["match_threshold"] = self.threshold
        return search_page_sections(embedding, **given, **self.search.filters)

    def for_anything(self) -> Plan:
        """Return the same search without a threshold."""
        return replace(self, threshold=None)

    def relevant(self, hits: Hits) -> Hits:
        """Return the sections that a search found, none if not even the nearest is above the threshold.

        A hybrid search is not asked with a threshold, because that would drop what only the words found.
        """
        nearest = max((hit.similarity for hit in hits if hit.similarity is not None), default=None)
        if self.threshold is not None and (nearest is None or nearest <= self.threshold):
            return ()
        return hits


def plan_for(search: Search, installations: Sequence[Installation], embedder: Embedder, line: str) -> Plan:
    """Return how to search in a database; raise `PgmatchError` unless it has vectors of this embedder."""
    check_model(installations, embedder.name, embedder.dimensions, line)
    (installed,) = (each for each in installations if each.line == line)
    return Plan(
        search,
        has_words(installations, line) if search.hybrid is None else search.hybrid,
        model_threshold(installed) if search.threshold is None else search.threshold,
    )


def has_words(installations: Sequence[Installation], line: str) -> bool:
    """Whether sections of a line can also be searched for by words."""
    return line == DEFAULT and any(each.line == NODS_TEXT.name for each in installations)


def checked_question(question: str, embedder: Embedder) -> str:
    """Return a question that can be searched for; raise `QuestionError` for any other."""
    text = question.replace("\0", " ").strip()
    if not text:
        raise QuestionError("the question is empty", "Ask something.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QuestionError(
            f"the question is not Unicode: {error.reason} at character {error.start}", "Send it as UTF-8."
        ) from None
    tokens = embedder.count_tokens(text)
    if tokens > embedder.max_tokens:
        raise QuestionError(
            f"the question has {tokens} tokens; {embedder.name} takes at most {embedder.max_tokens}",
            "Ask it in fewer words.",
        )
    return text
