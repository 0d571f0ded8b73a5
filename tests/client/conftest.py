"""Databases for the client, and pages in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import pgmatch
from tests import servers
from tests.client.pages import put_pages


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
