"""Pages with ready embeddings into the database, by COPY."""

from __future__ import annotations

import hashlib
import struct
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Protocol, TypeAlias, runtime_checkable

from pgmatch.client import binary
from pgmatch.client import bulk_calls as calls
from pgmatch.client.arguments import sendable, sql_literal
from pgmatch.client.bulk_calls import LoadingPage
from pgmatch.client.call import Call, Json, Result
from pgmatch.client.calls import new_dimensions, pgmatch_info
from pgmatch.client.embedding import Embedding
from pgmatch.errors import PgmatchError
from pgmatch.models import LoadedPages, LoadPage, LoadSection

BATCH = 2000  # sections a transaction
_COLUMNS = ("id", "page_id", "content", "token_count", "embedding", "slug", "heading", "context")
_COLUMN_COUNT = struct.pack(">h", len(_COLUMNS))

# Called with how many pages are done, and how many sections were written.
Progress: TypeAlias = Callable[[int, int], None]


class CopyTransaction(Protocol):
    """Calls in one transaction, and rows copied between them."""

    @property
    def encoding(self) -> str:
        """The codec of texts in `copy`."""

    def run(self, call: Call[Result]) -> Result:
        """Make the call."""

    def copy(self, table: str, columns: Sequence[str], chunks: Iterator[bytes]) -> int:
        """Copy rows in the binary format into a table and return how many."""


@runtime_checkable
class CopyTransport(Protocol):
    """A transport that can copy. One that calls by RPC cannot."""

    def transaction(self, function: str) -> AbstractContextManager[CopyTransaction]:
        """Give a transaction, to be committed at its end."""


def load_pages(
    transport: object,
    pages: Iterable[LoadPage],
    model: str,
    corpus: str | None,
    normalized: bool | None,
    replace: bool,
    progress: Progress | None,
) -> LoadedPages:
    """Write pages, whole ones in every transaction; see `Database.load_pages`."""
    if not isinstance(transport, CopyTransport):
        raise PgmatchError(
            f"pages cannot be loaded through {transport!r}: COPY needs a connection to Postgres itself",
            "Connect with a PostgreSQL URL; or ingest them, or put them one by one with nods_put_page.",
        )
    load = _Load(transport, model, corpus, normalized, replace)
    for batch in _batches(pages):
        load.store(batch)
        if progress:
            progress(load.pages.total(), load.sections)
    return load.finish()


def _batches(pages: Iterable[LoadPage]) -> Iterator[dict[str, LoadPage]]:
    """Yield the pages, by path, in batches of at most BATCH sections, but never less than a page.

    A path that comes again begins a batch, so that it meets the page that stands then.
    """
    batch: dict[str, LoadPage] = {}
    load = 0
    for place, page in enumerate(pages):
        _check_types(page, f"pages[{place}]")
        weight = max(len(page.sections), 1)
        if batch and (load + weight > BATCH or page.path in batch):
            yield batch
            batch, load = {}, 0
        batch[page.path] = page
        load += weight
    if batch:
        yield batch


@dataclass
class _Load:
    """A load under way: `store` its batches, then `finish`."""

    transport: CopyTransport
    model: str
    corpus: str | None
    normalized: bool | None
    replace: bool
    dimensions: int | None = None
    new_dimensions: int | None = None
    pages: Counter[str] = field(default_factory=Counter)
    sections: int = 0
    orphans: dict[str, str] = field(default_factory=dict)
    lengths: list[float] = field(default_factory=list)  # of vectors that passed the server's check

    def store(self, batch: Mapping[str, LoadPage]) -> None:
        """Write the pages of a batch in one transaction."""
        is_first = self.dimensions is None
        if is_first:
            self.dimensions = _dimensions(batch)
        parents = {path: page.parent_path for path, page in batch.items() if page.parent_path is not None}
        with self.transport.transaction("nods_load_pages") as transaction:
            if is_first:
                installed = transaction.run(pgmatch_info())
                self.new_dimensions = new_dimensions(installed, self.dimensions)
            targets = transaction.run(self._pages_call(transaction, batch))
            rows = _Rows(
                [(batch[target.path], target) for target in targets if target.status != "unchanged"],
                self.dimensions,
                transaction.encoding,
            )
            copied = transaction.copy("nods_page_section", _COLUMNS, binary.copy_chunks(rows))
            rows.check_lengths(transaction, self.lengths)
            orphans = _set_parents(transaction, parents)
        self.orphans.update(orphans)
        self.pages.update(target.status for target in targets)
        self.sections += copied

    def finish(self) -> LoadedPages:
        """Set the parents that came after their children, and return what was done."""
        if self.orphans:
            with self.transport.transaction("nods_set_parents") as transaction:
                self.orphans = _set_parents(transaction, self.orphans)
        pages = self.pages
        return LoadedPages(
            pages["new"],
            pages["replaced"],
            pages["unchanged"],
            self.sections,
            tuple(self.orphans),
            self.new_dimensions,
        )

    def _pages_call(
        self, transaction: CopyTransaction, batch: Mapping[str, LoadPage]
    ) -> Call[list[LoadingPage]]:
        records = []
        for page in batch.values():
            checksum = _checksum(page) if page.checksum is None else page.checksum
            # The server has the rules. It sees only what may break them, for the time that it takes.
            if _has_blanks(page, checksum):
                contents = [{"content": section.content} for section in page.sections]
                transaction.run(calls.nods_check_page(page.path, checksum, contents))
            sql_literal("meta", Json(page.meta, f"page {page.path}: meta"))
            records.append(
                {
                    "path": page.path,
                    "checksum": checksum,
                    "meta": page.meta,
                    "type": page.type,
                    "source": page.source,
                    "sections": len(page.sections),
                }
            )
        return calls.nods_load_pages(
            records, self.model, self.dimensions, self.normalized, self.corpus, self.replace
        )


