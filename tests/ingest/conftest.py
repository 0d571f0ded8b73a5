"""Databases for ingest runs, and a small site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.ingest.hashing import Hashing
from tests.ingest.running import SITE, write
from tests.servers import Database, PostgresServer, created


@pytest.fixture(scope="session")
def template(supabase_server: PostgresServer) -> Iterator[str]:
    with created(supabase_server, "ingest_template") as made:
        upgrade(made.url, dimensions=str(Hashing.dimensions))
        yield made.name


@pytest.fixture
def postgres(create_database: CreateDatabase, supabase_server: PostgresServer, template: str) -> Database:
    return create_database(supabase_server, template=template)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    write(root, SITE)
    return root
