"""What sessions count: how often an index was scanned, how many pages of it were read, how often a function was called.

A session reports to the others late: it waits a second after the last report, skips what another one is reporting, and
reports the rest when it has ended. So a test asks the session itself, in the transaction that it counts.
"""

from __future__ import annotations

from psycopg2.extensions import cursor as Cursor  # noqa: N812 - psycopg2 names the class so

from tests.client.waiting import wait_until
from tests.servers import Database

_SCANS = "select pg_stat_get_xact_numscans(%s::regclass)"
_PAGES = "select pg_stat_get_xact_blocks_fetched(%s::regclass)"
_CALLS = "select coalesce(sum(calls), 0)::int from pg_stat_xact_user_functions where funcname like %s"
_SESSIONS = """
    select pid from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""


def scans(cursor: Cursor, index: str) -> int:
    """Return how often the session, in its first transaction, has scanned an index."""
    return _number(cursor, _SCANS, index)


def pages(cursor: Cursor, index: str) -> int:
    """Return how many pages of an index the session, in its first transaction, has read."""
    return _number(cursor, _PAGES, index)


def calls(cursor: Cursor, name: str = "%") -> int:
    """Return how often it has called functions whose name is like that, since it set `track_functions`."""
    return _number(cursor, _CALLS, name)


def wait_for_reports(database: Database) -> None:
    """Wait until the other sessions in a database have ended, and so have reported all that they counted."""
    database.end_session()
    wait_until(lambda: not database.rows(_SESSIONS))


def _number(cursor: Cursor, query: str, name: str) -> int:
    cursor.execute(query, [name])
    ((number,),) = cursor.fetchall()
    return int(number)
