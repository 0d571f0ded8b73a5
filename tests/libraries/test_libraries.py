"""Other libraries that work with pgvector do so in a database in which pgmatch was installed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer
from tools.libraries import python

SCRIPTS = Path(__file__).parent / "scripts"


@pytest.fixture(params=["new", "in extensions"])
def installed(
    request: pytest.FixtureRequest,
    create_database: CreateDatabase,
    plain_server: PostgresServer,
    supabase_server: PostgresServer,
) -> Database:
    """A database after an install: of plain Postgres, and of a project, whose search_path has the extension."""
    is_plain = request.param == "new"
    database = create_database(plain_server if is_plain else supabase_server)
    if not is_plain:
        database.execute(f"""alter database {database.name} set search_path = "$user", public, extensions""")
    upgrade(database.url, dimensions="3")
    return database


@pytest.mark.parametrize("library", ["pgvector", "langchain", "llama_index", "vecs"])
def test_it_stores_vectors_and_finds_the_nearest(installed: Database, library: str) -> None:
    done = subprocess.run(
        [python(), SCRIPTS / f"use_{library}.py", installed.url],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    upgrade(installed.url)
    assert installed.rows("select count(*) from match_page_sections('[1,0,0]', 0, 5, 0)") == [(0,)]
