"""The functions that can be called, with their arguments: what the methods of `Database` are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pgmatch.client.call import Argument, Call, Json, Rows, all_rows, record
from pgmatch.client.embedding import Embedding, vector_text
from pgmatch.errors import PgmatchError
from pgmatch.models import (
    Corpus,
    DuplicatePair,
    FinishedIngest,
    FoundSection,
    HybridSection,
    Installation,
    PageParent,
    PagePreview,
    PutPage,
    SectionMatch,
    StoredPage,
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
    arguments: dict[str, Argument] = {
        "embedding": vector_text(embedding),
        "match_threshold": match_threshold,
        "match_count": match_count,
        "min_content_length": min_content_length,
    }
    return Call("match_page_sections", arguments, all_rows(SectionMatch), only_reads=True)


def search_page_sections(
    query_embedding: Embedding,
    match_count: int = 10,
    match_threshold: float | None = None,
    min_content_length: int | None = None,
    path_prefix: str | None = None,
    page_type: str | None = None,
    source: str | None = None,
    meta: Mapping[str, Any] | None = None,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
) -> Call[list[FoundSection]]:
    """Return the sections nearest to an embedding among those of certain pages, best first.

    `path_prefix` is what the page's path starts with, `page_type` and `source` are what the page has, and
    `meta` is contained in its meta, as by the operator `@>` of jsonb. They are applied before
    `match_count`, as are `match_threshold` and `min_content_length`, which are those of
    `match_page_sections`; None leaves out nothing.

    `ef_search` (1 to 1,000), `probes` (1 to 32,768) and `candidates` (`match_count` to 100,000) say how
    thoroughly an HNSW, an IVFFlat and a binary index is searched in this call; None is for what the
    session has set, else what was tuned, else the default.
    """
    arguments: dict[str, Argument] = {
        "query_embedding": vector_text(query_embedding, "query_embedding"),
        "match_count": match_count,
        "match_threshold": match_threshold,
        "min_content_length": min_content_length,
        "path_prefix": path_prefix,
        "page_type": page_type,
        "source": source,
        "meta": _json(meta),
        "ef_search": ef_search,
        "probes": probes,
        "candidates": candidates,
    }
    return Call("search_page_sections", arguments, all_rows(FoundSection), only_reads=True)


def hybrid_search_page_sections(
    query_text: str,
    query_embedding: Embedding,
    match_count: int = 10,
    full_text_weight: float = 1,
    semantic_weight: float = 1,
    rrf_k: int = 50,
    min_content_length: int | None = None,
    path_prefix: str | None = None,
    page_type: str | None = None,
    source: str | None = None,
    meta: Mapping[str, Any] | None = None,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
) -> Call[list[HybridSection]]:
    """Return the sections that suit a question by its words and by its meaning, best first.

    Needs the line `nods_text`. `query_text` is the question as it was typed, `query_embedding` its
    embedding. The weights, 0 or more, say how much the search for the words and the one for the meaning
    count; one with 0 is left out. `rrf_k`, 1 or more: the higher, the less the first places count
    against later ones. The other arguments are those of `search_page_sections`.
    """
    arguments: dict[str, Argument] = {
        "query_text": query_text,
        "query_embedding": vector_text(query_embedding, "query_embedding"),
        "match_count": match_count,
        "full_text_weight": full_text_weight,
        "semantic_weight": semantic_weight,
        "rrf_k": rrf_k,
        "min_content_length": min_content_length,
        "path_prefix": path_prefix,
        "page_type": page_type,
        "source": source,
        "meta": _json(meta),
        "ef_search": ef_search,
        "probes": probes,
        "candidates": candidates,
    }
    rows = all_rows(HybridSection)
    return Call("hybrid_search_page_sections", arguments, rows, line="nods_text", only_reads=True)


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
    arguments: dict[str, Argument] = {
        "id": id,
        "match_count": match_count,
        "match_threshold": match_threshold,
        "min_content_length": min_content_length,
        "path_prefix": path_prefix,
        "page_type": page_type,
        "source": source,
        "meta": _json(meta),
        "other_pages": other_pages,
        "ef_search": ef_search,
        "probes": probes,
        "candidates": candidates,
    }
    return Call("find_similar_sections", arguments, all_rows(FoundSection), only_reads=True)


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
    arguments: dict[str, Argument] = {
        "threshold": threshold,
        "match_count": match_count,
        "min_content_length": min_content_length,
        "path_prefix": path_prefix,
        "page_type": page_type,
        "source": source,
        "meta": _json(meta),
        "other_pages": other_pages,
    }
    return Call("find_duplicate_sections", arguments, all_rows(DuplicatePair), only_reads=True)


def get_page_parents(page_id: int) -> Call[list[PageParent]]:
    """Return a page, then its parent and so on up to the root; nothing for an unknown id."""
    return Call("get_page_parents", {"page_id": page_id}, all_rows(PageParent), only_reads=True)


def pgmatch_info() -> Call[list[Installation]]:
    """Return what is installed in the database, one row a line."""
    return Call("pgmatch_info", {}, all_rows(Installation), only_reads=True)


def nods_begin_ingest(
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

    `model` is the name of the embedding model, `dimensions` the length of its vectors, `normalized`
    whether they have length 1, `chunk_tokens` the longest section in the model's tokens. The first run
    records them; a later one that differs is refused with SQLSTATE 22023.

    `root` is the folder that is walked, `prefix` what its pages' paths start with, and `rules` how its files
    are read; they are recorded with the corpus. Pages that were read by other rules are to be read again.
    `paths`, those of all its pages, let a run that would remove most of the corpus fail at once, with
    SQLSTATE 22023; `prune` says that it may (True) or removes nothing (False). `part` is for a run over a
    part of the corpus: what the paths of this part start with.
    """
    arguments: dict[str, Argument] = {
        "corpus": corpus,
        "model": model,
        "dimensions": dimensions,
        "normalized": normalized,
        "chunk_tokens": chunk_tokens,
        "root": root,
        "prefix": prefix,
        "rules": _json(rules),
        "paths": None if paths is None else list(paths),
        "prune": prune,
        "part": part,
    }
    return Call("nods_begin_ingest", arguments, lambda rows: int(rows[0]["nods_begin_ingest"]))


