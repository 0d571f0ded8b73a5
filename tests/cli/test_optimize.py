"""`pgmatch optimize` and `pgmatch uninstall`."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from pgmatch.migrate import downgrade, upgrade
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.guide import fill_sql, guide_sql
from tests.servers import Database, PostgresServer

TOAST = "select pg_relation_size(reltoastrelid) from pg_class where oid = 'nods_page_section'::regclass"
ROWS = "select id, page_id, content, embedding::text, slug from nods_page_section order by id"


@pytest.fixture(params=["supabase_server", "pg16_server"])
def adopted(request: pytest.FixtureRequest, create_database: CreateDatabase) -> Database:
    """A database with rows of before the install, on PostgreSQL 18 and 16."""
    made = create_database(request.getfixturevalue(request.param))
    made.execute(guide_sql() + fill_sql())
    upgrade(made.url)
    return made


def test_old_rows_are_rewritten_with_their_embedding_inside(run: Run, adopted: Database) -> None:
    before = adopted.rows(ROWS)
    assert adopted.rows(TOAST) > [(0,)]

    done = run("optimize", "--yes", url=adopted.url)

    assert done.exit_code == 0, done.stderr
    first, *_, last = done.stdout.splitlines()
    assert "public.nods_page_section" in first
    assert "3 rows have their embedding there" in first
    assert "access exclusive lock" in done.stdout
    assert "all its indexes are rebuilt" in done.stdout
    assert "0 bytes of it out of line; 0 rows have their embedding there." in last
    assert adopted.rows(TOAST) == [(0,)]
    assert adopted.rows(ROWS) == before
    again = run("optimize", url=adopted.url)
    assert (again.exit_code, again.stdout) == (
        0,
        "Nothing to do: public.nods_page_section already stores every embedding in its row.\n",
    )


def test_it_asks_before_it_locks_the_table(run: Run, adopted: Database) -> None:
    done = run("optimize", url=adopted.url)
    assert done.exit_code == 1
    assert "Rewrite it now? [y/N]" in done.stdout
    assert adopted.rows(TOAST) > [(0,)]


def test_it_does_not_wait_for_the_lock_for_ever(run: Run, adopted: Database) -> None:
    with closing(adopted.connect()) as reader, reader.cursor() as cursor:
        cursor.execute("select count(*) from nods_page_section")
        done = run("optimize", "--yes", url=adopted.url, PGMATCH_LOCK_TIMEOUT="100ms")
    assert done.exit_code == 1
    assert "lock timeout" in done.stderr
    assert adopted.rows(TOAST) > [(0,)]


def test_only_the_owner_can(run: Run, adopted: Database) -> None:
    done = run("optimize", "--yes", url=f"{adopted.url}?options=-crole%3Dservice_role")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "Error: only the owner can rewrite public.nods_page_section",
        'Hint: Connect as the role "postgres".',
    ]
    assert adopted.rows(TOAST) > [(0,)]


def test_vectors_too_long_for_a_page_are_left_alone(
    run: Run, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(guide_sql(dimensions=3072) + fill_sql(3072))
    upgrade(made.url)
    done = run("optimize", "--yes", url=made.url)
    assert done.exit_code == 0
    assert done.stdout.startswith("Nothing to do: with 3072 dimensions")


def test_a_new_install_has_nothing_to_rewrite(run: Run, database: Database, empty_database: Database) -> None:
    assert run("optimize", url=database.url).stdout.startswith(
        "Nothing to do: public.nods_page_section already"
    )
    done = run("optimize", url=empty_database.url)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: pgmatch is not installed in this database\nHint: ")


SCHEMA: tuple[str, list[tuple[Any, ...]]] = ("select to_regnamespace('pgmatch')::text", [(None,)])


def test_uninstall_refuses_while_a_line_is_installed(run: Run, database: Database) -> None:
    done = run("uninstall", url=database.url)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "Error: still installed in this database: nods",
        "Hint: Remove first: pgmatch alembic downgrade base",
    ]
    assert database.rows("select line from pgmatch_info()") == [("nods",)]


def test_uninstall_says_which_line_goes_first(run: Run, database: Database) -> None:
    upgrade(database.url, "nods_text")
    try:
        done = run("uninstall", url=database.url)
        assert done.stderr.splitlines() == [
            "Error: still installed in this database: nods_text, nods",
            "Hint: Remove first: pgmatch alembic -n nods_text downgrade base; pgmatch alembic downgrade base",
        ]
    finally:
        downgrade(database.url, "nods_text")


def test_uninstall_says_how_to_restore_an_empty_record(run: Run, database: Database) -> None:
    database.execute(
        "alter table pgmatch.install rename to kept; create table pgmatch.install (like pgmatch.kept)"
    )
    try:
        done = run("uninstall", url=database.url)
        assert done.exit_code == 1
        assert done.stderr.splitlines() == [
            "Error: pgmatch's record of what is installed in this database is empty",
            "Hint: Restore it: pgmatch doctor --fix. Then remove pgmatch: pgmatch alembic downgrade base",
        ]
    finally:
        database.execute("drop table pgmatch.install; alter table pgmatch.kept rename to install")


def test_uninstall_removes_what_a_downgrade_leaves(run: Run, database: Database) -> None:
    downgrade(database.url)
    done = run("uninstall", url=database.url)
    assert (done.exit_code, done.stdout) == (0, "Removed the schema pgmatch.\n")
    assert database.rows(SCHEMA[0]) == SCHEMA[1]
    assert run("uninstall", url=database.url).stdout == "This database has no schema pgmatch.\n"
    upgrade(database.url)


def test_uninstall_drops_nothing_of_somebody_elses(run: Run, database: Database) -> None:
    downgrade(database.url)
    database.execute("create table pgmatch.mine (id int)")
    done = run("uninstall", url=database.url)
    assert done.exit_code == 1
    assert "pgmatch.mine" in done.stderr
    assert database.rows("select to_regclass('pgmatch.nods_version')::text") == [("pgmatch.nods_version",)]
