"""Databases with the line `collections`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from pgmatch.migrate import upgrade
from tests.cli.conftest import _no_settings, run
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer, created

__all__ = ["_no_settings", "run"]


@pytest.fixture(scope="session")
def collections_template(supabase_server: PostgresServer) -> Iterator[Callable[[str], str]]:
    """Install the line in a database that is only copied, once for each access mode; return its name."""
    with ExitStack() as stack:

        @cache
        def install(access: str) -> str:
            made = stack.enter_context(created(supabase_server, f"collections_{access}"))
            upgrade(made.url, "collections", access=access)
            return made.name

        yield install


@pytest.fixture
def collections(
    request: pytest.FixtureRequest,
    supabase_server: PostgresServer,
    create_database: CreateDatabase,
    collections_template: Callable[[str], str],
) -> Database:
    """A database with the line, in the mode private or that of an indirect parameter."""
    access = getattr(request, "param", "private")
    return create_database(supabase_server, template=collections_template(access))
