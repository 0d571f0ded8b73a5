"""Databases with three-dimensional vectors, whose similarities can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer, created

# for what does not depend on the version; tests/http/test_contract.py calls every function on 16 too
ON_18 = pytest.mark.parametrize("server", ["supabase_server"], indirect=True, scope="session")


@pytest.fixture(scope="session", params=["supabase_server", "pg16_server"])
def server(request: pytest.FixtureRequest) -> PostgresServer:
    """PostgreSQL 18 and 16."""
    found: PostgresServer = request.getfixturevalue(request.param)
    return found


ROWS = """
    insert into nods_page (path) values ('/p');
    insert into nods_page_section (page_id, slug, heading, content, embedding) values
      (1, 'same', 'Same', 'identical', '[1,0,0]'),
      (1, 'near', 'Near', 'near, and longer', '[0.8,0.6,0]'),
      (1, 'orthogonal', 'Orthogonal', 'orthogonal', '[0,1,0]'),
      (1, 'opposite', 'Opposite', 'opposite', '[-1,0,0]'),
      (1, 'twin', 'Twin', 'identical twin', '[1,0,0]')
"""


@pytest.fixture(scope="session")
def empty_template(server: PostgresServer) -> Iterator[str]:
    with created(server, "functions_template", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="3")
        yield made.name


@pytest.fixture
def target(server: PostgresServer, create_database: CreateDatabase, empty_template: str) -> Database:
    """Vectors of three dimensions, and no page."""
    return create_database(server, template=empty_template)


@pytest.fixture
def small(target: Database) -> Database:
    """Vectors of three dimensions: one page /p with five sections."""
    target.execute(ROWS)
    return target
