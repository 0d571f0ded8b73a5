"""One long statement, run in a session of its own, while a second connection looks how far it is."""

from __future__ import annotations

import select
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg2
from psycopg2.extensions import POLL_OK, POLL_READ
from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.index.models import Resources

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Session  # noqa: N812 - psycopg2 names the class so

_PAUSE = 0.5  # seconds between two looks
_NO_LIMITS = """
    select set_config(s.name, '0', false) from pg_settings as s
    where s.name in ('statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_session_timeout')
"""
# client_connection_check_interval lets the server end the build when this program is killed.
_SETTINGS = """
    select
      set_config('application_name', 'pgmatch index', false),
      set_config('client_min_messages', 'notice', false),
      set_config('client_connection_check_interval', '2s', false),
      set_config('search_path', %(path)s, false),
      set_config('maintenance_work_mem',
        coalesce(pg_size_bytes(%(memory)s) / 1024 || 'kB', current_setting('maintenance_work_mem')), false),
      set_config('max_parallel_maintenance_workers',
        coalesce(%(workers)s, current_setting('max_parallel_maintenance_workers')), false)
"""
_PROGRESS = """
    select p.phase, p.blocks_total, p.blocks_done, p.tuples_total, p.tuples_done,
      nullif(p.current_locker_pid, 0) as waits_for
    from pg_stat_progress_create_index as p where p.pid = :pid
"""
_HINTS = {
    "22000": "A vector has a different number of dimensions: correct it first.",
    "22003": "A number is too large for halfvec: use the type vector.",
    "42P07": "Another build has just used it: see `pgmatch index list`.",
    "53100": "Free space on the server's disk. If shared memory is short, build with --workers 0.",
    "53200": "Use less memory with --memory, or fewer workers with --workers.",
    "54000": "Allow that much with --memory, or use fewer lists.",
    "57014": "It was cancelled. Run the command again.",
}
_CONNECTION_LOST = "Its session was ended. Run the command again."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: the phase in Postgres' words, and how many of its units are done, if it says.

    `unit` is "tuples" or "blocks"; `waits_for` is the process whose transaction has to end first.
    """

    phase: str
    done: int
    total: int
    unit: str
    waits_for: int | None


# Called with how far the build is, twice a second, and with what the server or the tools have to say.
OnProgress = Callable[[Progress], None]
OnNotice = Callable[[str], None]


def run(
    connection: Connection,
    statement: str,
    resources: Resources,
    on_progress: OnProgress | None = None,
    on_notice: OnNotice | None = None,
) -> None:
    """Run a statement that builds an index in a session of its own, and look at it through `connection`.

    `connection` is in autocommit mode, because a transaction of its own would be waited for. `resources`
    count for the build only, which no timeout ends. Any exception, also Ctrl-C, cancels the statement on the
    server and waits until it has ended. Raises `DatabaseError` when Postgres refuses.
    """
    path = connection.scalar(text("show search_path"))
    # whatever driver the connection has
    url = connection.engine.url.set(drivername="postgresql+psycopg2")
    _, given = url.get_dialect()().create_connect_args(url)
    try:
        # asynchronous, so that Ctrl-C is heard and notices come at once
        with closing(psycopg2.connect(**given, async_=True)) as session:
            build = _Build(session, connection, on_progress, on_notice)
            build.execute(_NO_LIMITS)
            build.execute(_SETTINGS, {"path": path, **_given(resources)})
            try:
                build.execute(statement)
            except BaseException:
                build.cancel()
                raise
    except psycopg2.Error as error:
        raise _refusal(error) from error


def check_autocommit(connection: Connection) -> None:
    """Raise `PgmatchError` unless the connection is in autocommit mode."""
    driver = connection.connection.dbapi_connection
    if not getattr(driver, "autocommit", False):
        raise PgmatchError(
            "an index cannot be built inside a transaction",
            'Pass a connection with execution_options(isolation_level="AUTOCOMMIT").',
        )


class _Build:
    def __init__(
        self,
        session: Session,
        connection: Connection,
        on_progress: OnProgress | None,
        on_notice: OnNotice | None,
    ) -> None:
        self._session = session
        self._connection = connection
        self._on_progress = on_progress
        self._on_notice = on_notice
        self._pid: int | None = None
        self._wait()
        # not what the login said, which behind a pooler is a number of the pooler's own
        with session.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            self._wait()
            ((self._pid,),) = cursor.fetchall()

    def execute(self, statement: str, values: dict[str, str | None] | None = None) -> None:
        with self._session.cursor() as cursor:
            cursor.execute(statement, values)
            self._wait()

    def cancel(self) -> None:
        """End what still runs on the server; does nothing when it has ended."""
        if self._session.closed or not self._session.isexecuting():
            return
        self._connection.execute(text("select pg_cancel_backend(:pid)"), {"pid": self._pid})
        with suppress(psycopg2.Error):  # that it was cancelled
            self._wait()

    def _wait(self) -> None:
        while (state := self._session.poll()) != POLL_OK:
            reading = [self._session] if state == POLL_READ else []
            writing = [] if state == POLL_READ else [self._session]
            is_ready = any(select.select(reading, writing, [], _PAUSE))
            self._tell_notices()
            if not is_ready:
                self._tell_progress()
        self._tell_notices()

    def _tell_notices(self) -> None:
        notices = list(self._session.notices)
        del self._session.notices[:]
        if self._on_notice:
            for notice in notices:
                self._on_notice(notice.strip())

    def _tell_progress(self) -> None:
        if self._on_progress is None or self._pid is None:
            return
        row = self._connection.execute(text(_PROGRESS), {"pid": self._pid}).one_or_none()
        if row is None:
            return
        unit = "tuples" if row.tuples_total else "blocks"
        total, done = getattr(row, f"{unit}_total"), getattr(row, f"{unit}_done")
        self._on_progress(Progress(row.phase, min(done, total), total, unit, row.waits_for))


def _given(resources: Resources) -> dict[str, str | None]:
    workers = None if resources.workers is None else str(resources.workers)
    return {"memory": resources.memory, "workers": workers}


def _refusal(error: psycopg2.Error) -> DatabaseError:
    sqlstate = error.pgcode
    if sqlstate is None:
        return DatabaseError(str(error).partition("\n")[0], _CONNECTION_LOST)
    message, detail = error.diag.message_primary or str(error).strip(), error.diag.message_detail
    return DatabaseError(
        f"{message}\n{detail}" if detail else message,
        error.diag.message_hint or _HINTS.get(sqlstate),
        sqlstate,
    )
