"""The rows that the functions return, whichever way they are called, and the pages to be loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import FrozenInstanceError, dataclass
from typing import TYPE_CHECKING, Any, Literal

from pgmatch.lines.rows import CaptionMatch as CaptionMatch
from pgmatch.lines.rows import FoundCaption as FoundCaption
from pgmatch.lines.rows import FoundDocument as FoundDocument
from pgmatch.lines.rows import FoundVideoChunk as FoundVideoChunk
from pgmatch.lines.rows import PredictedImage as PredictedImage
from pgmatch.lines.rows import VideoChunkMatch as VideoChunkMatch

if TYPE_CHECKING:
    from pgmatch.client.embedding import Embedding


class Row:
    """A row of a match function of your own, with its columns as attributes; `vars(row)` is a dictionary.

    It cannot be changed. Rows with the same values are equal, and have a hash if their values have one.
    """

    def __init__(self, /, **columns: Any) -> None:
        """Take the values by their columns."""
        self.__dict__.update(columns)

    def __getattr__(self, name: str) -> Any:
        """Say which columns there are; only called for an attribute that is none of them."""
        columns = ", ".join(vars(self))
        raise AttributeError(f"the row has no column {name}; its columns are {columns}", name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(f"cannot assign to the column {name} of a row")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete the column {name} of a row")

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if isinstance(other, Row) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(vars(self).items()))

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


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


@dataclass(frozen=True, slots=True)
class CollectionSummary:
    """A collection: the length of its vectors, how many records the caller sees, its vector index and size.

    `dimension` is None where the column does not say. `records` is an estimate above 10,000, and None for a
    table whose policies are a stranger's. `index`, `measure` and `method` are None without an index; a binary
    index has no measure. `size` is in bytes, with the indexes; None if a policy hides records.
    """

    collection: str
    dimension: int | None
    records: int | None
    index: str | None
    measure: str | None
    method: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record that a query of a collection has found; what was not included is None.

    `value` is pgvector's distance: lower is nearer. It is at least 0, but for max_inner_product the negative
    inner product.
    """

    id: str
    value: float | None
    metadata: Any
    vec: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record of a collection; `metadata` is decoded JSON."""

    id: str
    vec: tuple[float, ...]
    metadata: Any


@dataclass(frozen=True, slots=True)
class DuplicateRecords:
    """Two records of a collection and their distance, from pgvector; `id` is less than `other_id`."""

    id: str
    other_id: str
    distance: float


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
