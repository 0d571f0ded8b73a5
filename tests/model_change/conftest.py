"""Tables whose model is changed, and workers with models that are made up."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from psycopg2.extensions import cursor as Cursor  # noqa: N812
from sqlalchemy import NullPool, create_engine

from pgmatch.migrate import upgrade
from pgmatch.queue import Worker
from pgmatch.settings import connectable, database_url
from tests.conftest import CreateDatabase
from tests.searches.conftest import CREATE, FILL
from tests.servers import Database, PostgresServer, created

# shop.products has 8 dimensions, the metric cosine, and an HNSW index
BEGIN = "select pgmatch.change_model('new', 'shop.products', content => 's.name', {}present_model => 'old')"
WIDER = "dimensions => 16, metric => 'ip', "
SAME = "dimensions => 8, "


@dataclass(frozen=True)
class Model:
    """A model whose vectors depend on its name and the text."""

    name: str
    dimensions: int
    max_tokens: int = 100
    normalized: bool = True

    def vector(self, text: str) -> list[float]:
        """Return a vector of length 1, which is nearest to itself under each metric."""
        numbers = random.Random(f"{self.name} {text}")
        vector = [numbers.gauss(0, 1) for _ in range(self.dimensions)]
        return [number / math.hypot(*vector) for number in vector]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self.vector(text) for text in texts], np.float32)

    def count_tokens(self, text: str) -> int:
        return len(text)


OLD, NEW, ALIKE = Model("old", 8), Model("new", 16), Model("new", 8)


def fill(database: Database, model: Model) -> int:
    """Let a worker embed all that is queued for a model; return how many rows."""
    engine = create_engine(connectable(database_url(database.url)), poolclass=NullPool)
    with engine.connect() as connection:
        return Worker(connection, model, batch_size=300).run(until_empty=True, poll=0.01).stored


def build(database: Database, table: str | None = None) -> None:
    """Build the indexes that a change lacks."""
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("select statement from pgmatch.model_indexes(%s)", [table])
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def begin(database: Database, statement: str = BEGIN.format(WIDER)) -> int:
    """Begin a change, and queue the rows; return how many."""
    assert database.rows(statement) == [(None,)]
    [(queued,)] = database.rows(statement)
    return int(queued)


def ready(database: Database, model: Model = NEW, options: str = WIDER) -> None:
    """Begin a change of shop.products, and make it ready to switch."""
    begin(database, BEGIN.format(options))
    fill(database, model)
    build(database)


@pytest.fixture(scope="session")
def queue_template(supabase_server: PostgresServer) -> Iterator[str]:
    with created(supabase_server, "model_change", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="3")
        upgrade(made.url, "queue")
        made.execute(FILL)
        made.execute(
            "update shop.products set embedding = v.vector from (values "
            + ", ".join(f"({i}, '{OLD.vector(f'p{i}')}'::extensions.vector)" for i in range(1, 301))
            + ") as v (i, vector) where id = v.i"
        )
        made.execute(CREATE)
        yield made.name


@pytest.fixture
def shop(supabase_server: PostgresServer, create_database: CreateDatabase, queue_template: str) -> Database:
    """The table shop.products, with public.match_products and the line queue."""
    return create_database(supabase_server, template=queue_template)


@pytest.fixture
def session(shop: Database) -> Iterator[Cursor]:
    """A session that stays open."""
    with closing(shop.connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("set search_path = public, extensions")
        yield cursor
