"""What an ingest run would do, without doing it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pgmatch.client.errors import Caller, database_error
from pgmatch.errors import IngestError
from pgmatch.ingest.documents import Page
from pgmatch.ingest.files import SourceFile, read_page
from pgmatch.ingest.run import Failure, Progress, Summary, default_corpus, find_files, split_sections

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.embedders import Embedder

_PATH = "select set_config('search_path', quote_ident(:schema) || ', pg_temp', true)"
_BEGIN = "select nods_begin_ingest(:corpus, :model, :dimensions, :normalized, :chunk_tokens)"
_TO_EMBED = "select place from nods_sections_to_embed(:run, :path, :checksum, :contents)"
_STORED = (
    "select p.path, p.checksum, p.corpus from nods_page as p where p.corpus = :corpus or p.path = any(:paths)"
)


@dataclass(frozen=True)
class _Stored:
    checksum: str | None
    corpus: str | None


def preview(
    connection: Connection,
    root: Path,
    embedder: Embedder,
    *,
    schema: str = "public",
    corpus: str | None = None,
    prefix: str = "",
    source: str = "guide",
    progress: Progress | None = None,
) -> Summary:
    """Return the summary that `ingest` with these arguments would end with; nothing is embedded or written.

    The transaction on `connection`, in which none must be open, begins when all files are read and is rolled
    back. Raises what `ingest` raises.
    """
    began = time.monotonic()
    files, summary = find_files(root, prefix), Summary(corpus or default_corpus(root))
    pages = []
    for file in files:
        try:
            page = read_page(file, source=source)
            pages.append((page, [section.content for section in split_sections(page, embedder)]))
        except IngestError as error:
            summary.failures.append(Failure(file.path, error.message, error.hint))
        if progress:
            progress(len(pages) + len(summary.failures), len(files), 0)
    with _rolled_back(connection, schema):
        _compare(connection, embedder, files, pages, summary)
    summary.seconds = time.monotonic() - began
    return summary


@contextmanager
def _rolled_back(connection: Connection, schema: str) -> Iterator[None]:
    try:
        connection.execute(text(_PATH), {"schema": schema})
        yield
    except DBAPIError as error:
        raise database_error(error, Caller(connection.engine.url, schema, "nods_begin_ingest")) from error
    finally:
        connection.rollback()


def _compare(
    connection: Connection,
    embedder: Embedder,
    files: Sequence[SourceFile],
    pages: Sequence[tuple[Page, list[str]]],
    summary: Summary,
) -> None:
    # Opens a run, because that is what checks the model.
    arguments = {
        "corpus": summary.corpus,
        "model": embedder.name,
        "dimensions": embedder.dimensions,
        "normalized": embedder.normalized,
        "chunk_tokens": embedder.max_tokens,
    }
    run = connection.scalar(text(_BEGIN), arguments)
    paths = [file.path for file in files]
    stored = _stored(connection, summary.corpus, paths)
    for page, contents in pages:
        asked = {"run": run, "path": page.path, "checksum": page.checksum, "contents": contents}
        places = connection.scalars(text(_TO_EMBED), asked).all()
        summary.embedded += len(places)
        summary.reused += len(contents) - len(places)
        summary.tokens += sum(embedder.count_tokens(contents[place - 1]) for place in places)
        _list(summary, page, stored.get(page.path), is_missing=bool(places))
    summary.removed = sorted(
        path for path, page in stored.items() if page.corpus == summary.corpus and path not in set(paths)
    )


def _stored(connection: Connection, corpus: str, paths: Sequence[str]) -> Mapping[str, _Stored]:
    rows = connection.execute(text(_STORED), {"corpus": corpus, "paths": list(paths)})
    stored = {row.path: _Stored(row.checksum, row.corpus) for row in rows}
    for path, page in stored.items():
        if page.corpus not in (corpus, None):
            raise IngestError(
                f'page {path} belongs to the corpus "{page.corpus}", not to "{corpus}"',
                "Give one of the two another prefix of paths.",
            )
    return stored


def _list(summary: Summary, page: Page, stored: _Stored | None, *, is_missing: bool) -> None:
    if stored is None:
        summary.new.append(page.path)
    elif stored.checksum == page.checksum and not is_missing:
        summary.unchanged.append(page.path)
    else:
        summary.changed.append(page.path)
