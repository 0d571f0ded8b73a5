"""The PostgreSQL server of one run: its own, on a free loopback port, in a temporary folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - psycopg2 names the class so
from psycopg2.sql import SQL, Identifier, Literal

from pgmatch.embedded import Server, Tether
from pgmatch.embedded.binaries import locate

# Checkpoints, vacuums and analyses run when the benchmark says so, not in the middle of a measurement.
SETTINGS = {"autovacuum": "off", "checkpoint_timeout": "1h", "max_wal_size": "16GB"}
ROLES = (
    "create role anon nologin",
    "create role authenticated nologin",
    "create role service_role nologin bypassrls",
)
SEARCH_PATH = "public, extensions"


@dataclass
class BenchServer:
    """A running server. Databases of one dataset are named `<dataset>_<what it holds>`."""

    server: Server

    def url(self, database: str = "postgres", settings: Mapping[str, str] | None = None) -> str:
        """Return a superuser's URL whose sessions start with the given settings."""
        words = {"search_path": SEARCH_PATH, **(settings or {})}
        options = " ".join(f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in words.items())
        return f"{self.server.url(database)}?options={quote(options)}"

    def connect(self, database: str = "postgres", settings: Mapping[str, str] | None = None) -> Connection:
        """Open a connection in autocommit mode; the caller closes it."""
        connection = psycopg2.connect(self.url(database, settings))
        connection.autocommit = True
        return connection

    def execute(self, database: str, *statements: str | SQL) -> None:
        """Run statements, each a transaction of its own."""
        with closing(self.connect(database)) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def rows(
        self, database: str, query: str, parameters: Sequence[Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        with closing(self.connect(database)) as connection, connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall()

    def create_database(self, name: str, template: str = "template0", strategy: str = "wal_log") -> None:
        """Create a database, as a copy of `template`, which nobody may be connected to.

        The strategy "file_copy" is the faster one for a large template; it waits for a checkpoint.
        """
        create = SQL("create database {} template {} strategy {}")
        self._admin(create.format(Identifier(name), Identifier(template), Identifier(strategy)))

    def drop_database(self, name: str) -> None:
        """Drop a database if it is there."""
        self._admin(SQL("drop database if exists {} with (force)").format(Identifier(name)))

    def restart(self, **settings: str) -> None:
        """Restart with other settings, which hold until the next restart; nothing stays in shared buffers."""
        self._admin(SQL("alter system reset all"))
        for name, value in {**SETTINGS, **settings}.items():
            self._admin(SQL("alter system set {} = {}").format(Identifier(name), Literal(value)))
        self.server.stop()
        self.server.start()

    def program(self, name: str) -> Path:
        """Return the path of a client program, such as "pgbench", for the current user."""
        return locate().program(name)

    def _admin(self, statement: Any) -> None:
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def running(folder: Path | None = None) -> Iterator[BenchServer]:
    """Run a server, sized for the machine, until the context ends; its data go with it.

    The temporary folder is made in `folder`, by default where the system keeps temporary files.
    """
    root = Path(tempfile.mkdtemp(prefix="pgmatch-bench-", dir=folder)).resolve()
    root.chmod(0o755)  # as root the server runs as another account, which has to come in
    try:
        with Tether(root) as tether:
            server = Server(root / "server", tether)
            server.start()
            bench = BenchServer(server)
            bench.execute("postgres", *ROLES)
            bench.execute("postgres", "create extension pg_buffercache")
            bench.restart()
            yield bench
    finally:
        if root.exists():
            shutil.rmtree(root)
