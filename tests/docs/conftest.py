"""Databases for the examples: vectors of three dimensions, on servers with and without Supabase's roles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.docs.pages import DOCS, sections, tokens
from tests.servers import Database, PostgresServer, created


@pytest.fixture(scope="session")
def docs_template(supabase_server: PostgresServer) -> Iterator[str]:
    """The name of a database as docs/functions.md supposes it, before its example rows."""
    with created(supabase_server, "docs_template") as made:
        upgrade(made.url, dimensions="3")
        yield made.name


@pytest.fixture
def docs_database(
    create_database: CreateDatabase, supabase_server: PostgresServer, docs_template: str
) -> Database:
    """A database of three dimensions without rows."""
    return create_database(supabase_server, template=docs_template)


@pytest.fixture
def words_database(docs_database: Database) -> Database:
    """The same with the line nods_text, as docs/hybrid.md supposes it."""
    upgrade(docs_database.url, "nods_text")
    return docs_database


@pytest.fixture
def collections_database(docs_database: Database) -> Database:
    """The same with the line collections, as docs/collections.md and docs/records.md suppose it."""
    upgrade(docs_database.url, "collections")
    return docs_database


def example_rows() -> str:
    """Return the statements that make the example rows, from docs/functions.md."""
    found = tokens(sections(DOCS / "functions.md")["Example rows"])
    return next(token.content for token in found if token.type == "fence" and token.info == "sql")
