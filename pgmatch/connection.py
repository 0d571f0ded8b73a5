"""The database that the settings name, for what runs SQL of its own: migrations and commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.settings import Found

# names in what Postgres prints are compared; a role may have set it
_BARE_NAMES = """
    select set_config('quote_all_identifiers', 'off', false)
    where current_setting('quote_all_identifiers') = 'on'
"""
_TIMEOUT = 15  # seconds to connect


@contextmanager
def connected(
    found: Mapping[str, Found], *, own_session: bool = False, timeout: int = _TIMEOUT
) -> Iterator[Connection]:
    """Give a connection to the database of the settings, and close it.

    `own_session` refuses a pooler in transaction mode, for what takes locks or changes settings; `timeout`
    is how many seconds connecting may take, unless the URL says it.
    Raises `SettingError` when no database is set, `DatabaseError` when it cannot be reached.
    """
    # here, so that `pgmatch --help` need not wait for it
    from sqlalchemy import NullPool, create_engine, text
    from sqlalchemy.exc import OperationalError

    from pgmatch.client.errors import Caller, database_error
    from pgmatch.pooler import refuse_shared_session
    from pgmatch.settings import connectable, database_url, refuse_transaction_pooler

    url = database_url(found["database_url"].value)
    if own_session:
        refuse_transaction_pooler(url)
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": timeout}
    engine = create_engine(connectable(url), poolclass=NullPool, connect_args=patience)
    try:
        connection = engine.connect()
    except OperationalError as error:
        raise database_error(error, Caller(url, found["schema"].value or "public", "connect")) from error
    with connection:
        if own_session:
            refuse_shared_session(connection)
        connection.execute(text(_BARE_NAMES))
        connection.commit()
        yield connection
