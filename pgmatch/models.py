"""The rows that the functions return, whichever way they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class SectionMatch:
    """A section of a page, and how near it is to the query; from `match_page_sections`.

    `similarity` is higher for what is nearer. Its range depends on the installation's metric: with ip any
    number, -1 to 1 for vectors of length 1; with cosine -1 to 1; with l2 above 0, to 1.
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
class Installation:
    """What is installed of a line; from `pgmatch_info`.

    `revision` is the line's Alembic revision, such as "nods_0005". `dimensions` is the length of the vectors,
    1 to 4000. `model` made them; None until the first ingest says so. `metric` is ip, cosine or l2;
    `access` is private or public_read.
    """

    line: str
    revision: str
    dimensions: int
    model: str | None
    metric: str
    access: str


@dataclass(frozen=True, slots=True)
class PutPage:
    """What `nods_put_page` did: the page's id, and how many sections it inserted, kept and removed.

    An unchanged page has `inserted` and `removed` 0 and `kept` the number of its sections.
    """

    page_id: int
    status: Literal["new", "changed", "unchanged"]
    inserted: int
    kept: int
    removed: int


@dataclass(frozen=True, slots=True)
class FinishedIngest:
    """What `nods_finish_ingest` did: the pages it removed, by path, and how many parents it set.

    `superseded` says that a newer run over the same corpus has begun; then nothing was removed.
    """

    removed_paths: tuple[str, ...]
    parents_set: int
    superseded: bool
