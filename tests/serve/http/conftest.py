"""One database with a few pages, and one server for all tests that only ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import pgmatch
from tests.serve.http.running import NAME, Running, serving
from tests.serve.http.words import Words, pages
from tests.servers import Database, PostgresServer, created


@pytest.fixture(scope="package")
def library(supabase_server: PostgresServer, install_template: Callable[..., str]) -> Iterator[Database]:
    template = install_template(supabase_server, dimensions=str(Words.dimensions), metric="cosine")
    with created(supabase_server, "library", template=template) as made:
        with pgmatch.connect(made.url) as database:
            database.load_pages(pages(), NAME, normalized=True)
        yield made


@pytest.fixture(scope="package")
def server(library: Database) -> Iterator[Running]:
    """A server without a language model, whose rate no test reaches."""
    with serving(library.url, rate=1_000_000) as running:
        yield running
