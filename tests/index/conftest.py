"""A table of somebody else's and our own, each with 400 vectors, and what watches a build."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg2.extensions import connection as Session  # noqa: N812 - psycopg2 names the class so
from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import Connection

from pgmatch.index import Progress, Watch
from pgmatch.migrate import upgrade
from pgmatch.settings import database_url
from tests.cli.conftest import _no_settings, run, start
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer, created

__all__ = ["_no_settings", "run", "start"]

ITEMS = 'shop."Items"."Vec"'
ROWS = 400
DIMENSIONS = 24
# around 20 centres, so that a list of IVFFlat has neighbours in it
FILL = f"""
    set local search_path = public, extensions;
    select setseed(0.5);
    create function public.centre(c int) returns real[] language sql stable as
    $$ select array_agg(hashint4(c * {DIMENSIONS} + n)::real / 2147483648 order by n)
       from generate_series(1, {DIMENSIONS}) as n $$;
    create function public.near(c int) returns vector language sql volatile set search_path = public, extensions as
    $$ select l2_normalize(array_agg(x + (random()::real - 0.5) * 0.6 order by n)::vector)
       from unnest(public.centre(c)) with ordinality as u (x, n) $$;
    create schema shop;
    create table shop."Items" (id int primary key, "Vec" vector({DIMENSIONS}), name text default 'x');
    insert into shop."Items" select i, public.near(i % 20) from generate_series(1, {ROWS}) as i;
    insert into nods_page (path) values ('/p');
    insert into nods_page_section (page_id, content, embedding) select 1, 'text ' || id, "Vec" from shop."Items"
"""
MORE = f"""
    insert into shop."Items" (id, "Vec")
    select i, public.near({{centre}}) from generate_series({ROWS + 1}, {ROWS} + {{n}}) as i
"""


@pytest.fixture(scope="session")
def filled(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database that is only copied."""
    with created(supabase_server, "index_tools", extension_schema="extensions") as made:
        upgrade(made.url, dimensions=str(DIMENSIONS))
        made.execute(FILL)
        made.execute("analyze")
        yield made


@pytest.fixture
def shop(create_database: CreateDatabase, filled: Database) -> Database:
    """A copy to work on."""
    return create_database(filled.server, template=filled.name)


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pgmatch.index.build._PAUSE", 0.05)


@contextmanager
def connected(url: str, isolation_level: Any = "AUTOCOMMIT") -> Iterator[Connection]:
    """Give a connection of SQLAlchemy, by default one with which indexes can be built."""
    engine = create_engine(database_url(url), poolclass=NullPool, isolation_level=isolation_level)
    with engine.connect() as connection:
        yield connection


@contextmanager
def transaction(
    database: Database, *statements: str, isolation_level: str | None = None
) -> Iterator[Session]:
    """Give a session with a transaction open, which a build waits for.

    It ends by itself after five minutes, so that a build that waits for what it must not is no hang.
    """
    session = database.connect()
    session.set_session(isolation_level=isolation_level)
    try:
        with session.cursor() as cursor:
            cursor.execute("set idle_in_transaction_session_timeout = '5min'")
            session.commit()
            for statement in statements:
                cursor.execute(statement)
        yield session
    finally:
        session.close()


LOCKS_A_ROW = 'update shop."Items" set name = name where id = 1'


@dataclass
class Observer:
    """Keeps what a build tells, and does something when it first waits for a transaction."""

    when_waiting: Callable[[], None] = lambda: None
    seen: list[Progress] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def watch(self) -> Watch:
        return Watch(self._move, self.said.append)

    def _move(self, now: Progress) -> None:
        is_first = now.waits_for is not None and all(before.waits_for is None for before in self.seen)
        self.seen.append(now)
        if is_first:
            self.when_waiting()


def plan_of(database: Database, query: str, *settings: str) -> str:
    """Return the plan of a query, where the planner may not read the whole table."""
    statements = ["set local search_path = public, extensions", "set local enable_seqscan = off", *settings]
    return "\n".join(str(row) for (row,) in database.rows(f"{'; '.join(statements)}; explain {query}"))


def used_index(plan: str) -> str | None:
    """Return the index whose order a plan follows."""
    match = re.search(r"Index Scan using (\"[^\"]+\"|\S+) on .*\n\s+Order By", plan)
    return match and match[1].strip('"')