def nods_sections_to_embed(
    run: int,
    page_path: str,
    page_checksum: str,
    contents: Sequence[str],
    contexts: Sequence[str | None] | None = None,
) -> Call[list[int]]:
    """Return which of a page's texts, counted from 1, need an embedding before `nods_put_page`.

    None do for a page that stands with this checksum. `contexts` is what is embedded before each text.
    """
    arguments: dict[str, Argument] = {
        "run": run,
        "page_path": page_path,
        "page_checksum": page_checksum,
        "contents": list(contents),
        "contexts": _contexts(contexts),
    }
    return Call("nods_sections_to_embed", arguments, _places, only_reads=True)


def nods_add_sections(
    run: int, page_path: str, page_checksum: str, sections: Sequence[Mapping[str, Any]]
) -> Call[int]:
    """Write some of a page's new sections ahead of `nods_put_page`, and return how many.

    For pages that take too long in one call. The page keeps its sections, with the added ones beside them,
    until `nods_put_page` is called with the list of all; there the added ones need no embedding.
    """
    arguments: dict[str, Argument] = {
        "run": run,
        "page_path": page_path,
        "page_checksum": page_checksum,
        "sections": _sections(sections, page_path),
    }
    return Call("nods_add_sections", arguments, lambda rows: int(rows[0]["nods_add_sections"]))


