"""Names that are no names: PostgreSQL 15 refuses them where later versions find nothing; the answer is the same."""

from __future__ import annotations

import pytest

from pgmatch.migrate import upgrade
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer

NAMES = [" ", "a b", '"open', "a..b", "a.", "a.b.c", "a.b.c.d", "1a", '""']
NO_INDEX = (
    "Error: {name} is not an HNSW or IVFFlat index\n"
    "Hint: `pgmatch index list` shows the indexes of a column. Quote the name as in SQL, with its schema.\n"
)
NO_RELATION = "Error: relation {name} does not exist\nHint: {hint}\n"
TO_LIST = "`pgmatch index list` shows the vector indexes of a column."


@pytest.fixture
def installed(create_database: CreateDatabase, supabase_server: PostgresServer) -> Database:
    made = create_database(supabase_server, extension_schema="extensions")
    upgrade(made.url, dimensions="3")
    return made


def test_a_malformed_name_finds_nothing(installed: Database, run: Run) -> None:
    commands = {
        ("index", "rebuild", "{name}"): NO_INDEX,
        ("index", "drop", "{name}", "--yes"): NO_INDEX,
        ("tune", "--index", "{name}"): NO_RELATION.replace("{hint}", TO_LIST),
        ("tune", "--table", "{name}"): NO_RELATION.replace(
            "{hint}", "Quote it as in SQL, with its schema: shop.items."
        ),
    }
    said = {
        (command, name): run(*(part.format(name=name) for part in command), url=installed.url).stderr
        for command in commands
        for name in NAMES
    }
    assert said == {(command, name): commands[command].format(name=name) for command, name in said}


def test_a_malformed_column_finds_nothing(installed: Database, run: Run) -> None:
    for name in NAMES:
        said = run("index", "list", name, url=installed.url).stderr
        expected = "there is no table a.b" if name == "a.b.c" else f"{name!r} does not name a column"
        assert said.startswith(f"Error: {expected}\n")
