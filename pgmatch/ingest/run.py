"""An ingest run: a folder of Markdown into the database, embedding only what is not there yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pgmatch.client.calls import new_dimensions
from pgmatch.errors import DatabaseError, IngestError
from pgmatch.ingest.chunks import split_section
from pgmatch.ingest.documents import Page, Section
from pgmatch.ingest.files import SourceFile, read_page, walk
from pgmatch.ingest.markdown import parse
from pgmatch.ingest.rules import GUIDE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tenacity import RetryCallState, Retrying

    from pgmatch.client import Database
    from pgmatch.embedders import Embedder
    from pgmatch.models import PutPage

BATCH = 64  # texts that are embedded at once; they may be of several pages
_ATTEMPTS = 10
_LOST_ATTEMPTS = 3  # of a call whose answer does not come
_REPEATABLE = (
    "PT409",
    "40001",
    "40P01",
)  # somebody else changed the page meanwhile; conflicts of transactions

# Called with how many pages are done, how many there are, and how many sections were embedded.
Progress: TypeAlias = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Failure:
    """A page that was not stored; `message` starts with `file:line:`."""

    path: str
    message: str
    hint: str | None


@dataclass
class Summary:
    """What a run did, or would do: pages by their path, sections by their number.

    `embedded` sections got a new embedding, `reused` ones kept theirs; `tokens` is the length of the former
    in the model's tokens. `superseded` says that a newer run of the corpus had begun, so that pages which
    are gone were left to that one. `new_dimensions` is the length that the column of embeddings was given,
    None if it had it already.
    """

    corpus: str
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    embedded: int = 0
    reused: int = 0
    tokens: int = 0
    seconds: float = 0.0
    superseded: bool = False
    new_dimensions: int | None = None

    @property
    def pages(self) -> int:
        """How many pages are dealt with, those that failed included."""
        return len(self.new) + len(self.changed) + len(self.unchanged) + len(self.failures)

    @property
    def rate(self) -> float:
        """Sections embedded per second."""
        return self.embedded / self.seconds if self.seconds else 0.0


def ingest(
    database: Database,
    root: Path,
    embedder: Embedder,
    *,
    corpus: str | None = None,
    prefix: str = "",
    source: str = "guide",
    progress: Progress | None = None,
) -> Summary:
    """Make the pages of a corpus those of the Markdown files below `root`.

    `corpus` names the set of files, by default after the folder; pages of other corpora are not touched.
    `prefix` is put before every page's path; `source` is stored with every page. Each page is written in one
    transaction when all its embeddings are there. A file that cannot be read is reported in the summary, and
    what is stored of it stays. Pages whose file is gone are removed at the end of a run that saw all files.

    Raises `IngestError` when there is no Markdown below `root`, `DatabaseError` and `EmbeddingError` when
    the database or the model fails; then nothing is removed, and the next run goes on where this one stopped.
    """
    began = time.monotonic()
    files, corpus = find_files(root, prefix), corpus or default_corpus(root)
    retrying = _retrying()
    resized = new_dimensions(database.pgmatch_info(), embedder.dimensions)
    run = database.nods_begin_ingest(
        corpus, embedder.name, embedder.dimensions, embedder.normalized, embedder.max_tokens
    )
    work = _Run(
        database,
        embedder,
        run,
        source,
        Summary(corpus, new_dimensions=resized),
        len(files),
        progress,
        retrying,
    )
    work.store(files)
    work.finish(files)
    work.summary.seconds = time.monotonic() - began
    return work.summary


def find_files(root: Path, prefix: str) -> list[SourceFile]:
    """Return the Markdown files below `root`; raise `IngestError` if there is none or none can be read."""
    # A package that is missing is one error, not one for each file.
    parse("", path=str(root), mdx=False)
    files = walk(root, prefix=prefix, rules=GUIDE).files
    if not files:
        raise IngestError(
            f"there is no Markdown file in {root}", "Name the folder that holds .md or .mdx files."
        )
    return files


def default_corpus(root: Path) -> str:
    """Return the name of the folder or file."""
    return root.resolve().name or str(root)


def split_sections(page: Page, embedder: Embedder) -> tuple[Section, ...]:
    """Return a page's sections, each short enough for the model."""
    pieces: list[Section] = []
    for section in page.sections:
        try:
            pieces += split_section(section, embedder.count_tokens, embedder.max_tokens)
        except IngestError as error:
            raise IngestError(
                f"{page.file}: section {section.heading!r}: {error.message}", error.hint
            ) from error
    return tuple(pieces)


@dataclass
class _Pending:
    """A page on its way; `missing` are the places of the sections to embed, from 0, `vectors` those done."""

    page: Page
    sections: Sequence[Section]
    missing: Sequence[int]
    vectors: dict[int, NDArray[np.float32]] = field(default_factory=dict)