def nods_put_page(
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
    arguments: dict[str, Argument] = {
        "run": run,
        "page_path": page_path,
        "page_checksum": page_checksum,
        "sections": _sections(sections, page_path),
        "meta": None if meta is None else Json(meta, f"page {page_path}: meta"),
        "page_type": page_type,
        "page_source": page_source,
        "parent_path": parent_path,
    }
    return Call("nods_put_page", arguments, lambda rows: record(PutPage, rows[0]))


def nods_finish_ingest(
    run: int, pages: Sequence[Mapping[str, str | None]], prune: bool | None = None
) -> Call[FinishedIngest]:
    """End a run: set the parents of its pages, and remove the pages of its corpus that are gone.

    `pages` is every page of the corpus as {"path": …, "parent_path": …}, those that could not be read
    included; one without the key parent_path keeps its parent. `prune` is as in `nods_begin_ingest`; None is
    what the run began with.
    """
    arguments: dict[str, Argument] = {"run": run, "pages": Json(list(pages)), "prune": prune}
    return Call("nods_finish_ingest", arguments, _finished)


def nods_preview_ingest(
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
    arguments: dict[str, Argument] = {
        "corpus": corpus,
        "model": model,
        "dimensions": dimensions,
        "paths": list(paths),
        "normalized": normalized,
        "chunk_tokens": chunk_tokens,
        "root": root,
        "prune": prune,
        "part": part,
    }
    return Call(
        "nods_preview_ingest", arguments, lambda rows: tuple(rows[0]["removed_paths"]), only_reads=True
    )


def nods_preview_page(
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
    arguments: dict[str, Argument] = {
        "corpus": corpus,
        "page_path": page_path,
        "page_checksum": page_checksum,
        "contents": list(contents),
        "contexts": _contexts(contexts),
        "rules": _json(rules),
    }
    return Call("nods_preview_page", arguments, _previewed, only_reads=True)


def nods_corpora(paths: Sequence[str] | None = None) -> Call[list[Corpus]]:
    """Return the corpora that have pages or were ingested; last, without a name, the pages of none.

    `standing` of each says how many of `paths` are its pages.
    """
    arguments: dict[str, Argument] = {"paths": None if paths is None else list(paths)}
    return Call("nods_corpora", arguments, all_rows(Corpus), only_reads=True)


def nods_pages(in_corpus: str | None = None, path_prefix: str | None = None) -> Call[list[StoredPage]]:
    """Return the pages of the database by corpus and path, with the number of their sections and tokens.

    Only those of the corpus `in_corpus`, and those whose path starts with `path_prefix`; None leaves out
    nothing.
    """
    arguments: dict[str, Argument] = {"in_corpus": in_corpus, "path_prefix": path_prefix}
    return Call("nods_pages", arguments, all_rows(StoredPage), only_reads=True)


def nods_remove_pages(paths: Sequence[str] | None = None, corpus: str | None = None) -> Call[list[str]]:
    """Remove the pages with these paths, or all pages of a corpus, and return the removed paths.

    With both, the pages with these paths must be of the corpus. A path or corpus that is not there is refused
    with SQLSTATE P0002, and then nothing is removed.
    """
    arguments: dict[str, Argument] = {"paths": None if paths is None else list(paths), "corpus": corpus}
    return Call("nods_remove_pages", arguments, lambda rows: [row["path"] for row in rows])


def new_dimensions(installations: Sequence[Installation], dimensions: int | None) -> int | None:
    """Return the length of vectors if the line `nods` has another one recorded, else None."""
    recorded = [each.dimensions for each in installations if each.line == "nods"]
    return None if dimensions is None or recorded == [dimensions] else dimensions


def check_model(installations: Sequence[Installation], name: str, dimensions: int) -> None:
    """Raise `PgmatchError` unless the line `nods` records this model and this length of vectors."""
    recorded = next((each for each in installations if each.line == "nods"), None)
    if recorded is None:
        raise PgmatchError(
            'the line "nods" is not installed in this database', "Run `pgmatch alembic upgrade head`."
        )
    if recorded.model is None:
        literal = name.replace("'", "''")
        raise PgmatchError(
            f'no model is recorded in this database, so "{name}" cannot be checked against its embeddings',
            "The first ingest records it. If the embeddings are already there, the owner records it: "
            f"select pgmatch.set_model('{literal}');",
        )
    if (recorded.model, recorded.dimensions) != (name, dimensions):
        raise PgmatchError(
            f'the embeddings here were made by "{recorded.model}" with {recorded.dimensions} dimensions,'
            f' not by "{name}" with {dimensions}',
            "Vectors of two models cannot be compared. Use the recorded model, or another database.",
        )


def _json(value: Mapping[str, Any] | None) -> Json | None:
    return None if value is None else Json(value)


def _contexts(contexts: Sequence[str | None] | None) -> list[str] | None:
    return None if contexts is None else [context or "" for context in contexts]


def _sections(sections: Sequence[Mapping[str, Any]], page_path: str) -> Json:
    read = [_section(section, place) for place, section in enumerate(sections)]
    return Json(read, f"page {page_path}: sections")


def _section(section: Mapping[str, Any], place: int) -> dict[str, Any]:
    if not isinstance(section, Mapping):
        raise PgmatchError(
            f"sections[{place}] is of the type {type(section).__name__}, not a mapping",
            "A section is {'content': …, 'heading': …, 'slug': …, 'token_count': …, 'embedding': …}.",
        )
    embedding = section.get("embedding")
    if embedding is None:
        return dict(section)
    return {**section, "embedding": vector_text(embedding, f"sections[{place}].embedding")}


def _places(rows: Rows) -> list[int]:
    return [int(row["place"]) for row in rows]


def _previewed(rows: Rows) -> PagePreview:
    row = rows[0]
    return record(PagePreview, {**row, "to_embed": tuple(row["to_embed"])})


def _finished(rows: Rows) -> FinishedIngest:
    row = rows[0]
    return record(FinishedIngest, {**row, "removed_paths": tuple(row["removed_paths"])})
