"""The object that people call: one method a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol

from pgmatch.client import calls
from pgmatch.client.calls import Call, Result
from pgmatch.client.embedding import Embedding
from pgmatch.models import FinishedIngest, Installation, PageParent, PutPage, SectionMatch


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

    def check_model(self, name: str, dimensions: int) -> None:
        """Raise `PgmatchError`, naming both, unless this model made the embeddings of the database.

        Also when no model is recorded yet.
        """
        calls.check_model(self.pgmatch_info(), name, dimensions)
