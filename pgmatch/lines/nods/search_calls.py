"""The calls of the functions that search: what the methods of `Database` are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pgmatch.client.call import Call, Rows, all_rows, given, json_or_none, record
from pgmatch.client.embedding import Embedding, vector_text
from pgmatch.models import (
    DuplicatePair,
    FoundSection,
    HybridSection,
    PageParent,
    SectionContext,
    SectionMatch,
)


def match_page_sections(
    embedding: Embedding,
    match_threshold: float | None = None,
    match_count: int = 10,
    min_content_length: int | None = None,
) -> Call[list[SectionMatch]]:
    """Return the sections nearest to an embedding, best first; equal ones by their id.

    `embedding` is one vector, as long as the table's. `match_threshold` leaves out sections that are not
    more similar than it; None leaves out none. `match_count` is the most to return, 0 to 10,000.
    `min_content_length` leaves out texts of fewer characters. Fewer rows than `match_count` mean that
    no others match; none is an empty list.
    """
    return Call(
        "match_page_sections",
        given(locals(), embedding=vector_text(embedding)),
        all_rows(SectionMatch),
        only_reads=True,
    )


def search_page_sections(
    query_embedding: Embedding,
    match_count: int = 10,
    match_threshold: float | None = None,
    min_content_length: int | None = None,
    path_prefix: str | None = None,
    page_type: str | None = None,
    source: str | None = None,
    meta: Mapping[str, Any] | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002 - the name of the SQL function's argument
    one_per_section: bool = False,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
) -> Call[list[FoundSection]]:
    """Return the sections nearest to an embedding among those of certain pages, best first.

    `path_prefix` is what the page's path starts with, `page_type` and `source` are what the page has, and
    `meta` is contained in its meta, as by the operator `@>` of jsonb. `filter` is about the meta too, with
    operators: `{"year": {"$gte": 2020}}`. They are applied before `match_count`, as are `match_threshold`
    and `min_content_length`, which are those of `match_page_sections`; None leaves out nothing.

    A long section is stored in several pieces, each of which is a row. `one_per_section` returns the best
    row of each page and slug.

    `ef_search` (1 to 1,000), `probes` (1 to 32,768) and `candidates` (`match_count` to 100,000) say how
    thoroughly an HNSW, an IVFFlat and a binary index is searched in this call; None is for what the
    session has set, else what was tuned, else the default.
    """
    return Call(
        "search_page_sections",
        given(
            locals(),
            query_embedding=vector_text(query_embedding, "query_embedding"),
            meta=json_or_none(meta),
            filter=json_or_none(filter),
        ),
        all_rows(FoundSection),
        only_reads=True,
    )


def hybrid_search_page_sections(
    query_text: str,
    query_embedding: Embedding,
    match_count: int = 10,
    full_text_weight: float = 1,
    semantic_weight: float = 1,
    rrf_k: int = 50,
    match_threshold: float | None = None,
    min_content_length: int | None = None,
    path_prefix: str | None = None,
    page_type: str | None = None,
    source: str | None = None,
    meta: Mapping[str, Any] | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002 - the name of the SQL function's argument
    one_per_section: bool = False,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
) -> Call[list[HybridSection]]:
    """Return the sections that suit a question by its words and by its meaning, best first.

    Needs the line `nods_text`. `query_text` is the question as it was typed, `query_embedding` its
    embedding. The weights, 0 or more, say how much the search for the words and the one for the meaning
    count; one with 0 is left out. `rrf_k`, 1 or more: the higher, the less the first places count
    against later ones. `match_threshold` leaves out sections that are not more similar than it, also of
    those that only the words found, and sections without an embedding. The other arguments are those of
    `search_page_sections`.
    """
    return Call(
        "hybrid_search_page_sections",
        given(
            locals(),
            query_embedding=vector_text(query_embedding, "query_embedding"),
            meta=json_or_none(meta),
            filter=json_or_none(filter),
        ),
        all_rows(HybridSection),
        line="nods_text",
        only_reads=True,
    )


def find_similar_sections(
    id: int,  # noqa: A002 - the name of the SQL function's argument
    match_count: int = 10,
    match_threshold: float | None = None,
    min_content_length: int | None = None,
    path_prefix: str | None = None,
    page_type: str | None = None,
    source: str | None = None,
    meta: Mapping[str, Any] | None = None,
    other_pages: bool = False,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
) -> Call[list[FoundSection]]:
    """Return the sections most similar to a given one, best first, without itself.

    `other_pages` leaves out the sections of its own page. The other arguments are those of
    `search_page_sections`. An id that does not exist is refused with SQLSTATE P0002.
    """
    return Call(
        "find_similar_sections",
        given(locals(), meta=json_or_none(meta)),
        all_rows(FoundSection),
        only_reads=True,
    )


def find_duplicate_sections(
    threshold: float = 0.95,
    match_count: int = 100,
    min_content_length: int | None = None,
    path_prefix: str | None = None,
    page_type: str | None = None,
    source: str | None = None,
    meta: Mapping[str, Any] | None = None,
    other_pages: bool = False,
) -> Call[list[DuplicatePair]]:
    """Return pairs of sections that are almost the same, the most similar first, each pair once.

    `threshold` is what their similarity has to exceed, `match_count` the most pairs to return, 1 to
    9,999; `other_pages` leaves out pairs within a page. Both sections pass the filters, which are those
    of `search_page_sections`. One search for every section: about a millisecond each.
    """
    return Call(
        "find_duplicate_sections",
        given(locals(), meta=json_or_none(meta)),
        all_rows(DuplicatePair),
        only_reads=True,
        for_writers=True,
    )


def get_page_parents(page_id: int) -> Call[list[PageParent]]:
    """Return a page, then its parent and so on up to the root; nothing for an unknown id."""
    return Call("get_page_parents", given(locals()), all_rows(PageParent), only_reads=True)


def get_section_context(
    id: int,  # noqa: A002 - the name of the SQL function's argument
    before: int = 1,
    after: int = 1,
) -> Call[list[SectionContext]]:
    """Return a section with its neighbours on the page, in the order of the document.

    `before` and `after` are the most sections before and after it, 0 to 100. A section that is longer than
    the model's window is stored in pieces, each a row. An id that does not exist is refused with SQLSTATE
    P0002.
    """
    return Call("get_section_context", given(locals()), _in_context, only_reads=True)


def _in_context(rows: Rows) -> list[SectionContext]:
    return [record(SectionContext, {**row, "heading_path": tuple(row["heading_path"])}) for row in rows]
