"""Processes that are forked where the imports are done, which take longer than what most of them do."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pgmatch.migrate", "pgmatch.ingest.run"])


def fork(function: Callable[..., object], *arguments: object) -> BaseProcess:
    """Start a function of a module in a process of its own, which has nothing of this one but its arguments."""
    process = _CONTEXT.Process(target=function, args=arguments)
    process.start()
    return process


def status(process: BaseProcess, seconds: float = 300) -> int | None:
    """Wait for a process; return its status: 0 after success, 1 after an error, that of a signal less than zero."""
    process.join(seconds)
    return process.exitcode
