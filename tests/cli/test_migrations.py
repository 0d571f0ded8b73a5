"""`pgmatch alembic` and `pgmatch sql`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pgmatch.embedded.binaries import locate
from tests.cli.conftest import CHECKOUT, Finish, Run
from tests.servers import Database

INFO = "select revision, dimensions, access from pgmatch_info()"


@pytest.mark.parametrize(
    "arguments",
    [
        ["-x", "dimensions=12", "-x", "access=public_read", "upgrade", "head"],
        ["upgrade", "head", "-x", "dimensions=12", "-xaccess=public_read"],
        ["upgrade", "-x", "dimensions=12", "head", "-x", "access=public_read", "-n", "nods"],
        ["--name=nods", "-x", "dimensions=12", "-x", "access=public_read", "upgrade", "head", "--raiseerr"],
    ],
)
def test_alembics_options_may_stand_anywhere(
    run: Run, empty_database: Database, arguments: list[str]
) -> None:
    done = run("alembic", *arguments, url=empty_database.url)
    assert done.exit_code == 0, done.stderr
    assert empty_database.rows(INFO) == [("nods_0005", 12, "public_read")]


def test_other_commands_and_relative_revisions_pass_through(finish: Finish, database: Database) -> None:
    def alembic(*arguments: str) -> str:
        return finish("alembic", *arguments, DATABASE_URL=database.url).stdout

    assert alembic("current") == "nods_0005 (head)\n"
    alembic("downgrade", "-1")
    assert alembic("current") == "nods_0004\n"
    history = alembic("history", "-r", "nods_0002:nods_0003")
    assert history.startswith("nods_0002 -> nods_0003, The functions that search.")
    assert "nods_0004" not in history


def test_an_upgrade_says_what_it_ran_in_a_line_each_or_that_there_is_nothing_to_do(
    finish: Finish, empty_database: Database
) -> None:
    def upgraded(*arguments: str) -> list[str]:
        done = finish("alembic", *arguments, DATABASE_URL=empty_database.url)
        assert done.returncode == 0, done.stderr
        return done.stderr.splitlines()

    first = upgraded("upgrade", "nods_0002")
    assert [line.split(",")[0] for line in first] == [
        "Running upgrade  -> core_0001",
        "Running upgrade core_0001 -> core_0002",
        "Running upgrade core_0002 -> core_0003",
        "Running upgrade core_0003 -> core_0004",
        "Running upgrade  -> nods_0001",
        "Running upgrade nods_0001 -> nods_0002",
    ]
    assert len(upgraded("upgrade", "head")) == 3
    assert upgraded("upgrade", "head") == ["nods is up to date: nods_0005"]
    assert upgraded("current") == []


def test_what_a_migration_refuses_is_an_error_with_its_hint(run: Run, database: Database) -> None:
    database.execute("insert into nods_page (path) values ('/a')")
    done = run("alembic", "downgrade", "base", url=database.url)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2:] == [
        "Error: the downgrade would drop the table nods_page with its 1 row",
        "Hint: To drop them: pgmatch alembic -x drop_data=yes downgrade base",
    ]


def test_an_upgrade_after_a_wrong_stamp_goes_by_the_record(run: Run, database: Database) -> None:
    run("alembic", "stamp", "nods_0003", url=database.url)
    done = run("alembic", "upgrade", "head", url=database.url)
    assert done.exit_code == 0, done.stderr
    assert database.rows("select version_num from pgmatch.nods_version") == [("nods_0005",)]


@pytest.mark.parametrize(
    "command",
    [["alembic", "current"], ["alembic", "downgrade", "base"], ["uninstall"], ["tune"]],
)
def test_somebody_else_than_the_owner_is_told_to_be_the_owner(
    run: Run, database: Database, command: list[str]
) -> None:
    done = run(*command, url=database.server.url(database.name, user="authenticator"))
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2:] == [
        "Error: permission denied for schema pgmatch",
        "Hint: Connect as the owner of the tables: the role that ran the migrations, or a member of it.",
    ]


def test_somebody_else_than_the_owner_may_not_see_what_can_be_optimized(run: Run, database: Database) -> None:
    done = run("optimize", url=database.server.url(database.name, user="authenticator"))
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2] == "Error: this role may not read which columns pgmatch searches"
    assert done.stderr.splitlines()[-1].startswith("Hint: Connect as the owner.")


@pytest.mark.parametrize("command", [["check"], ["revision", "--autogenerate", "-m", "x"]])
def test_what_compares_models_says_that_there_are_none(
    run: Run, database: Database, command: list[str]
) -> None:
    done = run("alembic", *command, url=database.url)
    assert done.exit_code == 1
    assert "there are no models to compare" in done.stderr
    for words in ("pgmatch doctor", "pgmatch status", "make revision"):
        assert words in done.stderr


def test_check_in_a_checkout_explains_itself(database: Database) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "check"],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": database.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "there are no models to compare" in done.stderr
    assert "Traceback" not in done.stderr


def test_alembics_own_errors_are_shown_alike(run: Run, database: Database) -> None:
    done = run("alembic", "upgrade", "nowhere", url=database.url)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2:] == [
        "Error: Can't locate revision identified by 'nowhere'",
        "Hint: List the revisions: pgmatch alembic history; of a line other than nods: -n LINE history.",
    ]
    assert run("alembic").exit_code == 2
    assert run("alembic", "upgrade").exit_code == 2
    assert "usage: pgmatch alembic upgrade" in run("alembic", "upgrade", "--help").stdout


def test_the_script_is_all_that_sql_prints_and_it_installs(
    finish: Finish, empty_database: Database, tmp_path: Path
) -> None:
    printed = finish("sql", "-x", "dimensions=12")
    assert (printed.returncode, printed.stderr) == (0, "")
    psql = [str(locate().program("psql")), "-Xq", "-v", "ON_ERROR_STOP=1", empty_database.url]
    done = subprocess.run(psql, input=printed.stdout, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert empty_database.rows(INFO) == [("nods_0005", 12, "private")]


def test_sql_goes_from_one_revision_to_another(run: Run) -> None:
    script = run("sql", "--line", "nods", "--from", "nods_0003", "--to", "nods_0004").stdout
    assert "Running upgrade nods_0003 -> nods_0004" in script
    assert "nods_0005" not in script
    assert "create table pgmatch.install" not in script.lower()


def test_an_unknown_line_is_wrong_usage(run: Run) -> None:
    done = run("sql", "--line", "nodes")
    assert done.exit_code == 2
    assert "'nodes' is not one of: nods" in done.stderr
    assert run("sql", "-x", "dimensions").exit_code == 2
    done = run("alembic", "-n", "nodes", "upgrade", "head")
    assert done.exit_code == 2
    assert "'nodes' is not one of: nods" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", ""), "'' is not one of: base, nods_0001"),
        (("--from", "nods_9999"), "'nods_9999' is not one of: base, nods_0001"),
        (("--to", "nods_text_0001"), "'nods_text_0001' is not one of: base, nods_0001"),
        (
            ("--line", "nods_text", "--from", "nods_0001"),
            "'nods_0001' is not one of: base, nods_text_0001, nods_text_0002, head",
        ),
        (("--from", "nods_0005", "--to", "nods_0003"), "'nods_0005' is later than 'nods_0003'"),
        (("--to", "base", "--from", "head"), "'head' is later than 'base'"),
    ],
)
def test_sql_refuses_revisions_that_it_cannot_go_between(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    done = run("sql", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_sql_refuses_what_it_cannot_know(run: Run) -> None:
    done = run("sql", "-x", "dimension=3")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: option 'dimension' does not exist\nHint: Known options: ")


@pytest.mark.parametrize(
    "option", ["dimensions=abc", "dimensions=0", "dimensions=16001", "metric=dot", "access=open"]
)
def test_sql_prints_nothing_for_a_value_that_every_database_refuses(run: Run, option: str) -> None:
    done = run("sql", "-x", option)
    assert (done.exit_code, done.stdout) == (1, "")
    assert option in done.stderr
    assert "Hint: Use " in done.stderr
