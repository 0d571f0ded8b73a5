"""The calls of the functions that ingest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pgmatch.client.call import Call, Json, Rows, given, json_or_none, record
from pgmatch.client.embedding import with_vector_texts
from pgmatch.models import FinishedIngest, PagePreview, PutPage

_SECTION = "A section is {'content': …, 'heading': …, 'slug': …, 'token_count': …, 'embedding': …}."


def begin_ingest(
    corpus: str,
    model: str,
    dimensions: int,
    normalized: bool | None = None,
    chunk_tokens: int | None = None,
    root: str | None = None,
    prefix: str | None = None,
    rules: Mapping[str, Any] | None = None,
    paths: Sequence[str] | None = None,
    prune: bool | None = None,
    part: str | None = None,
) -> Call[int]:
    """Open an ingest run over a corpus (a set of files) and return its number.

    `model` is the name of the embedding model, `dimensions` their number of dimensions, `normalized`
    whether they have length 1, `chunk_tokens` the longest section in the model's tokens. The first run
    records them; a later one that differs is refused with SQLSTATE 22023.

    `root` is the folder that is walked, `prefix` what its pages' paths start with, and `rules` how its files
    are read; they are recorded with the corpus. Pages that were read by other rules are to be read again.
    `paths`, those of all its pages, let a run that would remove most of the corpus fail at once, with
    SQLSTATE 22023; `prune` says that it may (True) or removes nothing (False). `part` is for a run over a
    part of the corpus: what the paths of this part start with.
    """
    return Call(
        "nods_begin_ingest",
        given(locals(), rules=json_or_none(rules)),
        lambda rows: int(rows[0]["nods_begin_ingest"]),
        for_writers=True,
    )


def sections_to_embed(
    run: int,
    page_path: str,
    page_checksum: str,
    contents: Sequence[str],
    contexts: Sequence[str | None] | None = None,
) -> Call[list[int]]:
    """Return which of a page's texts, counted from 1, need an embedding before `nods_put_page`.

    None do for a page that stands with this checksum. `contexts` is what is embedded before each text.
    """
    return Call(
        "nods_sections_to_embed",
        given(locals(), contexts=_contexts(contexts)),
        _places,
        only_reads=True,
        for_writers=True,
    )


def add_sections(
    run: int, page_path: str, page_checksum: str, sections: Sequence[Mapping[str, Any]]
) -> Call[int]:
    """Write some of a page's new sections ahead of `nods_put_page`, and return how many.

    For pages that take too long in one call. The page keeps its sections, with the added ones beside them,
    until `nods_put_page` is called with the list of all; there the added ones need no embedding.
    """
    return Call(
        "nods_add_sections",
        given(locals(), sections=_sections(sections, page_path)),
        lambda rows: int(rows[0]["nods_add_sections"]),
        for_writers=True,
    )


def put_page(
    run: int,
    page_path: str,
    page_checksum: str,
    sections: Sequence[Mapping[str, Any]],
    meta: Mapping[str, Any] | None = None,
    page_type: str = "markdown",
    page_source: str = "guide",
    parent_path: str | None = None,
) -> Call[PutPage]:
    """Write one page with its sections, in the order of the document.

    A section has the keys content, context, heading, slug, token_count and embedding; the embedding may be
    left out of those that `nods_sections_to_embed` did not name. `context` is what was embedded before the
    content. SQLSTATE PT409 says that the page was changed meanwhile: ask again which to embed, and repeat
    the call. PT410 says that a newer run of the corpus has begun, and that this one may write no more.
    """
    return Call(
        "nods_put_page",
        given(
            locals(),
            sections=_sections(sections, page_path),
            meta=None if meta is None else Json(meta, f"page {page_path}: meta"),
        ),
        lambda rows: record(PutPage, rows[0]),
        for_writers=True,
    )


def finish_ingest(
    run: int, pages: Sequence[Mapping[str, str | None]], prune: bool | None = None
) -> Call[FinishedIngest]:
    """End a run: set the parents of its pages, and remove the pages of its corpus that are gone.

    `pages` is every page of the corpus as {"path": …, "parent_path": …}, those that could not be read
    included; one without the key parent_path keeps its parent. `prune` is as in `nods_begin_ingest`; None is
    what the run began with.
    """
    return Call("nods_finish_ingest", given(locals(), pages=Json(list(pages))), _finished, for_writers=True)


def preview_ingest(
    corpus: str,
    model: str,
    dimensions: int,
    paths: Sequence[str],
    normalized: bool | None = None,
    chunk_tokens: int | None = None,
    root: str | None = None,
    prune: bool | None = None,
    part: str | None = None,
) -> Call[tuple[str, ...]]:
    """Return the paths of the pages that an ingest would remove, and write nothing.

    `paths` is every page of the corpus. The other arguments are those of `nods_begin_ingest`, and what that
    refuses is refused.
    """
    return Call(
        "nods_preview_ingest",
        given(locals()),
        lambda rows: tuple(rows[0]["removed_paths"]),
        only_reads=True,
        for_writers=True,
    )


def preview_page(
    corpus: str,
    page_path: str,
    page_checksum: str,
    contents: Sequence[str],
    contexts: Sequence[str | None] | None = None,
    rules: Mapping[str, Any] | None = None,
) -> Call[PagePreview]:
    """Return what an ingest would make of a page with these texts, and write nothing.

    `contexts` is what is embedded before each text; `rules` is how the file is read.
    """
    return Call(
        "nods_preview_page",
        given(locals(), contexts=_contexts(contexts), rules=json_or_none(rules)),
        _previewed,
        only_reads=True,
        for_writers=True,
    )


def _contexts(contexts: Sequence[str | None] | None) -> list[str] | None:
    return None if contexts is None else [context or "" for context in contexts]


def _sections(sections: Sequence[Mapping[str, Any]], page_path: str) -> Json:
    return Json(with_vector_texts("sections", sections, _SECTION), f"page {page_path}: sections")


def _places(rows: Rows) -> list[int]:
    return [int(row["place"]) for row in rows]


def _previewed(rows: Rows) -> PagePreview:
    row = rows[0]
    return record(PagePreview, {**row, "to_embed": tuple(row["to_embed"])})


def _finished(rows: Rows) -> FinishedIngest:
    row = rows[0]
    return record(FinishedIngest, {**row, "removed_paths": tuple(row["removed_paths"])})
