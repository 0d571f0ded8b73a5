"""Other libraries that work with pgvector do so in a database in which pgmatch was installed."""

from __future__ import annotations

import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from pgmatch.errors import PgmatchError
from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase, InstallDatabase
from tests.docs.conftest import example_rows
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


def test_llama_index_s_store_for_supabase_works_on_a_collection_of_ours(
    install_database: InstallDatabase, plain_server: PostgresServer
) -> None:
    database = install_database(plain_server, "collections")
    database.execute("select collections.create_collection('essays', 3)")
    done = subprocess.run(
        [python(), SCRIPTS / "use_llama_index_supabase.py", database.url, "essays"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    kinds = "select metadata ->> 'kind', count(*) from vecs.essays group by 1"
    assert database.rows(kinds) == [("essay", 25)]


OWN = """
    create table products (id bigint primary key, name text, category text, embedding vector(3));
    insert into products values
      (1, 'Boot', 'shoes', '[1, 0, 0]'), (2, 'Sandal', 'shoes', '[0.8, 0.6, 0]'), (3, 'Hat', 'hats', '[1, 0, 0]');
    select pgmatch.create_search(
      'match_products', 'products', returns => '{id, name}', filters => '{"category text": "category = $"}'
    );
"""


def test_the_retrievers_find_sections_and_rows_of_ones_own(
    create_database: CreateDatabase, plain_server: PostgresServer
) -> None:
    database = create_database(plain_server)
    upgrade(database.url, dimensions="3")
    upgrade(database.url, "nods_text")
    database.execute(example_rows())
    database.execute(OWN)
    script = SCRIPTS / "use_retrievers.py"
    done = subprocess.run(
        [python(), "-W", "error:::pgmatch", script, database.url],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("extra", ["langchain", "llamaindex"])
def test_a_retriever_without_its_library_says_how_to_install_it(extra: str) -> None:
    with pytest.raises(PgmatchError, match=rf"pip install 'pgmatch\[{extra}\]'"):
        import_module(f"pgmatch.{extra}")
