"""One migrated database behind an HTTP server, shared by the tests of this folder, which leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.http.lite import Lite, serving
from tests.servers import Database, PostgresServer, created


@pytest.fixture(scope="session")
def http_database(supabase_server: PostgresServer, migrated: str) -> Iterator[Database]:
    """A database at the newest revision, in the mode `private`."""
    with created(supabase_server, "http", template=migrated) as database:
        yield database


@pytest.fixture(scope="session")
def http(http_database: Database) -> Iterator[Lite]:
    """The HTTP server of `http_database`."""
    with serving(http_database.url) as server:
        yield server
