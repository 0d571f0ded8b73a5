from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pgmatch
from tests.serve.ask.pages import PAGES, put
from tests.servers import Database, PostgresServer, created


@pytest.fixture(scope="package")
def manual(
    supabase_server: PostgresServer,
    install_template: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Database]:
    """A database with the pages, which everybody may read, for tests that only read it."""
    template = install_template(supabase_server, "nods_text", dimensions="384", access="public_read")
    with created(supabase_server, "asked", template=template) as made:
        with pgmatch.connect(made.url) as client:
            put(client, Path(tmp_path_factory.mktemp("manual")), PAGES)
        yield made


@pytest.fixture
def database(manual: Database) -> Iterator[pgmatch.Database]:
    with pgmatch.connect(manual.url) as client:
        yield client
