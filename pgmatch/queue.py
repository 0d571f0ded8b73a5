"""Workers: fill columns of embeddings from their queues."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from pgmatch.errors import EmbeddingError, SettingError
from pgmatch.lines.queue.jobs import Job, Source, claim, fail, finish, read_sources, retry, set_model
from pgmatch.migrate.errors import migration_error

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.embedders import Embedder

_LOOK_EVERY = 5.0  # seconds between two looks at what is declared, while there is work
# the table is locked, the session was cancelled or chosen to end a deadlock
_FOR_NOW = ("55P03", "57014", "40P01")
_HOPELESS = 3  # failures without a success, after which the rest of a batch is given back


@dataclass(frozen=True, slots=True)
class _Batch:
    """Jobs and the embeddings of their texts; after the time `until`, others take over the jobs."""

    jobs: list[Job]
    embeddings: list[str]
    until: float


@dataclass(slots=True)
class Work:
    """What a worker has done, and what it sees.

    `stored` are rows that got an embedding, `refused` embeddings that the database did not store: their rows
    have changed, are gone, are held by others or have an embedding by now. `failed` are attempts without an
    embedding, `error` is the last one's. `problems` are the columns that it cannot fill now, and why.
    """

    stored: int = 0
    refused: int = 0
    failed: int = 0
    error: str | None = None
    sources: list[Source] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Worker:
    """Claims jobs, embeds their texts, and stores the embeddings.

    `tables` are the tables to work for, with their schemas; None for all whose model and dimensions are those
    of the embedder. `timeout` is how many seconds a batch may take before others get it. Each call is a
    transaction of its own. `stop` ends the work after the batch under way. A column that it cannot fill is
    among the `problems`, and it goes on with the others. Embeddings that it cannot store, as when their table
    is locked, are kept until then, and tried again each time.
    """

    def __init__(
        self,
        connection: Connection,
        embedder: Embedder,
        *,
        tables: Sequence[str] | None = None,
        batch_size: int = 32,
        timeout: int = 300,
        attempts: int = 10,
        stop: threading.Event | None = None,
        progress: Callable[[Work], None] = lambda _: None,
    ) -> None:
        _check_range("batch_size", batch_size, 10_000)
        _check_range("timeout", timeout, 86_400)
        _check_range("attempts", attempts, 1000)
        self.work = Work()
        self.stop = stop or threading.Event()
        self._connection = connection
        self._embedder = embedder
        self._tables = tables
        self._batch_size = batch_size
        self._timeout = timeout
        self._attempts = attempts
        self._progress = progress
        # by source
        self._errors: dict[int, str] = {}
        self._unstored: dict[int, _Batch] = {}

    def run(self, *, until_empty: bool = False, poll: float = 2.0) -> Work:
        """Work until `stop` is set; with `until_empty`, until no job waits or runs.

        Looks for jobs every `poll` seconds if there are none. Jobs that failed may be left, to be tried again
        later. Raises `SettingError` if a table that was asked for cannot be worked for.
        """
        self._check_tables()
        self._look()
        try:
            while not self.stop.is_set():
                before = self._waiting()
                has_worked = self._do_batches()
                self._look()
                # a job without a text ends in the database
                if has_worked or self._waiting() < before:
                    continue
                if until_empty and not self._has_more():
                    break
                self.stop.wait(poll)
        finally:
            for source, batch in self._unstored.items():
                if not self._connection.invalidated:
                    self._give_back(source, batch.jobs)
        return self.work

    def _has_more(self) -> bool:
        return bool(self._unstored) or any(
            source.waiting + source.running
            for source in self.work.sources
            if source.source not in self._errors
        )

    def _waiting(self) -> int:
        return sum(source.waiting for source in self.work.sources)

    def retry(self) -> int:
        """Queue the jobs of its columns again that were given up, and return how many."""
        self._check_tables()
        self._look()
        queued = 0
        for source in self.work.sources:
            with self._excused(source.source), self._connection.begin():
                queued += retry(self._connection, source)
        return queued

    def _do_batches(self) -> bool:
        """Return whether there was something to do. Goes on for some time while there is."""
        until = time.monotonic() + _LOOK_EVERY
        has_worked = False
        self._errors = {}
        # a batch of each in turn, so that no table waits for another
        while sum(self._tried_batch(source) for source in self._open()):
            has_worked = True
            if time.monotonic() > until:
                break
        return has_worked

    def _open(self) -> set[int]:
        return {*(source.source for source in self.work.sources), *self._unstored}

    def _tried_batch(self, source: int) -> bool:
        """Return whether there was something to do."""
        if self.stop.is_set() or source in self._errors:
            return False
        with self._excused(source):
            return self._do_batch(source)
        return False

    @contextmanager
    def _excused(self, source: int) -> Iterator[None]:
        """Keep what the database refuses for one column: it ends no other."""
        try:
            yield
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            self._errors[source] = str(migration_error(error))

    def _look(self) -> None:
        """Read which columns to fill, how many jobs they have, and what is wrong with them."""
        found = self._read()
        misfits = {source.source: misfit for source in found if (misfit := self._misfit(source))}
        self.work.sources = [source for source in found if source.source not in misfits]
        # others may be there for the columns of another model
        self.work.problems = [] if self.work.sources else list(misfits.values())
        self.work.problems += [
            self._errors[source.source] for source in self.work.sources if source.source in self._errors
        ]
        self._progress(self.work)

    def _read(self) -> list[Source]:
        """Return the columns that were asked for, also those that it cannot fill."""
        with self._connection.begin():
            found = read_sources(self._connection)
        return [source for source in found if self._tables is None or source.target in self._tables]

    def _check_tables(self) -> None:
        found = self._read()
        for table in self._tables or ():
            misfits = [self._misfit(source) for source in found if source.target == table]
            if None not in misfits:
                raise SettingError(
                    "; ".join(map(str, misfits)) or f"no worker fills a column of {table}",
                    "`pgmatch status` shows the columns that workers fill. Name a table with its schema, and "
                    "the embedder of its model.",
                )

    def _misfit(self, source: Source) -> str | None:
        """Return why the embedder cannot fill a column; None if it can."""
        embedder, column = self._embedder, f"{source.target}.{source.embedding}"
        if source.model not in (None, embedder.name):
            return f'{column} is filled by "{source.model}", not by "{embedder.name}"'
        if source.dimensions not in (None, embedder.dimensions):
            return f"{column} has {source.dimensions} dimensions, {embedder.name} makes {embedder.dimensions}"
        return None

    def _do_batch(self, source: int) -> bool:
        """Return whether there was something to do."""
        if source in self._unstored:
            self._store(source, self._unstored[source])
            return True
        until = time.monotonic() + self._timeout
        jobs = self._claim(source)
        if not jobs:
            return False
        try:
            found = list(self._embedded([job.content for job in jobs]))
        except BaseException:
            # as when it is interrupted a second time
            self._give_back(source, jobs)
            raise
        done = [(job, each) for job, each in zip(jobs, found, strict=True) if isinstance(each, list)]
        bad = [(job, each) for job, each in zip(jobs, found, strict=True) if not isinstance(each, list)]
        if bad:
            self._fail(source, [job for job, _ in bad], [error for _, error in bad])
        if done:
            self._store(source, _Batch([job for job, _ in done], [str(vector) for _, vector in done], until))
        self._progress(self.work)
        return True

    def _store(self, source: int, batch: _Batch) -> None:
        """Store embeddings. Keep them if that is refused only for now, else give their jobs back."""
        self._unstored.pop(source, None)
        try:
            self._finish(source, batch)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            if getattr(error.orig, "pgcode", None) in _FOR_NOW and time.monotonic() < batch.until:
                self._unstored[source] = batch
            else:
                self._give_back(source, batch.jobs)
            raise

    def _give_back(self, source: int, jobs: Sequence[Job]) -> None:
        self._fail(source, jobs, [None] * len(jobs))

    def _claim(self, source: int) -> list[Job]:
        with self._connection.begin():
            jobs = claim(self._connection, source, self._batch_size, self._timeout, self._attempts)
            if jobs:
                set_model(self._connection, source, self._embedder.name)
        return jobs

    def _embedded(self, texts: Sequence[str]) -> Iterator[list[float] | str | None]:
        """Yield for each text its vector, or why it has none; None for one that was not tried."""
        found = self._tried(texts)
        if isinstance(found, str):
            yield from [found] if len(texts) == 1 else self._one_by_one(texts)
        else:
            yield from found

    def _one_by_one(self, texts: Sequence[str]) -> Iterator[list[float] | str | None]:
        has_succeeded, failures = False, 0
        for each in texts:
            # a service that is down fails for every text
            if self.stop.is_set() or (failures >= _HOPELESS and not has_succeeded):
                yield None
                continue
            found = self._tried([each])
            if isinstance(found, str):
                failures += 1
                yield found
            else:
                has_succeeded = True
                yield found[0]

    def _tried(self, texts: Sequence[str]) -> list[list[float]] | str:
        """Return the vectors of texts, or why there are none: whatever a model raises, other texts go on."""
        try:
            vectors = self._embedder.embed(texts)
            if vectors.ndim != 2 or len(vectors) != len(texts):
                return (
                    f"{self._embedder.name} made an array of the shape {vectors.shape} of {len(texts)} texts"
                )
            found: list[list[float]] = vectors.tolist()
        except EmbeddingError as error:
            return str(error.message)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return found

    def _finish(self, source: int, batch: _Batch) -> None:
        with self._connection.begin():
            stored = finish(self._connection, source, batch.jobs, batch.embeddings, self._attempts)
        self.work.stored += stored
        self.work.refused += len(batch.jobs) - stored

    def _fail(self, source: int, jobs: Sequence[Job], errors: Sequence[str | None]) -> None:
        with self._connection.begin():
            fail(self._connection, source, jobs, errors, self._attempts)
        known = [error for error in errors if error]
        self.work.failed += len(known)
        self.work.error = known[-1] if known else self.work.error


def _check_range(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise SettingError(f"{name} is {value}", f"Pass a whole number from 1 to {most:,}.")
