"""Other libraries that work with pgvector do so in a database in which pgmatch was installed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from pgmatch.errors import PgmatchError
from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase, InstallDatabase
from tests.docs.conftest import example_rows
from tests.servers import Database, PostgresServer, created
from tools.libraries import python

SCRIPTS = Path(__file__).parent / "scripts"
FORKING = Path(__file__).with_name("forking.py")


@pytest.fixture(scope="module")
def run_script() -> Iterator[Callable[..., None]]:
    """Run one of the scripts with the libraries, and check that it succeeds."""
    with subprocess.Popen(
        [python(), "-W", "error:::pgmatch", FORKING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        given, answers = process.stdin, process.stdout

        def run(name: str, *arguments: str) -> None:
            given.write(json.dumps([str(SCRIPTS / f"{name}.py"), *arguments]) + "\n")
            given.flush()
            answer = answers.readline()
            assert answer, "the libraries cannot be imported"
            done = json.loads(answer)
            assert done["status"] == 0, done["output"]

        yield run
        given.close()
        assert process.wait(60) == 0


SEARCH_PATH = """alter database {} set search_path = "$user", public, extensions"""


@pytest.fixture(scope="module", params=["new", "in extensions"])
def template(
    request: pytest.FixtureRequest, plain_server: PostgresServer, supabase_server: PostgresServer
) -> Iterator[Database]:
    """A database after an install: of plain Postgres, and of a project, whose search_path has the extension."""
    is_plain = request.param == "new"
    with created(plain_server if is_plain else supabase_server, "libraries") as database:
        if not is_plain:
            database.execute(SEARCH_PATH.format(database.name))
        upgrade(database.url, dimensions="3")
        yield database


@pytest.fixture
def installed(
    template: Database, create_database: CreateDatabase, supabase_server: PostgresServer
) -> Database:
    """A copy of it."""
    database = create_database(template.server, template=template.name)
    if template.server is supabase_server:
        database.execute(SEARCH_PATH.format(database.name))
    return database


@pytest.mark.parametrize("library", ["pgvector", "langchain", "llama_index", "vecs"])
def test_it_stores_vectors_and_finds_the_nearest(
    installed: Database, run_script: Callable[..., None], library: str
) -> None:
    run_script(f"use_{library}", installed.url)
    upgrade(installed.url)
    assert installed.rows("select count(*) from match_page_sections('[1,0,0]', 0, 5, 0)") == [(0,)]


def test_llama_index_s_store_for_supabase_works_on_a_collection_of_ours(
    install_database: InstallDatabase, plain_server: PostgresServer, run_script: Callable[..., None]
) -> None:
    database = install_database(plain_server, "collections")
    database.execute("select collections.create_collection('essays', 3)")
    run_script("use_llama_index_supabase", database.url, "essays")
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
    create_database: CreateDatabase, plain_server: PostgresServer, run_script: Callable[..., None]
) -> None:
    database = create_database(plain_server)
    upgrade(database.url, dimensions="3")
    upgrade(database.url, "nods_text")
    database.execute(example_rows())
    database.execute(OWN)
    run_script("use_retrievers", database.url)


@pytest.mark.parametrize("extra", ["langchain", "llamaindex"])
def test_a_retriever_without_its_library_says_how_to_install_it(extra: str) -> None:
    with pytest.raises(PgmatchError, match=rf"pip install 'pgmatch\[{extra}\]'"):
        import_module(f"pgmatch.{extra}")
