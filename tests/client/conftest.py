"""Databases for the client, each reached directly and through a pooler, and pages in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, TypeAlias

import pytest
from pytest_postgresql.executors import NoopExecutor

import pgmatch
from tests import servers
from tests.client.pages import put_pages
from tests.conftest import CreateDatabase
from tests.pooler import pooling, through

Reach: TypeAlias = Callable[[servers.Database], servers.Database]


@pytest.fixture(scope="session", params=["direct", "pooled"])
def reach(request: pytest.FixtureRequest) -> Iterator[Reach]:
    """Turn a database into what the clients connect to: itself, or a pooler in transaction mode before it."""
    with ExitStack() as stack:
        poolers: dict[int, servers.PostgresServer] = {}

        def pooled(database: servers.Database) -> servers.Database:
            port = database.server.port
            if port not in poolers:
                poolers[port] = stack.enter_context(pooling(database.server))
            return through(database, poolers[port])

        yield pooled if request.param == "pooled" else lambda database: database


@pytest.fixture
def create_database(create_database: CreateDatabase, reach: Reach) -> CreateDatabase:
    """Make databases that are dropped when the test ends; every test runs in both ways of reaching them."""

    def create(server: servers.PostgresServer, **options: Any) -> servers.Database:
        return reach(create_database(server, **options))

    return create


@pytest.fixture
def direct_database(
    supabase_server: servers.PostgresServer, migrated: NoopExecutor
) -> Iterator[servers.Database]:
    """A database for what takes a session of its own, which a pooler does not give."""
    with servers.created(supabase_server, "direct", template=migrated.template_dbname) as made:
        yield made


@pytest.fixture
def client(database: servers.Database) -> Iterator[pgmatch.Database]:
    """The client of a database at the newest revision, still without pages."""
    with pgmatch.connect(database.url) as client:
        yield client


@pytest.fixture
def filled(client: pgmatch.Database) -> pgmatch.Database:
    """The same with two pages, parent and child, and three sections."""
    put_pages(client)
    return client
