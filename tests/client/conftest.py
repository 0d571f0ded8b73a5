"""Databases for the client, each way of reaching them, and pages in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

import pgmatch
from pgmatch.migrate import upgrade
from tests import servers
from tests.client.pages import DIMENSIONS, put_pages
from tests.client.ways import Blocking, Reach, Served
from tests.conftest import CreateDatabase
from tests.http.lite import serving


@pytest.fixture(scope="session", params=["direct", "pooled"])
def reach(request: pytest.FixtureRequest) -> Iterator[Reach]:
    """Turn a database into what the clients connect to: itself, or a pooler in transaction mode before it.

    Tests that are marked with `every_way` also run by RPC.
    """
    with ExitStack() as stack:
        yield Reach(request.param, stack)


@pytest.fixture(scope="session")
def migrated(supabase_server: servers.PostgresServer, install_template: Callable[..., str]) -> str:
    """The name of a database at the newest revision, which is only copied."""
    return install_template(supabase_server, dimensions=str(DIMENSIONS))


@pytest.fixture
def create_database(create_database: CreateDatabase, reach: Reach) -> CreateDatabase:
    """Make databases that are dropped when the test ends; every test runs in both ways of reaching them."""

    def create(server: servers.PostgresServer, **options: Any) -> servers.Database:
        return reach(create_database(server, **options))

    return create


@pytest.fixture
def direct_database(supabase_server: servers.PostgresServer, migrated: str) -> Iterator[servers.Database]:
    """A database for what takes a session of its own, which a pooler does not give."""
    with servers.created(supabase_server, "direct", template=migrated) as made:
        yield made


@pytest.fixture(scope="session")
def served(supabase_server: servers.PostgresServer, migrated: str) -> Iterator[Served]:
    """One database with both lines behind an HTTP server, for all tests of RPC."""
    with servers.created(supabase_server, "client_rpc", template=migrated) as database:
        upgrade(database.url, "nods_text")
        with serving(database.url) as server:
            yield Served(database, server)


@pytest.fixture
def database(
    reach: Reach,
    request: pytest.FixtureRequest,
    create_database: CreateDatabase,
    supabase_server: servers.PostgresServer,
    migrated: str,
) -> servers.Database:
    """A database at the newest revision, without pages: a new one, or by RPC the one that is served."""
    if not reach.is_rpc:
        return create_database(supabase_server, template=migrated)
    served: Served = request.getfixturevalue("served")
    served.empty()
    return served.database


@pytest.fixture
def client(
    reach: Reach, database: servers.Database, request: pytest.FixtureRequest
) -> Iterator[pgmatch.Database]:
    """The client of this database."""
    if not reach.is_rpc:
        with pgmatch.connect(database.url) as client:
            yield client
        return
    served: Served = request.getfixturevalue("served")
    arguments = (served.server.url, served.server.secret_key)
    if reach.name == "rpc":
        with pgmatch.connect(*arguments) as client:
            yield client
    else:
        with closing(Blocking(pgmatch.connect_async(*arguments))) as blocking:
            yield blocking.database


@pytest.fixture
def filled(client: pgmatch.Database) -> pgmatch.Database:
    """The same with two pages, parent and child, and three sections."""
    put_pages(client)
    return client
