"""`pgmatch db`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pgmatch.cli.db import app
from pgmatch.embedded import Server
from pgmatch.errors import EmbeddedServerError
from tests.embedded.helpers import query

PSQL = [sys.executable, "-c", "from pgmatch.cli import main; main()", "db", "psql"]


def psql(server: Server, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PGMATCH_DATA_DIR": str(server.data_dir), **variables}
    return subprocess.run([*PSQL, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_a_server_is_started_shown_and_stopped(server: Server) -> None:
    runner = CliRunner(env={"COLUMNS": "200"})
    option = ["--data-dir", str(server.data_dir)]

    stopped = runner.invoke(app, ["status", *option])
    assert stopped.exit_code == 3
    assert "stopped" in stopped.stdout
    assert not server.data_dir.exists()

    begun = runner.invoke(app, ["start", *option])
    assert begun.exit_code == 0
    assert f"is listening on 127.0.0.1:{server.status().port}" in begun.stdout
    assert str(server.data_dir) in begun.stdout

    shown = runner.invoke(app, ["status", *option])
    assert shown.exit_code == 0
    for text in (
        "running",
        "PostgreSQL 18.6",
        f"127.0.0.1:{server.status().port}",
        str(server.data_dir),
        "MB",
    ):
        assert text in shown.stdout

    assert runner.invoke(app, ["url", *option]).stdout == f"{server.url()}\n"
    assert runner.invoke(app, ["url", *option, "--database", "x"]).stdout == f"{server.url('x')}\n"

    ended = runner.invoke(app, ["stop", *option])
    assert ended.exit_code == 0
    assert not server.status().running
    assert runner.invoke(app, ["stop", *option]).exit_code == 0


def test_the_url_of_a_stopped_server_is_an_error_with_nothing_on_stdout(server: Server) -> None:
    result = CliRunner(env={"PGMATCH_DATA_DIR": str(server.data_dir)}).invoke(app, ["url"])
    assert result.stdout == ""
    assert isinstance(result.exception, EmbeddedServerError)
    assert result.exception.hint == "pgmatch db start"


def test_the_folder_may_be_given_by_environment(started: Server) -> None:
    result = CliRunner(env={"PGMATCH_DATA_DIR": str(started.data_dir)}).invoke(app, ["url"])
    assert result.stdout == f"{started.url()}\n"


def test_psql_runs_on_the_server_and_takes_further_arguments(started: Server) -> None:
    done = psql(started, "-X", "-At", "-c", "select current_database(), inet_server_port()")
    assert (done.stdout, done.stderr) == (f"postgres|{started.status().port}\n", "")
    assert psql(started, "-X", "-c", "select 1 / 0").returncode == 1
    assert (
        psql(started, "--database", "template1", "-XAtc", "select current_database()").stdout == "template1\n"
    )
    assert psql(started, "--", "--version").stdout == "psql (PostgreSQL) 18.6\n"


def test_psql_is_not_led_astray_by_the_callers_variables(started: Server) -> None:
    done = psql(started, "-XAtc", "select 1", PGHOST="/nowhere", PGSSLMODE="require", PGSERVICE="none")
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads /proc")
def test_the_password_is_not_among_psqls_arguments(started: Server) -> None:
    done = psql(started, "-X", "-c", r"\! tr '\0' ' ' < /proc/$PPID/cmdline")
    password = started.url().split(":")[2].split("@")[0]
    assert "psql -X -c" in done.stdout
    assert password not in done.stdout
    assert query(started.url(), "select 1") == [(1,)]
