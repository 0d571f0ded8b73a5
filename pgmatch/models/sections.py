"""The rows of the functions that search the sections of pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SectionMatch:
    """A section of a page, and how near it is to the query; from `match_page_sections`.

    `similarity` is higher for what is nearer. Its range depends on the installation's metric: with ip any
    number, -1 to 1 for vectors of length 1; with cosine -1 to 1; with l2 and l1 above 0, to 1.
    `content` is the section's text with its heading; `slug` the anchor of the heading in the page.
    Both `slug` and `heading` are None for text above a page's first heading.
    """

    id: int
    page_id: int
    slug: str | None
    heading: str | None
    content: str
    similarity: float


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section with the path of its page; from `search_page_sections` and `find_similar_sections`.

    The rest is as in `SectionMatch`. `meta` is the metadata of the page as decoded JSON, None where there is
    none. `path` and `meta` are None if the caller may not see the page.
    """

    id: int
    page_id: int
    path: str | None
    slug: str | None
    heading: str | None
    content: str
    similarity: float
    meta: Any


@dataclass(frozen=True, slots=True)
class HybridSection:
    """A section found by its words, its meaning or both; from `hybrid_search_page_sections`.

    `score` is the sum of weight / (rrf_k + rank) over the searches that found it. The ranks count from 1;
    one is None where that search did not find the section. `similarity` is None for a section without an
    embedding. The rest is as in `FoundSection`.
    """

    id: int
    page_id: int
    path: str
    slug: str | None
    heading: str | None
    content: str
    score: float
    full_text_rank: int | None
    semantic_rank: int | None
    similarity: float | None
    meta: Any


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two sections that are almost the same; from `find_duplicate_sections`. `id` is less than `other_id`."""

    id: int
    other_id: int
    page_id: int
    other_page_id: int
    path: str | None
    other_path: str | None
    heading: str | None
    other_heading: str | None
    similarity: float


@dataclass(frozen=True, slots=True)
class PageParent:
    """A page on the way from a page up to its root; from `get_page_parents`.

    `parent_page_id` is None for a root. `meta` is the page's front matter as decoded JSON, an object
    where pgmatch wrote it; None where there is none.
    """

    id: int
    parent_page_id: int | None
    path: str
    meta: Any


@dataclass(frozen=True, slots=True)
class SectionContext:
    """A section or a neighbour of it on the page; from `get_section_context`.

    `place` is 0 for the section itself, -1 for the one before it. `heading_path` leads to it: the title of
    the page, if its meta has one, the headings above and its own. The rest is as in `FoundSection`.
    """

    id: int
    page_id: int
    path: str | None
    slug: str | None
    heading: str | None
    content: str | None
    token_count: int | None
    heading_path: tuple[str, ...]
    place: int
