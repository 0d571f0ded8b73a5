"""Servers that end with the process that started them, also when that is killed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from pgmatch.embedded import Server, Tether, tether
from pgmatch.embedded.cluster import find_postmaster
from pgmatch.errors import EmbeddedServerError
from tests.embedded.helpers import as_root, ordinary_account, query, run_as

SECONDS = 60
SYSTEM_PATH = "/usr/bin:/usr/local/bin:/opt/homebrew/bin"
STAYS = "from pgmatch.embedded import Server\nServer(sys.argv[1]).start()"
ENDS = "from pgmatch.embedded import Server, Tether\ntether = Tether()\nServer(sys.argv[1], tether).start()"
TESTS = """
from contextlib import ExitStack
from tests.http.lite import serving
from tests.operations.standby import standby_of
from tests.pooler import pooling
from pgmatch.embedded import Server
from tests.servers import kept_folder, running
stack = ExitStack()
server = stack.enter_context(running())
stack.enter_context(standby_of(server))
stack.enter_context(pooling(server))
stack.enter_context(serving(server.url("postgres")))
Server(stack.enter_context(kept_folder()) / "pg").start()
"""


@contextmanager
def killed(program: str, *arguments: object, when: str = "after") -> Iterator[list[psutil.Process]]:
    """Run Python statements, give the processes that they started, and at the end kill the one that runs them.

    It is killed with its process group, as a terminal or a test runner does it.
    """
    ready = "print('ready', flush=True)"
    lines = (program, ready) if when == "after" else (ready, program)
    command = [sys.executable, "-c", "\n".join(("import sys, time", *lines, "time.sleep(600)"))]
    with subprocess.Popen(
        [*command, *map(str, arguments)], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield psutil.Process(process.pid).children(recursive=True)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return held


def naming(folder: Path) -> list[psutil.Process]:
    """The processes that have a folder, or what is in it, among their arguments."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(folder) in part for part in process.info["cmdline"] or ())
    ]


def test_a_server_ends_with_its_killed_starter_as_after_a_stop(used: Server) -> None:
    log = used.data_dir / "run" / "server.log"
    log.write_bytes(b"")
    with killed(ENDS, used.data_dir):
        query(used.url(), "create table held (); select 1")
    assert eventually(lambda: not used.status().running)
    assert "received fast shutdown request" in log.read_text()

    used.start()
    assert query(used.url(), "drop table held; select 1") == [(1,)]
    assert "not properly shut down" not in log.read_text()


@as_root
def test_as_an_ordinary_user_too(ordinary_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The forked process may not be able to read this Python, its site-packages and this checkout.
    monkeypatch.syspath_prepend(str(ordinary_folder / "site"))
    monkeypatch.setattr(sys, "executable", shutil.which("python3", path=SYSTEM_PATH) or sys.executable)
    script = ordinary_folder / "site" / "tether.py"
    script.write_text(Path(tether.__file__).read_text())
    script.chmod(0o644)
    monkeypatch.setattr(tether, "__file__", str(script))
    data_dir = ordinary_folder / "home" / "pg"
    run_as(ordinary_account(), _start_and_leave, data_dir)
    assert eventually(lambda: find_postmaster(data_dir / "cluster") is None)


def _start_and_leave(data_dir: Path) -> None:
    server = Server(data_dir, Tether())
    server.start()
    assert server.status().running


def test_a_server_started_without_a_tether_stays(used: Server) -> None:
    with killed(STAYS, used.data_dir):
        pid = used.status().pid
    assert query(used.url(), "select 1") == [(1,)]
    assert used.status().pid == pid


def test_nothing_is_left_of_what_tests_start() -> None:
    with killed(TESTS) as started:
        commands = "\n".join(" ".join(process.cmdline()) for process in started)
        folders = {
            name: Path(path) for path, name in re.findall(r"(/[\w/.-]*/pgmatch-([a-z]+)-\w+)", commands)
        }
        assert set(folders) == {"kept", "pooler", "standby", "tests"}
        assert "server.mjs" in commands
        kept = Server(folders["kept"] / "pg")
        assert kept.status().running
        started.append(psutil.Process(kept.status().pid))
    _, alive = psutil.wait_procs(started, SECONDS)
    assert alive == []
    assert eventually(lambda: not any(folder.exists() for folder in folders.values()))


def test_nothing_is_left_of_a_server_that_was_starting(used: Server) -> None:
    data = used.data_dir / "cluster"
    with killed(ENDS, used.data_dir, when="before"):
        assert eventually(lambda: bool(naming(data)))
    assert eventually(lambda: not naming(data))


def test_a_server_that_cannot_start_says_why(used: Server) -> None:
    rules = used.data_dir / "cluster" / "pg_hba.conf"
    rules.rename(rules.with_suffix(".away"))
    with Tether() as held, pytest.raises(EmbeddedServerError, match=r"exit code 1\n(.|\n)*pg_hba.conf"):
        Server(used.data_dir, held).start()
    rules.with_suffix(".away").rename(rules)
    assert not used.status().running


def test_the_block_ends_what_was_started_in_it() -> None:
    with Tether() as held:
        program = held.start(["sleep", "600"])
        assert program.poll() is None
    assert program.returncode == 256 - signal.SIGINT