@dataclass
class _Run:
    database: Database
    embedder: Embedder
    number: int
    source: str
    summary: Summary
    total: int
    progress: Progress | None
    retrying: Retrying

    def store(self, files: Iterable[SourceFile]) -> None:
        """Put every page that can be read, each as soon as its embeddings are there."""
        queue: list[tuple[_Pending, int]] = []
        for file in files:
            pending = self._prepared(file)
            if pending and not pending.missing:
                self._put(pending)
            queue += [(pending, place) for place in pending.missing] if pending else []
            while len(queue) >= BATCH:
                self._embed(queue[:BATCH])
                del queue[:BATCH]
            self._report()
        self._embed(queue)

    def finish(self, files: Iterable[SourceFile]) -> None:
        """Set the parents and remove the pages that are gone; those that failed stay as they are."""
        failed = {failure.path for failure in self.summary.failures}
        pages: list[dict[str, str | None]] = [
            {"path": file.path}
            if file.path in failed
            else {"path": file.path, "parent_path": file.parent_path}
            for file in files
        ]
        finished = self.retrying(self.database.nods_finish_ingest, self.number, pages)
        self.summary.removed = list(finished.removed_paths)
        self.summary.superseded = finished.superseded

    def _prepared(self, file: SourceFile) -> _Pending | None:
        try:
            page = read_page(file, source=self.source, rules=GUIDE)
            sections: Sequence[Section] = page.sections
            missing = self._missing(page, sections)
            if missing:
                # Only now, because it takes time to count tokens: what is stored already was short enough.
                sections = split_sections(page, self.embedder)
                missing = self._missing(page, sections)
        except IngestError as error:
            self.summary.failures.append(Failure(file.path, error.message, error.hint))
            return None
        return _Pending(page, sections, missing)

    def _missing(self, page: Page, sections: Sequence[Section]) -> list[int]:
        contents = [section.content for section in sections]
        places = self.database.nods_sections_to_embed(self.number, page.path, page.checksum, contents)
        return [place - 1 for place in places]

    def _embed(self, batch: Sequence[tuple[_Pending, int]]) -> None:
        """Embed sections, and put the pages that this completes."""
        if not batch:
            return
        vectors = self._vectors([pending.sections[place].content for pending, place in batch])
        for (pending, place), vector in zip(batch, vectors, strict=True):
            pending.vectors[place] = vector
            if len(pending.vectors) == len(pending.missing):
                self._put(pending)

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = self.embedder.embed(texts)
        self.summary.embedded += len(texts)
        self.summary.tokens += sum(self.embedder.count_tokens(text) for text in texts)
        self._report()
        return vectors

    def _put(self, pending: _Pending) -> None:
        is_lost = False
        for attempt in self.retrying.copy(retry=_may_put_again):
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
        pages = {
            "new": self.summary.new,
            "changed": self.summary.changed,
            "unchanged": self.summary.unchanged,
        }
        pages[put.status].append(pending.page.path)
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
        for start in range(0, len(wanted), BATCH):
            places = wanted[start : start + BATCH]
            vectors = self._vectors([pending.sections[place].content for place in places])
            pending.vectors.update(zip(places, vectors, strict=True))

    def _put_once(self, pending: _Pending) -> PutPage:
        page, vectors = pending.page, self._add_ahead(pending)
        return self.database.nods_put_page(
            self.number,
            page.path,
            page.checksum,
            [self._record(section, vectors.get(place)) for place, section in enumerate(pending.sections)],
            page.meta,
            page.type,
            page.source,
            page.parent_path,
        )

    def _add_ahead(self, pending: _Pending) -> Mapping[int, NDArray[np.float32]]:
        """Write what is too much for one call of the page's new sections; return the vectors of the rest."""
        page, vectors, most = pending.page, pending.vectors, self.database.sections_a_call
        if most is None or len(vectors) <= most:
            return vectors
        rest = list(pending.missing)
        while len(rest) > most:
            records = [self._record(pending.sections[place], vectors[place]) for place in rest[:most]]
            self.database.nods_add_sections(self.number, page.path, page.checksum, records)
            del rest[:most]
        return {place: vectors[place] for place in rest}

    def _record(self, section: Section, vector: NDArray[np.float32] | None) -> dict[str, Any]:
        record: dict[str, Any] = {
            "content": section.content,
            "heading": section.heading,
            "slug": section.slug,
            "token_count": self.embedder.count_tokens(section.content),
        }
        return record if vector is None else {**record, "embedding": vector}

    def _report(self) -> None:
        if self.progress:
            self.progress(self.summary.pages, self.total, self.summary.embedded)


def _retrying() -> Retrying:
    try:
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential
    except ImportError as error:
        raise IngestError(
            "ingest needs the Python package 'tenacity'", "pip install 'pgmatch[ingest]'"
        ) from error
    return Retrying(
        retry=retry_if_exception(_is_repeatable),
        stop=stop_after_attempt(_ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.05, max=2),
        reraise=True,
    )


def _is_repeatable(error: BaseException | None) -> bool:
    return isinstance(error, DatabaseError) and error.sqlstate in _REPEATABLE


def _may_put_again(state: RetryCallState) -> bool:
    """Whether a page may be put again: also when it may have been, because that leaves the same page."""
    error = state.outcome.exception() if state.outcome else None
    is_lost = isinstance(error, DatabaseError) and error.answer_lost
    return _is_repeatable(error) or (is_lost and state.attempt_number < _LOST_ATTEMPTS)
