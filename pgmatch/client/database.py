"""The object that people call: one method a function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol

from pgmatch.client import calls
from pgmatch.client.bulk import Progress, load_pages
from pgmatch.client.calls import Call, Result
from pgmatch.client.embedding import Embedding
from pgmatch.models import (
    DuplicatePair,
    FinishedIngest,
    FoundSection,
    HybridSection,
    Installation,
    LoadedPages,
    LoadPage,
    PageParent,
    PutPage,
    SectionMatch,
)


class Transport(Protocol):
    """What carries a call to a database and its rows back."""

    def run(self, call: Call[Result]) -> Result:
        """Make the call in a transaction of its own; raise `DatabaseError` when it is refused."""

    def close(self) -> None:
        """Give up the connections."""


class Database:
    """The functions of one database. Made by `connect`; close it, or use it in a `with` statement.

    The methods have the names and arguments of the SQL functions. Each call is a transaction of its own.
    Every method raises `DatabaseError`, with Postgres' message, hint and SQLSTATE, when the database refuses
    or cannot be reached, and `PgmatchError` for an argument that cannot be sent. Threads may share it.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<pgmatch.Database {self._transport!r}>"

    def close(self) -> None:
        """Close the connections; later calls are refused."""
        self._transport.close()

    def match_page_sections(
        self,
        embedding: Embedding,
        match_threshold: float | None = None,
        match_count: int = 10,
        min_content_length: int | None = None,
    ) -> list[SectionMatch]:
        """Return the sections nearest to an embedding, best first; equal ones by their id.

        `embedding` is one vector, as long as the table's. `match_threshold` leaves out sections that are not
        more similar than it; None leaves out none. `match_count` is the most to return, 0 to 10,000.
        `min_content_length` leaves out texts of fewer characters. Fewer rows than `match_count` mean that
        no others match; none is an empty list.
        """
        return self._transport.run(
            calls.match_page_sections(embedding, match_threshold, match_count, min_content_length)
        )

    def search_page_sections(
        self,
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
    ) -> list[FoundSection]:
        """Return the sections nearest to an embedding among those of certain pages, best first.

        `path_prefix` is what the page's path starts with, `page_type` and `source` are what the page has, and
        `meta` is contained in its meta, as by the operator `@>` of jsonb. They are applied before
        `match_count`, as are `match_threshold` and `min_content_length`, which are those of
        `match_page_sections`; None leaves out nothing.

        `ef_search` (1 to 1,000), `probes` (1 to 32,768) and `candidates` (`match_count` to 100,000) say how
        thoroughly an HNSW, an IVFFlat and a binary index is searched in this call; None is for what the
        session has set, else what was tuned, else the default.
        """
        return self._transport.run(
            calls.search_page_sections(
                query_embedding,
                meta,
                match_count=match_count,
                match_threshold=match_threshold,
                min_content_length=min_content_length,
                path_prefix=path_prefix,
                page_type=page_type,
                source=source,
                ef_search=ef_search,
                probes=probes,
                candidates=candidates,
            )
        )

    def hybrid_search_page_sections(
        self,
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
    ) -> list[HybridSection]:
        """Return the sections that suit a question by its words and by its meaning, best first.

        Needs the line `nods_text`. `query_text` is the question as it was typed, `query_embedding` its
        embedding. The weights, 0 or more, say how much the search for the words and the one for the meaning
        count; one with 0 is left out. `rrf_k`, 1 or more: the higher, the less the first places count
        against later ones. The other arguments are those of `search_page_sections`.
        """
        return self._transport.run(
            calls.hybrid_search_page_sections(
                query_text,
                query_embedding,
                meta,
                match_count=match_count,
                full_text_weight=full_text_weight,
                semantic_weight=semantic_weight,
                rrf_k=rrf_k,
                min_content_length=min_content_length,
                path_prefix=path_prefix,
                page_type=page_type,
                source=source,
                ef_search=ef_search,
                probes=probes,
                candidates=candidates,
            )
        )

    def find_similar_sections(
        self,
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
    ) -> list[FoundSection]:
        """Return the sections most similar to a given one, best first, without itself.

        `other_pages` leaves out the sections of its own page. The other arguments are those of
        `search_page_sections`. An id that does not exist is refused with SQLSTATE P0002.
        """
        return self._transport.run(
            calls.find_similar_sections(
                id,
                meta,
                match_count=match_count,
                match_threshold=match_threshold,
                min_content_length=min_content_length,
                path_prefix=path_prefix,
                page_type=page_type,
                source=source,
                other_pages=other_pages,
                ef_search=ef_search,
                probes=probes,
                candidates=candidates,
            )
        )

    def find_duplicate_sections(
        self,
        threshold: float = 0.95,
        match_count: int = 100,
        min_content_length: int | None = None,
        path_prefix: str | None = None,
        page_type: str | None = None,
        source: str | None = None,
        meta: Mapping[str, Any] | None = None,
        other_pages: bool = False,
    ) -> list[DuplicatePair]:
        """Return pairs of sections that are almost the same, the most similar first, each pair once.

        `threshold` is what their similarity has to exceed, `match_count` the most pairs to return, 1 to
        9,999; `other_pages` leaves out pairs within a page. Both sections pass the filters, which are those
        of `search_page_sections`. One search for every section: about a millisecond each.
        """
        return self._transport.run(
            calls.find_duplicate_sections(
                meta,
                threshold=threshold,
                match_count=match_count,
                min_content_length=min_content_length,
                path_prefix=path_prefix,
                page_type=page_type,
                source=source,
                other_pages=other_pages,
            )
        )

    def get_page_parents(self, page_id: int) -> list[PageParent]:
        """Return a page, then its parent and so on up to the root; nothing for an unknown id."""
        return self._transport.run(calls.get_page_parents(page_id))

    def pgmatch_info(self) -> list[Installation]:
        """Return what is installed in the database, one row a line."""
        return self._transport.run(calls.pgmatch_info())

    def nods_begin_ingest(
        self,
        corpus: str,
        model: str,
        dimensions: int,
        normalized: bool | None = None,
        chunk_tokens: int | None = None,
    ) -> int:
        """Open an ingest run over a corpus (a set of files) and return its number.

        `model` is the name of the embedding model, `dimensions` the length of its vectors, `normalized`
        whether they have length 1, `chunk_tokens` the longest section in the model's tokens. The first run
        records them; a later one that differs is refused with SQLSTATE 22023.
        """
        return self._transport.run(
            calls.nods_begin_ingest(corpus, model, dimensions, normalized, chunk_tokens)
        )

    def nods_sections_to_embed(
        self, run: int, page_path: str, page_checksum: str, contents: Sequence[str]
    ) -> list[int]:
        """Return which of a page's texts, counted from 1, need an embedding before `nods_put_page`.

        None do for a page that stands with this checksum.
        """
        return self._transport.run(calls.nods_sections_to_embed(run, page_path, page_checksum, contents))

    def nods_put_page(
        self,
        run: int,
        page_path: str,
        page_checksum: str,
        sections: Sequence[Mapping[str, Any]],
        meta: Mapping[str, Any] | None = None,
        page_type: str = "markdown",
        page_source: str = "guide",
        parent_path: str | None = None,
    ) -> PutPage:
        """Write one page with its sections, in the order of the document.

        A section has the keys content, heading, slug, token_count and embedding; the embedding may be left
        out of those that `nods_sections_to_embed` did not name. SQLSTATE 40001 says that the page was
        changed meanwhile: ask again which to embed, and repeat the call.
        """
        return self._transport.run(
            calls.nods_put_page(
                run, page_path, page_checksum, sections, meta, page_type, page_source, parent_path
            )
        )

    def nods_finish_ingest(self, run: int, pages: Sequence[Mapping[str, str | None]]) -> FinishedIngest:
        """End a run: set the parents of its pages, and remove the pages of its corpus that are gone.

        `pages` is every page of the corpus as {"path": …, "parent_path": …}, those that could not be read
        included; one without the key parent_path keeps its parent.
        """
        return self._transport.run(calls.nods_finish_ingest(run, pages))

    def load_pages(
        self,
        pages: Iterable[LoadPage],
        model: str,
        *,
        corpus: str | None = None,
        normalized: bool | None = None,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> LoadedPages:
        """Write pages whose embeddings are there already, by COPY.

        `pages` may be a generator. About 2,000 sections at a time are held in memory and written in one
        transaction, so whatever happens, whole pages are there and no others. Repeat the load to go on: a
        page that stands with its checksum is passed over. One that stands with another is refused, with
        SQLSTATE 23505, or with `replace` gets new sections in place of its own.

        `model` is the name of the embedding model and `normalized` whether its vectors have length 1; the
        first load or ingest records them, a later one that differs is refused with SQLSTATE 22023. `corpus`
        is the set of files that the pages belong to, so that an ingest of it replaces and removes them; pages
        of none are removed by no ingest, and taken over by one that has their path.

        `progress` is called after each batch with the numbers of pages done and sections written. Raises
        `PgmatchError` when the transport cannot copy, and for a page that cannot be stored, naming it.
        """
        return load_pages(self._transport, pages, model, corpus, normalized, replace, progress)

    def check_model(self, name: str, dimensions: int) -> None:
        """Raise `PgmatchError`, naming both, unless this model made the embeddings of the database.

        Also when no model is recorded yet.
        """
        calls.check_model(self.pgmatch_info(), name, dimensions)
