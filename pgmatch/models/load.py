"""The pages to be loaded, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pgmatch.client.embedding import Embedding


@dataclass(frozen=True, slots=True, eq=False)
class LoadSection:
    """A section of a page to be loaded; for `load_pages`.

    `content` is its text, with the heading; `embedding` one vector, as long as the table's. `slug` is the
    anchor of the heading; `token_count` the length of the content in the model's tokens. `context` is what
    was embedded before the content, such as the title of the page.
    """

    content: str
    embedding: Embedding
    heading: str | None = None
    slug: str | None = None
    token_count: int | None = None
    context: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LoadPage:
    """A page to be loaded, its sections in the order of the document; for `load_pages`.

    `meta` is stored as JSON. `parent_path` is the path of the parent page, which may come later.
    `checksum` tells whether the page has changed; by default it is that of the sections' texts.
    """

    path: str
    sections: Sequence[LoadSection]
    meta: Mapping[str, Any] | None = None
    type: str | None = "markdown"
    source: str | None = "guide"
    parent_path: str | None = None
    checksum: str | None = None


@dataclass(frozen=True, slots=True)
class LoadedPages:
    """What `load_pages` did: how many pages were new, replaced and unchanged, and how many sections written.

    `without_parent` are the paths of pages whose parent is not in the database. `new_dimensions` is the
    length that the column of embeddings was given, None if it had it already. `advice` is what would have
    made the load faster, None if there is nothing to say.
    """

    new: int
    replaced: int
    unchanged: int
    sections: int
    without_parent: tuple[str, ...]
    new_dimensions: int | None = None
    advice: str | None = None
