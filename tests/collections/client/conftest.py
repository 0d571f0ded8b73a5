"""Databases with collections for the client, by SQL and by RPC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import pgmatch.collections as vecs
from pgmatch.migrate import upgrade
from tests.http.lite import Lite, serving
from tests.servers import Database, PostgresServer, create

SCHEMAS = ("public", "collections")


@dataclass(frozen=True)
class Served:
    """A database with the line, and the HTTP server in front of it."""

    database: Database
    server: Lite

    def client(self, way: str) -> vecs.Client:
        """Return a client that may write, by SQL or by RPC."""
        if way == "sql":
            return vecs.create_client(self.database.url)
        return vecs.create_client(self.server.url, self.server.secret_key)


def serve(server: PostgresServer, name: str, access: str) -> Iterator[Served]:
    """Install the line in a new database and serve it."""
    database = create(server, name)
    upgrade(database.url, "collections", access=access)
    with serving(database.url, schemas=SCHEMAS) as http:
        yield Served(database, http)


@pytest.fixture(scope="session")
def served(supabase_server: PostgresServer) -> Iterator[Served]:
    """A database in the access mode private, for all tests."""
    yield from serve(supabase_server, "collections_client", "private")


@pytest.fixture(scope="session")
def owned(supabase_server: PostgresServer) -> Iterator[Served]:
    """One in the access mode owner."""
    yield from serve(supabase_server, "collections_client_owner", "owner")


@pytest.fixture(scope="session", params=["sql", "rpc"])
def way(request: pytest.FixtureRequest) -> str:
    """How the client calls."""
    return str(request.param)


@pytest.fixture(scope="session")
def client(served: Served, way: str) -> Iterator[vecs.Client]:
    """A client that may write, one for each way."""
    with served.client(way) as client:
        yield client


@pytest.fixture
def collection(client: vecs.Client, request: pytest.FixtureRequest) -> Iterator[vecs.Collection]:
    """An empty collection of three dimensions, of this test alone."""
    name = "".join(letter for letter in request.node.name if letter.isalnum())[:60]
    yield client.get_or_create_collection(name, dimension=3)
    client.delete_collection(name)
