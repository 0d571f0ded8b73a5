"""The sections of pages as rows of COPY."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Protocol

from pgmatch.client import binary
from pgmatch.client.call import Call, Result
from pgmatch.client.embedding import Embedding
from pgmatch.errors import PgmatchError
from pgmatch.lines.nods import load_calls as calls
from pgmatch.lines.nods.load_calls import LoadingPage
from pgmatch.models import LoadPage, LoadSection

COLUMNS = ("id", "page_id", "content", "token_count", "embedding", "slug", "heading", "context")
_COLUMN_COUNT = struct.pack(">h", len(COLUMNS))


class CopyTransaction(Protocol):
    """Calls in one transaction, and rows copied between them."""

    @property
    def encoding(self) -> str:
        """The codec of texts in `copy`."""

    def run(self, call: Call[Result]) -> Result:
        """Make the call."""

    def copy(self, table: str, columns: Sequence[str], chunks: Iterator[bytes]) -> int:
        """Copy rows in the binary format into a table and return how many."""


class Rows:
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
                    raise PgmatchError(f"{name(page, place)}: {error.message}", error.hint) from error
                self._lengths.append((length, page, place))

    def check_lengths(self, transaction: CopyTransaction, passed: list[float]) -> None:
        """Have the shortest and the longest vector checked: when two lengths pass, all between them do."""
        by_length = itemgetter(0)
        for extreme in (min, max) if self._lengths else ():
            length, page, place = extreme(self._lengths, key=by_length)
            if not passed or not min(passed) <= length <= max(passed):
                embedding = page.sections[place].embedding
                transaction.run(calls.nods_check_embedding(embedding, name(page, place)))
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


def name(page: LoadPage, place: int) -> str:
    """Return what errors call a section, whose place counts from 0."""
    return f"section {place + 1} of page {page.path}"
