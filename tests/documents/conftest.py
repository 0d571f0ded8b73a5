"""Databases with the line `documents`, beside `nods` in the same schema."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import upgrade
from tests.http.lite import Lite, serving
from tests.servers import Database, PostgresServer, created


@pytest.fixture(scope="package")
def installed(supabase_server: PostgresServer) -> Iterator[Database]:
    """One database for all tests that only change rows: with both functions match_page_sections."""
    with created(supabase_server, "documents", extension_schema="extensions") as made:
        made.execute(f'alter database "{made.name}" set search_path = public, extensions')
        upgrade(made.url, dimensions="3")
        upgrade(made.url, "documents", dimensions="3")
        yield made


@pytest.fixture(scope="package")
def api(installed: Database) -> Iterator[Lite]:
    """The same over HTTP."""
    with serving(installed.url) as http:
        yield http


@pytest.fixture
def documents(installed: Database) -> Database:
    """The same without rows."""
    installed.execute("truncate documents, nods_page cascade")
    return installed
