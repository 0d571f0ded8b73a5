"""A database with the line, whose owner is no superuser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from pgmatch.queue import Work
from tests.cli.conftest import run
from tests.queue.letters import Letters, work
from tests.servers import Database, PostgresServer, created

__all__ = ["run"]


@dataclass(frozen=True)
class Queue:
    """The database, whose statements run as the owner."""

    database: Database
    url: str

    def execute(self, sql: str) -> None:
        with closing(psycopg2.connect(self.url)) as session, session, session.cursor() as cursor:
            cursor.execute(sql)

    def rows(self, sql: str, params: Any = None) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url)) as session, session, session.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    def declare(self, table: str, content: str, columns: str = "") -> str:
        """Make a table with a column of embeddings that workers fill; return its name."""
        self.execute(
            f"create table {table} (id integer primary key, title text, embedding extensions.vector(3) {columns});"
            f"select pgmatch.queue_embeddings('{table}', 'embedding', $c${content}$c$)"
        )
        return table

    def work(self, table: str, model: Letters | None = None, **options: Any) -> Work:
        return work(self.url, model, tables=[f"public.{table}"], **options)

    def jobs(self, table: str) -> list[int]:
        """Return how many jobs wait, run, fail and are dead."""
        [row] = self.rows(
            "select array[waiting, running, failing, dead] from pgmatch.queue_status() where target = %s",
            [f"public.{table}"],
        )
        return list(row[0])


@pytest.fixture(scope="module")
def queue(supabase_server: PostgresServer) -> Iterator[Queue]:
    with created(supabase_server, "queue", owner="owner", extension_schema="extensions") as made:
        url = supabase_server.url(made.name, "owner")
        upgrade(url, "queue")
        made.execute("grant create on schema public to owner")
        yield Queue(made, url)
