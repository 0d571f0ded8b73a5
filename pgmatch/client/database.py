"""The objects that people call: one method a function."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from threading import Lock
from types import TracebackType

from pgmatch.client.call import Call, Result, for_line
from pgmatch.client.installed import check_model, check_pin, pgmatch_info, searches_by_vector
from pgmatch.client.match import match
from pgmatch.client.methods import Method
from pgmatch.client.revision import check_line, is_checked, revision_of
from pgmatch.client.rows import delete_rows, list_rows
from pgmatch.client.transport import AsyncTransport, ThreadedTransport, Transport
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.lines.captions.calls import Methods as CaptionMethods
from pgmatch.lines.collections.methods import Methods as CollectionMethods
from pgmatch.lines.documents.calls import Methods as DocumentMethods
from pgmatch.lines.line import DEFAULT
from pgmatch.lines.nods.load import CopyTransport, Progress, load_pages
from pgmatch.lines.nods.methods import Methods as NodsMethods
from pgmatch.lines.predictions.calls import Methods as PredictionMethods
from pgmatch.lines.video.calls import Methods as VideoMethods
from pgmatch.models import LoadedPages, LoadPage

_FORBIDDEN = "42501"


class Database(
    NodsMethods, CollectionMethods, DocumentMethods, VideoMethods, CaptionMethods, PredictionMethods
):
    """The functions of one database. Made by `connect`; close it, or use it in a `with` statement.

    The methods have the names and arguments of the SQL functions. Each call is a transaction of its own.
    Every method raises `DatabaseError`, with Postgres' message, hint and SQLSTATE, when the database refuses
    or cannot be reached, and `PgmatchError` for an argument that cannot be sent. Before the first call the
    database is asked for its revision; one that is too old is a `DatabaseError`. Threads may share it.
    """

    def __init__(self, transport: Transport, line: str = DEFAULT, model: str | None = None) -> None:
        self._transport = transport
        self.line = line
        self.model = model
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

    @property
    def can_copy(self) -> bool:
        """Whether it connects to Postgres directly, not through an API. `load_pages` needs that."""
        return isinstance(self._transport, CopyTransport)

    def close(self) -> None:
        """Close the connections; later calls are refused."""
        self._transport.close()

    match = Method(match)
    list_rows = Method(list_rows)
    delete_rows = Method(delete_rows)
    pgmatch_info = Method(pgmatch_info)

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

        If many pages are loaded into a table of few, the owner's load drops the vector index after the first
        200 sections and builds it again at the end, also after an error. The tables are analyzed then. If it
        may not do so, `advice` of the result says what would be faster.

        `progress` is called after each batch with the numbers of pages done and sections written. Raises
        `PgmatchError` when the transport cannot copy, as by RPC, for another line than nods, and for a page
        that cannot be stored, naming it.
        """
        _check_copies(self.line)
        if self.can_copy:
            self._check_revision(DEFAULT)
        return load_pages(self._transport, pages, model, corpus, normalized, replace, progress)

    def check_model(self, name: str, dimensions: int) -> None:
        """Raise `PgmatchError`, naming both, unless this model made the embeddings of the database.

        Also when no model is recorded yet.
        """
        check_model(self.pgmatch_info(), name, dimensions, self.line)

    def run(self, call: Call[Result]) -> Result:
        """Make a call and return its result; the methods are made of such calls."""
        call = for_line(call, self.line)
        if call.line and is_checked(call):
            self._check_revision(call.line)
        result = self._transport.run(call)
        # after the search: the model may have been switched before it
        if self.model is not None and searches_by_vector(call, self.line):
            check_pin(self.pgmatch_info(), self.model, self.line)
        return result

    def _check_revision(self, line: str) -> None:
        if line in self._checked:
            return
        with self._lock:
            if line not in self._checked:  # nor checked while this thread waited
                self._ask_for_revision(line)

    def _ask_for_revision(self, line: str) -> None:
        try:
            revision = self._transport.run(revision_of(line))
        except DatabaseError as error:
            # who may not ask may still call one function, and else is told so by the call
            if error.sqlstate != _FORBIDDEN:
                raise
        else:
            if revision:  # the call of a line that is not there says how to install it
                check_line(line, revision)
        self._checked.add(line)


class AsyncDatabase(
    NodsMethods, CollectionMethods, DocumentMethods, VideoMethods, CaptionMethods, PredictionMethods
):
    """The functions of one database, for asyncio. Made by `connect_async`; use it in `async with`.

    It has the methods of `Database`, each to be awaited. Tasks of one event loop may share the object.
    """

    def __init__(self, transport: AsyncTransport, line: str = DEFAULT, model: str | None = None) -> None:
        self._transport = transport
        self.line = line
        self.model = model
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

    match = Method(match)
    list_rows = Method(list_rows)
    delete_rows = Method(delete_rows)
    pgmatch_info = Method(pgmatch_info)

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
        _check_copies(self.line)
        transport = self._transport
        if isinstance(transport, ThreadedTransport):
            await self._check_revision(DEFAULT)
            return await transport.apply(
                load_pages, transport.transport, pages, model, corpus, normalized, replace, progress
            )
        return load_pages(transport, pages, model, corpus, normalized, replace, progress)  # refuses

    async def check_model(self, name: str, dimensions: int) -> None:
        """Raise `PgmatchError`, naming both, unless this model made the embeddings of the database.

        Also when no model is recorded yet.
        """
        check_model(await self.pgmatch_info(), name, dimensions, self.line)

    async def run(self, call: Call[Result]) -> Result:
        """Make a call and return its result."""
        call = for_line(call, self.line)
        if call.line and is_checked(call):
            await self._check_revision(call.line)
        result = await self._transport.run(call)
        # after the search: the model may have been switched before it
        if self.model is not None and searches_by_vector(call, self.line):
            check_pin(await self.pgmatch_info(), self.model, self.line)
        return result

    async def _check_revision(self, line: str) -> None:
        if line in self._checked:
            return
        async with self._lock:
            if line not in self._checked:  # nor checked while this task waited
                await self._ask_for_revision(line)

    async def _ask_for_revision(self, line: str) -> None:
        try:
            revision = await self._transport.run(revision_of(line))
        except DatabaseError as error:
            # who may not ask may still call one function, and else is told so by the call
            if error.sqlstate != _FORBIDDEN:
                raise
        else:
            if revision:  # the call of a line that is not there says how to install it
                check_line(line, revision)
        self._checked.add(line)


def _check_copies(line: str) -> None:
    if line != DEFAULT:
        raise PgmatchError(
            f"pages of the line {line} cannot be loaded by COPY",
            "Ingest them, or put them one by one.",
        )
