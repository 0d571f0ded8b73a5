"""pgbouncer in front of a server of the tests, in transaction mode."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg2

from pgmatch.embedded.cluster import free_port
from pgmatch.embedded.process import server_account
from tests.servers import Database, PostgresServer, server_folder
from tools import pgbouncer

# As few connections as let the tests pass that hold one in a transaction while they call.
POOL_SIZE = 3
CONFIG = """
[databases]
* = host={server.host} port={server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
logfile = {folder}/log
auth_type = trust
auth_file = {folder}/users
auth_user = postgres
auth_query = select rolname, '' from pg_roles where rolname = $1
pool_mode = {mode}
default_pool_size = {size}
max_client_conn = 200
query_wait_timeout = 120
{prepared}
"""


@contextmanager
def pooling(
    server: PostgresServer, *, size: int = POOL_SIZE, mode: str = "transaction", prepared: int = 0
) -> Iterator[PostgresServer]:
    """Run a pooler in front of a server until the context ends; it is given as a server at its port.

    `prepared` is max_prepared_statements: 0 lets no client's prepared statements through.
    """
    program, account = pgbouncer.locate(), server_account()
    with server_folder("pgmatch-pooler-") as (folder, tether):
        copy = _copied(program, folder)
        has_setting = pgbouncer.version(copy) >= (1, 21)
        assert has_setting or not prepared, "prepared statements pass through pgbouncer from 1.21 on"
        settings = f"max_prepared_statements = {prepared}" if has_setting else ""
        front = replace(server, port=free_port())
        config = CONFIG.format(
            server=server, port=front.port, folder=folder, mode=mode, size=size, prepared=settings
        )
        (folder / "config").write_text(config)
        (folder / "users").write_text('"postgres" ""\n')
        for path in (folder, *folder.iterdir()):
            if account and not path.is_symlink():
                shutil.chown(path, account.uid, account.gid)
        process = tether.start(
            [copy, "-q", folder / "config"], account, environment=pgbouncer.environment(copy)
        )
        _await(front, process, folder / "log")
        yield front


def through(database: Database, pooler: PostgresServer) -> Database:
    """Return the database as its clients see it through a pooler of its server."""
    return Database(pooler.url(database.name), database.name, pooler, database.direct_url)


def _copied(program: Path, folder: Path) -> Path:
    # what is fetched may lie where the server's account cannot read
    if not program.is_relative_to(pgbouncer.CACHE):
        return program
    shutil.copytree(pgbouncer.CACHE, folder / "pgbouncer", symlinks=True)
    return folder / "pgbouncer" / program.relative_to(pgbouncer.CACHE)


def _await(pooler: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(2400):
        try:
            psycopg2.connect(pooler.url("postgres")).close()
        except psycopg2.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    said = log.read_text() if log.exists() else "nothing"
    raise AssertionError(f"pgbouncer did not start; its log says {said}")
