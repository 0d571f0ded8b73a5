"""A streaming replica of a server of the tests."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from pgmatch.embedded.cluster import Cluster, free_port
from pgmatch.embedded.folders import make_owned
from pgmatch.embedded.process import run, server_account
from tests.servers import SETTINGS, PostgresServer


@contextmanager
def standby_of(primary: PostgresServer) -> Iterator[PostgresServer]:
    """Run a hot standby that streams from a server, until the context ends."""
    account = server_account()
    root = Path(tempfile.mkdtemp(prefix="pgmatch-standby-")).resolve()
    try:
        if account:
            root.chmod(0o755)
        for part in ("data", "run"):
            make_owned(root / part, account)
        source = f"host={primary.host} port={primary.port} user={primary.user}"
        copy: list[str | Path] = [primary.program("pg_basebackup"), "-d", source, "-D", root / "data"]
        run([*copy, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"], account)
        cluster = Cluster(primary.install, account, root / "data", root / "run", config=root / "server.conf")
        standby = PostgresServer(primary.install, free_port())
        cluster.start(standby.port, SETTINGS)
        try:
            yield standby
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(root)


def catch_up(primary: PostgresServer, standby: PostgresServer) -> None:
    """Return when the standby shows what the primary has committed."""
    ((written,),) = _rows(primary, "select pg_current_wal_flush_lsn()")
    for _ in range(600):
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
