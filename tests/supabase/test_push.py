"""`supabase db push`, as it is, applies what `pgmatch sql` prints."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.catalog import differences, snapshot
from tests.cli.conftest import Run, _no_settings, run
from tests.conftest import CreateDatabase
from tests.guide import guide_sql
from tests.migrations.test_supabase_push import owner_url, script, state
from tests.servers import Database, DefaultPrivileges, PostgresServer
from tests.supabase.command_line import Project

__all__ = ["_no_settings", "run"]

FIRST, SECOND, THIRD, FOURTH = (f"2026010100000{number}" for number in range(4))


def create(
    create_database: CreateDatabase, server: PostgresServer, default_privileges: DefaultPrivileges = "none"
) -> Database:
    return create_database(
        server, owner="owner", extension_schema="extensions", default_privileges=default_privileges
    )


@pytest.fixture
def database(create_database: CreateDatabase, supabase_server: PostgresServer) -> Database:
    """A database of a NOSUPERUSER owner, who has the extension already."""
    return create(create_database, supabase_server)


@pytest.fixture
def project(database: Database, tmp_path: Path) -> Project:
    return Project(tmp_path, owner_url(database))


@pytest.mark.parametrize("default_privileges", ["none", "grant_all"])
def test_a_push_makes_the_catalog_of_an_upgrade(
    create_database: CreateDatabase,
    supabase_server: PostgresServer,
    tmp_path: Path,
    default_privileges: DefaultPrivileges,
) -> None:
    pushed, upgraded = (create(create_database, supabase_server, default_privileges) for _ in range(2))
    project = Project(tmp_path, owner_url(pushed))
    options = {"dimensions": "384", "access": "public_read"}
    project.write({FIRST: script(**options), SECOND: script("nods_text", text_config="german")})
    project.push()

    upgrade(owner_url(upgraded), **options)
    upgrade(owner_url(upgraded), "nods_text", text_config="german")
    found = differences(snapshot(upgraded.connect()), snapshot(pushed.connect()))
    assert [line for line in found if "supabase_migrations" not in line] == []
    assert upgraded.rows("select * from pgmatch_info()") == pushed.rows("select * from pgmatch_info()")


def test_both_files_are_listed_as_applied_and_nothing_is_left_to_do(
    database: Database, project: Project, run: Run
) -> None:
    project.write({FIRST: script(dimensions="3"), SECOND: script("nods_text")})
    assert project.listed() == [(FIRST, ""), (SECOND, "")]
    project.push()
    assert project.listed() == [(FIRST, FIRST), (SECOND, SECOND)]

    before = state(database)
    assert "up to date" in project.push()
    for line in ("nods", "nods_text"):
        done = run("alembic", "-n", line, "upgrade", "head", url=owner_url(database))
        assert done.exit_code == 0, done.stderr
        assert "up to date" in done.stdout + done.stderr
    assert state(database) == before

    with database.as_role("service_role") as cursor:
        cursor.execute(
            "insert into nods_page (path) values ('/p');"
            "insert into nods_page_section (page_id, content, embedding)"
            " select id, 'a red house', '[1,0,0]' from nods_page"
        )
        cursor.execute("select content from match_page_sections('[1,0,0]', 0.5, 1, 1)")
        assert cursor.fetchall() == [("a red house",)]
        cursor.execute("select content from hybrid_search_page_sections('house', '[0,1,0]', 1)")
        assert cursor.fetchall() == [("a red house",)]


def test_the_same_files_under_later_versions_change_nothing(database: Database, project: Project) -> None:
    files = [script(dimensions="3"), script("nods_text")]
    project.write(dict(zip((FIRST, SECOND), files, strict=True)))
    project.push()
    before = state(database)
    project.write(dict(zip((THIRD, FOURTH), files, strict=True)))
    project.push()
    assert state(database) == before
    assert project.listed() == [(version, version) for version in (FIRST, SECOND, THIRD, FOURTH)]


def test_a_refused_file_is_not_recorded_and_leaves_nothing(database: Database, project: Project) -> None:
    with psycopg2.connect(owner_url(database)) as connection, connection.cursor() as cursor:
        cursor.execute(guide_sql(dimensions=384))
    connection.close()
    before = snapshot(database.connect())
    project.write({FIRST: script(dimensions="1536")})
    done = project.run("db", "push", "--yes")
    assert done.returncode == 1
    assert "ERROR: dimensions=1536 contradicts" in done.stderr
    assert re.search(r"^At line \d+ of this script\.", done.stderr, re.MULTILINE)
    assert project.listed() == [(FIRST, "")]
    found = differences(before, snapshot(database.connect()))
    assert [line for line in found if "supabase_migrations" not in line] == []
