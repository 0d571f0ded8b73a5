"""Databases for the examples: vectors of three dimensions, on servers with and without Supabase's roles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import CreateDatabase, InstallDatabase
from tests.docs.pages import DOCS, sections, tokens
from tests.servers import Database, PostgresServer


@pytest.fixture(scope="session")
def docs_template(supabase_server: PostgresServer, install_template: Callable[..., str]) -> str:
    """The name of a database as docs/functions.md supposes it, before its example rows."""
    return install_template(supabase_server, dimensions="3")


@pytest.fixture
def docs_database(
    create_database: CreateDatabase, supabase_server: PostgresServer, docs_template: str
) -> Database:
    """A database of three dimensions without rows."""
    return create_database(supabase_server, template=docs_template)


@pytest.fixture
def words_database(install_database: InstallDatabase, supabase_server: PostgresServer) -> Database:
    """The same with the line nods_text, as docs/hybrid.md supposes it."""
    return install_database(supabase_server, "nods_text", dimensions="3")


def example_rows() -> str:
    """Return the statements that make the example rows, from docs/functions.md."""
    found = tokens(sections(DOCS / "functions.md")["Example rows"])
    return next(token.content for token in found if token.type == "fence" and token.info == "sql")
