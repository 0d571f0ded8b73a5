"""Root and ordinary users."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import platformdirs
import psutil
import pytest

from pgmatch.embedded import Server, default_data_dir
from pgmatch.embedded.binaries import wheel_version
from pgmatch.embedded.process import run, server_account
from pgmatch.errors import EmbeddedServerError
from tests.embedded.helpers import as_root, modes, ordinary_account, query, run_as


def user_of(pid: int | None) -> str:
    return str(psutil.Process(pid).username())


def test_the_default_folder_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        assert default_data_dir() == Path("/var/lib/pgmatch")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert default_data_dir() == Path(platformdirs.user_data_dir("pgmatch"))
    assert Server().data_dir == default_data_dir().resolve()


@as_root
def test_root_runs_the_server_as_nobody_from_a_copy_of_the_programs(started: Server) -> None:
    pid = started.status().pid
    assert user_of(pid) == "nobody"
    assert Path(psutil.Process(pid).cmdline()[0]).is_relative_to(started.data_dir / "wheel")
    for path in (started.data_dir / "wheel").rglob("*"):
        assert path.stat().st_mode & stat.S_IROTH, path
        assert path.stat().st_uid == 0, path


@as_root
def test_the_environment_of_root_is_kept_from_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    seen = run(["/usr/bin/env"], server_account())
    assert "PATH=" in seen
    assert "OPENAI_API_KEY" not in seen


@as_root
def test_the_copy_follows_the_wheels_version(used: Server) -> None:
    used.start()
    wheel = used.data_dir / "wheel"
    assert (wheel / "version").read_text() == wheel_version()
    made = wheel.stat().st_ino
    used.stop()
    used.start()
    assert wheel.stat().st_ino == made

    (wheel / "version").write_text("18.0.0")
    (wheel / "left over").write_text("")
    used.start()
    assert (wheel / "left over").exists(), "a running server keeps its programs"
    used.stop()
    used.start()
    assert (wheel / "version").read_text() == wheel_version()
    assert not (wheel / "left over").exists()


@as_root
@pytest.mark.parametrize("locked", ["private", "private/pg"])
def test_a_folder_that_nobody_cannot_enter_is_named_and_left_alone(folder: Path, locked: str) -> None:
    (folder / locked).mkdir(parents=True)
    (folder / locked).chmod(0o700)
    server = Server(folder / "private" / "pg" / "deep")
    before = modes(folder / locked)
    with pytest.raises(EmbeddedServerError, match=rf"nobody may not enter {folder / locked}\n") as refused:
        server.start()
    assert "--data-dir" in str(refused.value.hint)
    assert modes(folder / locked) == before
    assert list((folder / locked).iterdir()) == []


@as_root
def test_folders_made_on_the_way_can_be_entered_by_nobody(folder: Path) -> None:
    umask = os.umask(0o077)
    server = Server(folder / "one" / "two" / "pg")
    try:
        server.start()
    finally:
        os.umask(umask)
        server.stop()
    assert stat.S_IMODE((folder / "one").stat().st_mode) == 0o755


@as_root
def test_an_ordinary_user_runs_a_server_of_their_own(
    ordinary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Inherited by the forked process, which may not be able to read this Python's site-packages.
    monkeypatch.syspath_prepend(str(ordinary_folder / "site"))
    monkeypatch.setenv("HOME", str(ordinary_folder / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    before = modes(ordinary_folder / "home")
    run_as(ordinary_account(), _live, ordinary_folder / "home")
    assert modes(ordinary_folder / "home") == before


def _live(home: Path) -> None:
    server = Server()
    assert server.data_dir.is_relative_to(home)
    try:
        server.start()
        url = server.url()
        assert user_of(server.status().pid) == ordinary_account().pw_name
        assert not (server.data_dir / "wheel").exists()
        assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700
        query(url, "create extension vector; create table kept as select 1 as id; select 1")
        server.stop()
        assert not server.status().running
        server.start()
        assert server.url() == url
        assert query(url, "select id from kept") == [(1,)]
    finally:
        server.stop()


@as_root
def test_another_users_server_is_left_alone(used: Server) -> None:
    used.start()
    run_as(ordinary_account(), _meddle, used.data_dir)
    assert query(used.url(), "select 1") == [(1,)]


def _meddle(data_dir: Path) -> None:
    server = Server(data_dir)
    for command in (server.url, server.stop, server.status):
        with pytest.raises(EmbeddedServerError, match="belongs to another user"):
            command()
    with pytest.raises(EmbeddedServerError):
        server.start()


@as_root
def test_root_does_not_take_over_an_ordinary_users_data(used: Server) -> None:
    cluster = used.data_dir / "cluster"
    before = cluster.stat().st_uid
    os.chown(cluster, ordinary_account().pw_uid, -1)
    with pytest.raises(EmbeddedServerError, match="belongs to another user"):
        used.start()
    os.chown(cluster, before, -1)
