"""Pages with ready embeddings into the database, by COPY."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from dataclasses import replace as replace_fields
from typing import Any, Protocol, TypeAlias, runtime_checkable

from pgmatch.client import binary
from pgmatch.client.arguments import sendable, sql_literal
from pgmatch.client.call import Call, Json
from pgmatch.client.installed import new_dimensions, pgmatch_info
from pgmatch.client.load import Caller
from pgmatch.errors import PgmatchError
from pgmatch.lines.nods import SECTION
from pgmatch.lines.nods import load_calls as calls
from pgmatch.lines.nods.load_calls import LoadingPage
from pgmatch.lines.nods.load_index import FIRST, suspending
from pgmatch.lines.nods.load_rows import COLUMNS, CopyTransaction, Rows, name
from pgmatch.models import LoadedPages, LoadPage, LoadSection

BATCH = 2000  # sections a transaction, at most; the first ones decide about the index

# Called with how many pages are done, and how many sections were written.
Progress: TypeAlias = Callable[[int, int], None]


@runtime_checkable
class CopyTransport(Caller, Protocol):
    """A transport that can copy. One that calls by RPC cannot."""

    def transaction(self, function: str, *, for_writers: bool) -> AbstractContextManager[CopyTransaction]:
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
    with suspending(transport) as index:
        load = _Load(transport, model, corpus, normalized, replace)
        for batch in _batches(pages):
            index.count(*load.store(batch))
            if progress:
                progress(load.pages.total(), load.sections)
        loaded = load.finish()
    return replace_fields(loaded, advice=index.advice)


def _batches(pages: Iterable[LoadPage]) -> Iterator[dict[str, LoadPage]]:
    """Yield the pages, by path, in batches of at most BATCH sections, but never less than a page.

    The first batch is small, because its sections are inserted into the index. A path that comes again
    begins a batch, so that it meets the page that stands then.
    """
    batch: dict[str, LoadPage] = {}
    load, most = 0, min(FIRST, BATCH)
    for place, page in enumerate(pages):
        _check_types(page, f"pages[{place}]")
        weight = max(len(page.sections), 1)
        if batch and (load + weight > most or page.path in batch):
            yield batch
            batch, load, most = {}, 0, BATCH
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

    def store(self, batch: Mapping[str, LoadPage]) -> tuple[int, int]:
        """Write the pages of a batch in one transaction; return how many pages and sections are new."""
        is_first = self.dimensions is None
        if is_first:
            self.dimensions = _dimensions(batch)
        parents = {path: page.parent_path for path, page in batch.items() if page.parent_path is not None}
        with self.transport.transaction("nods_load_pages", for_writers=True) as transaction:
            if is_first:
                installed = transaction.run(pgmatch_info())
                self.new_dimensions = new_dimensions(installed, self.dimensions)
            targets = transaction.run(self._pages_call(transaction, batch))
            rows = Rows(
                [(batch[target.path], target) for target in targets if target.status != "unchanged"],
                self.dimensions,
                transaction.encoding,
            )
            copied = transaction.copy(SECTION, COLUMNS, binary.copy_chunks(rows))
            rows.check_lengths(transaction, self.lengths)
            orphans = _set_parents(transaction, parents)
        self.orphans.update(orphans)
        self.pages.update(target.status for target in targets)
        self.sections += copied
        return sum(target.status == "new" for target in targets), copied

    def finish(self) -> LoadedPages:
        """Set the parents that came after their children, and return what was done."""
        if self.orphans:
            with self.transport.transaction("nods_set_parents", for_writers=True) as transaction:
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
            return binary.vector(page.sections[0].embedding, f"{name(page, 0)}: embedding")[1]
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
