"""Storing the pages of a run, each as soon as its embeddings are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pgmatch.errors import DatabaseError
from pgmatch.ingest.documents import Page, Section
from pgmatch.ingest.files import SourceFile
from pgmatch.ingest.pieces import Pieces, read_pieces, split_sections, texts
from pgmatch.ingest.plan import Plan
from pgmatch.ingest.retrying import may_put_again
from pgmatch.ingest.summary import Progress, State, Summary
from pgmatch.lines.nods import ingest_calls as calls

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tenacity import Retrying

    from pgmatch.client import Database
    from pgmatch.embedders import Embedder
    from pgmatch.lines.nods.load_index import LoadIndex
    from pgmatch.models import PutPage

BATCH = 64  # texts that are embedded at once; they may be of several pages


@dataclass
class _Pending:
    """A page on its way; `missing` are the places of the sections to embed, from 0, `vectors` those done."""

    page: Page
    sections: Sequence[Section]
    missing: Sequence[int]
    vectors: dict[int, NDArray[np.float32]] = field(default_factory=dict)

    @classmethod
    def of(cls, pieces: Pieces) -> _Pending:
        return cls(pieces.page, pieces.sections, pieces.missing)


@dataclass
class Store:
    """Puts the pages of the run `number`; counts them in `summary`."""

    database: Database
    embedder: Embedder
    plan: Plan
    number: int
    summary: Summary
    progress: Progress | None
    retrying: Retrying
    index: LoadIndex
    all_pages: int = 0
    to_embed: int = 0

    def store(self, files: Sequence[SourceFile]) -> None:
        """Put every page that can be read, each as soon as its embeddings are there."""
        self.all_pages = len(files)
        queue: list[tuple[_Pending, int]] = []
        for pending in self._prepared(files):
            if not pending.missing:
                self._put(pending)
            queue += [(pending, place) for place in pending.missing]
            self.to_embed += len(pending.missing)
            while len(queue) >= BATCH:
                self._embed(queue[:BATCH])
                del queue[:BATCH]
            self._report()
        self._embed(queue)
        self._report()

    def _prepared(self, files: Iterable[SourceFile]) -> Iterable[_Pending]:
        for file in files:
            pieces = read_pieces(file, self.plan, self.embedder, self._missing, self.summary)
            if pieces:
                yield _Pending.of(pieces)

    def _missing(self, page: Page, sections: Sequence[Section]) -> list[int]:
        call = calls.sections_to_embed(self.number, page.path, page.checksum, *texts(sections))
        return [place - 1 for place in self.database.run(call)]

    def _embed(self, batch: Sequence[tuple[_Pending, int]]) -> None:
        """Embed sections, and put the pages that this completes."""
        if not batch:
            return
        vectors = self._vectors([pending.sections[place] for pending, place in batch])
        for (pending, place), vector in zip(batch, vectors, strict=True):
            pending.vectors[place] = vector
            if len(pending.vectors) == len(pending.missing):
                self._put(pending)

    def _vectors(self, sections: Sequence[Section]) -> NDArray[np.float32]:
        embedded = [section.embedded_text for section in sections]
        vectors = self.embedder.embed(embedded)
        self.summary.embedded += len(embedded)
        self.summary.tokens += sum(self.embedder.count_tokens(text) for text in embedded)
        self._report()
        return vectors

    def _put(self, pending: _Pending) -> None:
        is_lost = False
        for attempt in self.retrying.copy(retry=may_put_again):
            with attempt:
                if attempt.retry_state.attempt_number > 1:
                    self._embed_newly_missing(pending)
                try:
                    put = self._put_once(pending)
                except DatabaseError as error:
                    is_lost = is_lost or error.answer_lost
                    raise
        if is_lost and put.status == "unchanged":  # it had been put, only the answer did not come
            put = replace(put, status="changed")
        self.summary.add(put.status, pending.page.path)
        self.index.count(put.status == "new", len(pending.vectors))
        # what was added ahead, or put by a call whose answer was lost, is kept by this one
        new = len(pending.vectors)
        self.summary.reused += min(put.kept, len(pending.sections) - new) if new else put.kept
        self._report()

    def _embed_newly_missing(self, pending: _Pending) -> None:
        """Embed what the page has lost since it was asked for: another run has changed it."""
        # Vectors are only made of split sections, so those made before keep their places.
        pending.sections = split_sections(pending.page, self.embedder)
        pending.missing = missing = self._missing(pending.page, pending.sections)
        wanted = [place for place in missing if place not in pending.vectors]
        self.to_embed += len(wanted)
        for start in range(0, len(wanted), BATCH):
            places = wanted[start : start + BATCH]
            vectors = self._vectors([pending.sections[place] for place in places])
            pending.vectors.update(zip(places, vectors, strict=True))

    def _put_once(self, pending: _Pending) -> PutPage:
        page, vectors = pending.page, self._add_ahead(pending)
        put = calls.put_page(
            self.number,
            page.path,
            page.checksum,
            [self._record(section, vectors.get(place)) for place, section in enumerate(pending.sections)],
            page.meta,
            page.type,
            page.source,
            page.parent_path,
        )
        return self.database.run(put)

    def _add_ahead(self, pending: _Pending) -> Mapping[int, NDArray[np.float32]]:
        """Write what is too much for one call of the page's new sections; return the vectors of the rest."""
        page, vectors, most = pending.page, pending.vectors, self.database.sections_a_call
        if most is None or len(vectors) <= most:
            return vectors
        rest = list(pending.missing)
        while len(rest) > most:
            records = [self._record(pending.sections[place], vectors[place]) for place in rest[:most]]
            self.database.run(calls.add_sections(self.number, page.path, page.checksum, records))
            del rest[:most]
        return {place: vectors[place] for place in rest}

    def _record(self, section: Section, vector: NDArray[np.float32] | None) -> dict[str, Any]:
        record: dict[str, Any] = {
            "content": section.content,
            "context": section.context,
            "heading": section.heading,
            "slug": section.slug,
            "token_count": self.embedder.count_tokens(section.content),
        }
        return record if vector is None else {**record, "embedding": vector}

    def _report(self) -> None:
        if self.progress:
            state = State(self.summary.pages, self.all_pages, self.summary.embedded, self.to_embed)
            self.progress(state)
