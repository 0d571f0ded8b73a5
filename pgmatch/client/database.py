"""The objects that people call: one method a function."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from threading import Lock
from types import TracebackType

from pgmatch.client import calls
from pgmatch.client.bulk import CopyTransport, Progress, load_pages
from pgmatch.client.call import Call, Result
from pgmatch.client.methods import async_method, method
from pgmatch.client.revision import check_revision
from pgmatch.client.transport import AsyncTransport, ThreadedTransport, Transport
from pgmatch.errors import DatabaseError
from pgmatch.models import LoadedPages, LoadPage

_FORBIDDEN = "42501"


class Database:
    """The functions of one database. Made by `connect`; close it, or use it in a `with` statement.

    The methods have the names and arguments of the SQL functions. Each call is a transaction of its own.
    Every method raises `DatabaseError`, with Postgres' message, hint and SQLSTATE, when the database refuses
    or cannot be reached, and `PgmatchError` for an argument that cannot be sent. Before the first call the
    database is asked for its revision; one that is too old is a `DatabaseError`. Threads may share it.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._checked: set[str] = set()
        self._lock = Lock()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<pgmatch.Database {self._transport!r}>"

    @property
    def sections_a_call(self) -> int | None:
        """How many new sections one call should write at most; None where a call may take its time."""
        return self._transport.sections_a_call

    def close(self) -> None:
        """Close the connections; later calls are refused."""
        self._transport.close()

    match_page_sections = method(calls.match_page_sections)
    search_page_sections = method(calls.search_page_sections)
    hybrid_search_page_sections = method(calls.hybrid_search_page_sections)
    find_similar_sections = method(calls.find_similar_sections)
    find_duplicate_sections = method(calls.find_duplicate_sections)
    get_page_parents = method(calls.get_page_parents)
    nods_begin_ingest = method(calls.nods_begin_ingest)
    nods_sections_to_embed = method(calls.nods_sections_to_embed)
    nods_add_sections = method(calls.nods_add_sections)
    nods_put_page = method(calls.nods_put_page)
    nods_finish_ingest = method(calls.nods_finish_ingest)
    nods_preview_ingest = method(calls.nods_preview_ingest)
    nods_preview_page = method(calls.nods_preview_page)
    nods_corpora = method(calls.nods_corpora)
    nods_pages = method(calls.nods_pages)
    nods_remove_pages = method(calls.nods_remove_pages)
    pgmatch_info = method(calls.pgmatch_info)

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
        `PgmatchError` when the transport cannot copy, as by RPC, and for a page that cannot be stored,
        naming it.
        """
        if isinstance(self._transport, CopyTransport):
            self._check_revision("nods")
        return load_pages(self._transport, pages, model, corpus, normalized, replace, progress)

    def check_model(self, name: str, dimensions: int) -> None:
        """Raise `PgmatchError`, naming both, unless this model made the embeddings of the database.

        Also when no model is recorded yet.
        """
        calls.check_model(self.pgmatch_info(), name, dimensions)

    def _run(self, call: Call[Result]) -> Result:
        if call.function != "pgmatch_info":
            self._check_revision(call.line)
        return self._transport.run(call)

    def _check_revision(self, line: str) -> None:
        if line in self._checked:
            return
        with self._lock:
            if line not in self._checked:  # nor checked while this thread waited
                self._ask_for_revision(line)

    def _ask_for_revision(self, line: str) -> None:
        try:
            installations = self._transport.run(calls.pgmatch_info())
            check_revision(installations, line)
        except DatabaseError as error:
            # who may not ask may still call one function, and else is told so by the call
            if error.sqlstate != _FORBIDDEN:
                raise
        self._checked.add(line)


class AsyncDatabase:
    """The functions of one database, for asyncio. Made by `connect_async`; use it in `async with`.

    It has the methods of `Database`, each to be awaited. Tasks of one event loop may share the object.
    """

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self._checked: set[str] = set()
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> AsyncDatabase:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<pgmatch.AsyncDatabase {self._transport!r}>"

    async def close(self) -> None:
        """Close the connections; later calls are refused."""
        await self._transport.close()

    match_page_sections = async_method(calls.match_page_sections)
    search_page_sections = async_method(calls.search_page_sections)
    hybrid_search_page_sections = async_method(calls.hybrid_search_page_sections)
    find_similar_sections = async_method(calls.find_similar_sections)
    find_duplicate_sections = async_method(calls.find_duplicate_sections)
    get_page_parents = async_method(calls.get_page_parents)
    nods_begin_ingest = async_method(calls.nods_begin_ingest)
    nods_sections_to_embed = async_method(calls.nods_sections_to_embed)
    nods_add_sections = async_method(calls.nods_add_sections)
    nods_put_page = async_method(calls.nods_put_page)
    nods_finish_ingest = async_method(calls.nods_finish_ingest)
    nods_preview_ingest = async_method(calls.nods_preview_ingest)
    nods_preview_page = async_method(calls.nods_preview_page)
    nods_corpora = async_method(calls.nods_corpora)
    nods_pages = async_method(calls.nods_pages)
    nods_remove_pages = async_method(calls.nods_remove_pages)
    pgmatch_info = async_method(calls.pgmatch_info)

    async def load_pages(
        self,
        pages: Iterable[LoadPage],
        model: str,
        *,
        corpus: str | None = None,
        normalized: bool | None = None,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> LoadedPages:
        """Write pages whose embeddings are there already, by COPY; see `Database.load_pages`.

        `pages` is read and `progress` called in another thread.
        """
        transport = self._transport
        if isinstance(transport, ThreadedTransport):
            await self._check_revision("nods")
            return await transport.apply(
                load_pages, transport.transport, pages, model, corpus, normalized, replace, progress
            )
        return load_pages(transport, pages, model, corpus, normalized, replace, progress)  # refuses

    async def check_model(self, name: str, dimensions: int) -> None:
        """Raise `PgmatchError`, naming both, unless this model made the embeddings of the database.

        Also when no model is recorded yet.
        """
        calls.check_model(await self.pgmatch_info(), name, dimensions)

    async def _run(self, call: Call[Result]) -> Result:
        if call.function != "pgmatch_info":
            await self._check_revision(call.line)
        return await self._transport.run(call)

    async def _check_revision(self, line: str) -> None:
        if line in self._checked:
            return
        async with self._lock:
            if line not in self._checked:  # nor checked while this task waited
                await self._ask_for_revision(line)

    async def _ask_for_revision(self, line: str) -> None:
        try:
            installations = await self._transport.run(calls.pgmatch_info())
            check_revision(installations, line)
        except DatabaseError as error:
            # who may not ask may still call one function, and else is told so by the call
            if error.sqlstate != _FORBIDDEN:
                raise
        self._checked.add(line)
