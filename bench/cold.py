"""Searches with nothing in memory: neither in shared buffers nor in the operating system's cache."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.contenders import Contender
from bench.measure import Samples
from bench.questions import Question
from bench.server import BenchServer

_COSTED = 5  # questions whose pages are counted


def in_turn_cold(
    server: BenchServer, database: str, contenders: Sequence[Contender], questions: Sequence[Question]
) -> dict[str, Samples]:
    """Ask every contender every question once, each time with nothing of the database in memory.

    It is what a search takes that is the first after a restart. Each session has made the call before, so
    that catalogs and plans are known to it.
    """
    files = _files(server, database)
    seconds = {contender.name: np.full(len(questions), np.nan) for contender in contenders}
    answers: dict[str, dict[int, list[int]]] = {contender.name: {} for contender in contenders}
    for contender in contenders:
        for _ in range(6):  # from the sixth on a plan may be kept
            contender.prepare(questions[-1])()
    for turn, question in enumerate(questions):
        for contender in contenders if turn % 2 else reversed(contenders):
            call = contender.prepare(question)
            _evict(server, files)
            started = time.perf_counter()
            rows = call()
            seconds[contender.name][turn] = time.perf_counter() - started
            answers[contender.name][question.number] = [int(row[0]) for row in rows]
    return {name: Samples(seconds[name], answers[name], len(questions)) for name in seconds}


def pages_read(
    server: BenchServer, database: str, contender: Contender, questions: Sequence[Question]
) -> float:
    """Return how many pages a call reads if none is in memory: the median of some questions."""
    files = _files(server, database)
    read = []
    for question in questions[:_COSTED]:
        _evict(server, files)
        if cost := contender.cost(question):
            read.append(cost.read)
    return float(np.median(read))


def is_evicted(server: BenchServer, database: str) -> bool:
    """Whether an eviction empties the cache: it does on a disk, unless its file system keeps pages itself."""
    files = _files(server, database)
    _evict(server, files)
    return not any(map(_is_cached, files))


def _files(server: BenchServer, database: str) -> list[Path]:
    """Return the files of tables and indexes that have more than a few pages."""
    (number,) = server.rows("postgres", "select oid::text from pg_database where datname = %s", [database])[0]
    ((data,),) = server.rows("postgres", "show data_directory")
    folder = Path(data) / "base" / number
    return [file for file in folder.iterdir() if file.is_file() and file.stat().st_size > 2**20]


def _evict(server: BenchServer, files: Sequence[Path]) -> None:
    # what is dirty stays in memory
    server.execute("postgres", "checkpoint", "select pg_buffercache_evict_all()")
    for file in files:
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def _is_cached(file: Path) -> bool:
    """Whether a page in the middle of a file can be read without waiting for the disk."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.preadv(descriptor, [bytearray(512)], file.stat().st_size // 2, os.RWF_NOWAIT)
    except BlockingIOError:
        return False
    except OSError:  # the file system cannot tell
        return True
    finally:
        os.close(descriptor)
    return True
