from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pgmatch.embedded import Server


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may enter; tmp_path is private, and as root the server is another account."""
    made = Path(tempfile.mkdtemp(prefix="pgmatch-tests-")).resolve()
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """A server that was never started; whatever a test does with it, it is stopped at the end."""
    made = Server(folder / "pg")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def started() -> Iterator[Server]:
    """A running server for tests that leave it as it is."""
    with _kept() as server:
        server.start()
        yield server


@pytest.fixture(scope="session")
def _used() -> Iterator[Server]:
    with _kept() as server:
        server.start()
        server.stop()
        yield server


@pytest.fixture
def used(_used: Server) -> Iterator[Server]:
    """A stopped server that has been started before, by other tests too; it is stopped at the end."""
    yield _used
    _used.stop()


@contextmanager
def _kept() -> Iterator[Server]:
    made = Path(tempfile.mkdtemp(prefix="pgmatch-tests-")).resolve()
    made.chmod(0o755)
    server = Server(made / "pg")
    yield server
    server.stop()
    shutil.rmtree(made)
