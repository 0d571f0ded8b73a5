"""Processes that are forked where the imports are done, which take longer than what most of them do."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

# what a folder may have a version of its own of
_OURS = ("pgmatch", "tests", "tools")
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pgmatch.cli", "pgmatch.migrate", "pgmatch.ingest.run"])


def fork(function: Callable[..., object], *arguments: object) -> BaseProcess:
    """Start a function of a module in a process of its own, which has nothing of this one but its arguments."""
    process = _CONTEXT.Process(target=function, args=arguments)
    process.start()
    return process


def status(process: BaseProcess, seconds: float = 300) -> int | None:
    """Wait for a process; return its status: 0 after success, 1 after an error, that of a signal less than zero."""
    process.join(seconds)
    return process.exitcode


def run_program(
    main: Callable[..., object], *arguments: str, environment: Mapping[str, str], folder: Path
) -> CompletedProcess[str]:
    """Run a function as a program, in a folder, with its arguments in `sys.argv`."""
    with TemporaryDirectory() as made:
        outputs = [Path(made) / name for name in ("stdout", "stderr")]
        process = fork(_run_program, main, arguments, dict(environment), folder, outputs)
        returncode = status(process)
        assert returncode is not None, f"{main.__name__} {' '.join(arguments)} has not ended"
        return CompletedProcess(arguments, returncode, *(path.read_text("utf-8") for path in outputs))


def run_module(
    folder: Path, module: str, *arguments: str, environment: Mapping[str, str]
) -> CompletedProcess[str]:
    """Do what `python -m module` does in a folder that has its own pgmatch; other packages are imported already."""
    return run_program(_run_module, module, *arguments, environment=environment, folder=folder)


def _run_program(
    main: Callable[..., object],
    arguments: Sequence[str],
    environment: dict[str, str],
    folder: Path,
    outputs: Sequence[Path],
) -> None:
    for descriptor, path in enumerate(outputs, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    main()


def _run_module() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in _OURS]:
        del sys.modules[name]
    sys.path.insert(0, str(Path.cwd()))
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
