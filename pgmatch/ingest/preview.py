"""What an ingest run would do, without doing it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from pgmatch.client.calls import new_dimensions
from pgmatch.errors import IngestError
from pgmatch.ingest.files import SourceFile, read_page
from pgmatch.ingest.rules import GUIDE
from pgmatch.ingest.run import Failure, Progress, Summary, default_corpus, find_files, split_sections

if TYPE_CHECKING:
    from pgmatch.client import Database
    from pgmatch.embedders import Embedder


def preview(
    database: Database,
    root: Path,
    embedder: Embedder,
    *,
    corpus: str | None = None,
    prefix: str = "",
    source: str = "guide",
    progress: Progress | None = None,
) -> Summary:
    """Return the summary that `ingest` with these arguments would end with; nothing is embedded or written.

    Raises what `ingest` raises.
    """
    began = time.monotonic()
    files, summary = find_files(root, prefix), Summary(corpus or default_corpus(root))
    removed = database.nods_preview_ingest(
        summary.corpus,
        embedder.name,
        embedder.dimensions,
        [file.path for file in files],
        embedder.normalized,
        embedder.max_tokens,
    )
    summary.removed = list(removed)
    summary.new_dimensions = new_dimensions(database.pgmatch_info(), embedder.dimensions)
    for file in files:
        try:
            _compare(database, file, embedder, source, summary)
        except IngestError as error:
            summary.failures.append(Failure(file.path, error.message, error.hint))
        if progress:
            progress(summary.pages, len(files), 0)
    summary.seconds = time.monotonic() - began
    return summary


def _compare(database: Database, file: SourceFile, embedder: Embedder, source: str, summary: Summary) -> None:
    page = read_page(file, source=source, rules=GUIDE)
    contents = [section.content for section in split_sections(page, embedder)]
    found = database.nods_preview_page(summary.corpus, page.path, page.checksum, contents)
    summary.embedded += len(found.to_embed)
    summary.reused += len(contents) - len(found.to_embed)
    summary.tokens += sum(embedder.count_tokens(contents[place - 1]) for place in found.to_embed)
    pages = {"new": summary.new, "changed": summary.changed, "unchanged": summary.unchanged}
    pages[found.status].append(page.path)
