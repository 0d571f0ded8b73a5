"""Sections for a language model, up to a number of tokens: the best ones, as whole as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeAlias

from pgmatch.embedders.tokens import CL100K, O200K, openai_tokens
from pgmatch.ingest.chunks import split_section
from pgmatch.ingest.documents import Section
from pgmatch.models import SectionContext
from pgmatch.serve.models import Source
from pgmatch.serve.search import Hit, Hits

Count: TypeAlias = Callable[[str], int]

_LATER_MODELS = ("gpt-4o", "gpt-4.1", "gpt-5", "chatgpt-4o", "o1", "o3", "o4")


def counter(model: str | None) -> Count:
    """Return what counts the tokens of a language model: exactly for OpenAI's, else nearly enough."""
    encoding = O200K if model and model.startswith(_LATER_MODELS) else CL100K
    return lambda text: openai_tokens(text, encoding)


def beginning(content: str, most: int, count: Count) -> str:
    """Return a text, or so much of its beginning as has at most so many tokens, cut where a reader would."""
    pieces = split_section(Section(None, None, content, None), count, most)
    return pieces[0].content


def chosen(hits: Hits, budget: int, count: Count) -> list[Hit]:
    """Return the best sections whose texts have at most `budget` tokens together.

    Of the best one, only the beginning is left if it is longer than that; of the others, those that fit.
    """
    taken: list[Hit] = []
    left = budget
    for hit in hits:
        content = hit.content if taken else beginning(hit.content, budget, count)
        tokens = count(content)
        if tokens <= left:
            taken.append(replace(hit, content=content))
            left -= tokens
    return taken


def source(hit: Hit, around: Sequence[SectionContext]) -> Source:
    """Return a section with the headings that lead to it; `around` is what stands near it on its page."""
    headings = next((each.heading_path for each in around if each.place == 0), ())
    return Source(hit.id, hit.page_id, hit.path, hit.slug, hit.heading, headings, hit.content, hit.similarity)


def reach(budget: int, max_tokens: int) -> int:
    """Return how many pieces before and after one belong to its section, if it is short enough to be used.

    `max_tokens` is what the embedding model takes, so that a piece can hardly be shorter than half of it.
    """
    return min(100, 2 * budget // max_tokens)


def widened(
    sources: Sequence[Source], around: Sequence[Sequence[SectionContext]], budget: int, count: Count
) -> list[Source]:
    """Return the sources with whole sections in place of pieces: the best first, as far as there is room."""
    left = budget - sum(count(each.content) for each in sources)
    wide = []
    for each, near in zip(sources, around, strict=True):
        content = whole(near) or each.content
        more = count(content) - count(each.content)
        if more > left:
            content, more = each.content, 0
        left -= more
        wide.append(replace(each, content=content))
    return wide


def whole(around: Sequence[SectionContext]) -> str | None:
    """Return the text of the section that the piece at place 0 belongs to."""
    for _, group in groupby(around, lambda each: (each.slug, each.heading)):
        pieces = list(group)
        if any(each.place == 0 for each in pieces):
            return "\n\n".join((each.content or "").strip() for each in pieces)
    return None
