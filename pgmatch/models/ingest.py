"""The rows of the functions that ingest, list and install."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Installation:
    """What is installed of a line; from `pgmatch_info`.

    `revision` is the line's Alembic revision, such as "nods_0005". `dimensions` is the length of the vectors,
    1 to 16000. `model` made them; None until the first ingest says so. `metric` is ip, cosine, l2 or l1. All
    three are None for collections, of which each has its own. `access` is private, public_read or owner.
    """

    line: str
    revision: str
    dimensions: int | None
    model: str | None
    metric: str | None
    access: str


@dataclass(frozen=True, slots=True)
class PutPage:
    """What putting a page did: the page's id, and how many sections it inserted, kept and removed.

    An unchanged page has `inserted` and `removed` 0 and `kept` the number of its sections.
    """

    page_id: int
    status: Literal["new", "changed", "unchanged"]
    inserted: int
    kept: int
    removed: int


@dataclass(frozen=True, slots=True)
class FinishedIngest:
    """What the end of an ingest did: the pages it removed, by path, and how many parents it set.

    `superseded` says that a newer run over the same corpus has begun; then nothing was removed.
    """

    removed_paths: tuple[str, ...]
    parents_set: int
    superseded: bool


@dataclass(frozen=True, slots=True)
class PagePreview:
    """What an ingest would make of a page.

    `to_embed` are the places, from 1, of the texts that would be embedded; `kept` sections keep theirs.
    """

    status: Literal["new", "changed", "unchanged"]
    to_embed: tuple[int, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """A set of files that was ingested.

    `corpus` is its name; None stands for the pages of no corpus, such as those of the guide's script. `root`
    is the folder, `prefix` what the paths of its pages start with and `rules` how its files are read; each is
    None where it is not known. `pages` is how many there are, `existing` how many of those asked for.
    """

    corpus: str | None
    root: str | None
    prefix: str | None
    rules: Mapping[str, Any] | None
    pages: int
    existing: int


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page with the number of its sections and their tokens.

    `corpus` is None where none is known. `meta` is its metadata as decoded JSON, None where there is none.
    """

    corpus: str | None
    path: str
    type: str | None
    source: str | None
    sections: int
    tokens: int
    meta: Any
