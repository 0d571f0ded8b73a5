"""Fixtures: the command line in this process, and as a program of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest
from typer.testing import CliRunner

from pgmatch.cli import app, main
from pgmatch.settings import SETTINGS
from tests.forks import run_program

PROGRAM = [sys.executable, "-c", "from pgmatch.cli import main; main()"]
CHECKOUT = Path(__file__).resolve().parents[2]


class Done(Protocol):
    """What a command ended with."""

    exit_code: int

    @property
    def stdout(self) -> str: ...

    @property
    def stderr(self) -> str: ...


class Run(Protocol):
    """The type of the fixture `run`."""

    def __call__(self, *arguments: str, url: str | None = None, **variables: str) -> Done: ...


class Finish(Protocol):
    """The type of the fixture `finish`."""

    def __call__(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]: ...


class Start(Protocol):
    """The type of the fixture `start`."""

    def __call__(self, *arguments: str, **variables: str) -> subprocess.Popen[str]: ...


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing comes from the environment or the .env of whoever runs the tests."""
    for setting in SETTINGS:
        for variable in setting.variables:
            monkeypatch.delenv(variable, raising=False)
    monkeypatch.delenv("PGMATCH_DATA_DIR", raising=False)
    monkeypatch.setenv("COLUMNS", "400")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.fixture
def run() -> Run:
    """Run a command in this process; `url` is its DATABASE_URL."""
    runner = CliRunner()

    def run(*arguments: str, url: str | None = None, **variables: str) -> Done:
        if url:
            variables["DATABASE_URL"] = url
        return runner.invoke(app, arguments, env=variables)

    return run


@pytest.fixture
def finish() -> Finish:
    """Run a command as a program, in a process of its own that has imported most of what it needs."""

    def finish(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return run_program(main, *arguments, environment={**os.environ, **variables}, folder=Path.cwd())

    return finish


@pytest.fixture
def start() -> Start:
    """Start a command as a program; its output and errors are pipes."""
    return started


def started(*arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Do the same, for fixtures of a wider scope."""
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        # Buffered, as a user's Python is.
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell's background jobs ignore it, and what they start would too
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