class _Rows:
    """The sections of a batch as rows of COPY."""

    def __init__(
        self, pages: Sequence[tuple[LoadPage, LoadingPage]], dimensions: int | None, encoding: str
    ) -> None:
        self._pages = pages
        self._dimensions = dimensions
        self._encoding = encoding
        self._lengths: list[tuple[float, LoadPage, int]] = []

    def __iter__(self) -> Iterator[bytes]:
        for page, target in self._pages:
            for place, (section, section_id) in enumerate(
                zip(page.sections, target.section_ids, strict=True)
            ):
                try:
                    embedding, length = self._embedding(section.embedding)
                    yield self._row(section_id, target.page_id, section, embedding)
                except PgmatchError as error:
                    raise PgmatchError(f"{_name(page, place)}: {error.message}", error.hint) from error
                self._lengths.append((length, page, place))

    def check_lengths(self, transaction: CopyTransaction, passed: list[float]) -> None:
        """Have the shortest and the longest vector checked: when two lengths pass, all between them do."""
        by_length = itemgetter(0)
        for extreme in (min, max) if self._lengths else ():
            length, page, place = extreme(self._lengths, key=by_length)
            if not passed or not min(passed) <= length <= max(passed):
                embedding = page.sections[place].embedding
                transaction.run(calls.nods_check_embedding(embedding, _name(page, place)))
                passed.append(length)

    def _embedding(self, embedding: Embedding) -> tuple[bytes, float]:
        field, dimensions, length = binary.vector(embedding, "embedding")
        if dimensions != self._dimensions:
            raise PgmatchError(
                f"embedding has {dimensions} dimensions, that of the first section has {self._dimensions}",
                "Embed all texts with one model.",
            )
        return field, length

    def _row(self, section_id: int, page_id: int, section: LoadSection, embedding: bytes) -> bytes:
        return b"".join(
            (
                _COLUMN_COUNT,
                binary.bigint(section_id),
                binary.bigint(page_id),
                binary.text(section.content, "content", self._encoding),
                binary.integer(section.token_count, "token_count"),
                embedding,
                binary.text(section.slug, "slug", self._encoding),
                binary.text(section.heading, "heading", self._encoding),
                binary.text(section.context, "context", self._encoding),
            )
        )


def _name(page: LoadPage, place: int) -> str:
    return f"section {place + 1} of page {page.path}"


def _set_parents(transaction: CopyTransaction, parents: Mapping[str, str]) -> dict[str, str]:
    """Set the parents of pages, by path; return those of pages whose parent is not there."""
    if not parents:
        return {}
    pages = [{"path": path, "parent_path": parent} for path, parent in parents.items()]
    without = transaction.run(calls.nods_set_parents(pages))
    absent = set(without)
    return {path: parent for path, parent in parents.items() if path in absent}


def _check_types(page: LoadPage, name: str) -> None:
    if not isinstance(page, LoadPage):
        raise PgmatchError(
            f"{name} is of the type {type(page).__name__}, not LoadPage", "See pgmatch.models."
        )
    sendable(f"{name}.path", page.path)
    if not isinstance(page.sections, Sequence):
        raise PgmatchError(
            f"{name}.sections is of the type {type(page.sections).__name__}", "Pass a list of LoadSection."
        )
    for place, section in enumerate(page.sections):
        if not isinstance(section, LoadSection):
            raise PgmatchError(
                f"{name}.sections[{place}] is of the type {type(section).__name__}, not LoadSection",
                "See pgmatch.models.",
            )


def _dimensions(batch: Mapping[str, LoadPage]) -> int | None:
    """Return the length of the first embedding; None if the pages have no sections."""
    for page in batch.values():
        if page.sections:
            return binary.vector(page.sections[0].embedding, f"{_name(page, 0)}: embedding")[1]
    return None


def _has_blanks(page: LoadPage, checksum: Any) -> bool:
    texts = [page.path, checksum, *[section.content for section in page.sections]]
    return any(not isinstance(text, str) or not text or text.isspace() for text in texts)


def _checksum(page: LoadPage) -> str:
    # not of the embeddings: the database has one model, so the same text has the same embedding
    texts = "\0".join(
        [f"{s.content}\0{s.heading!r}\0{s.slug!r}\0{s.context!r}\0{s.token_count}" for s in page.sections]
    )
    return b64encode(hashlib.sha256(texts.encode("utf-8", "surrogatepass")).digest()).decode()
