"""A streaming replica of a server of the tests."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from pgmatch.embedded.cluster import free_port
from pgmatch.embedded.process import run
from tests.servers import SETTINGS, PostgresServer, cluster_in, server_folder


@contextmanager
def standby_of(primary: PostgresServer) -> Iterator[PostgresServer]:
    """Run a hot standby that streams from a server, until the context ends."""
    with server_folder("pgmatch-standby-") as (root, tether):
        cluster = cluster_in(root, primary.install, tether)
        source = f"host={primary.host} port={primary.port} user=postgres"
        copy: list[str | Path] = [primary.program("pg_basebackup"), "-d", source, "-D", cluster.data]
        run([*copy, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"], cluster.account)
        standby = PostgresServer(primary.install, free_port(), cluster=cluster)
        cluster.start(standby.port, SETTINGS)
        yield standby


def catch_up(primary: PostgresServer, standby: PostgresServer) -> None:
    """Return when the standby shows what the primary has committed."""
    ((written,),) = _rows(primary, "select pg_current_wal_flush_lsn()")
    for _ in range(2400):
        if _rows(standby, f"select pg_last_wal_replay_lsn() >= '{written}'") == [(True,)]:
            return
        time.sleep(0.05)
    raise AssertionError("the standby does not follow")


def promote(standby: PostgresServer) -> None:
    """Make a primary of the standby."""
    assert _rows(standby, "select pg_promote(true, 60)") == [(True,)]


def _rows(server: PostgresServer, query: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(server.url("postgres"))) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
