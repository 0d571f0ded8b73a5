"""Calls by SQL, over a pool of connections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from select import POLLIN, poll
from time import monotonic
from typing import Any

import psycopg2
from psycopg2.extensions import encodings
from psycopg2.sql import SQL, Identifier
from sqlalchemy import Connection, Executable, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from pgmatch.client.arguments import sql_literal
from pgmatch.client.call import Call, Result
from pgmatch.client.cancellation import Cancellation
from pgmatch.client.errors import Caller, database_error, pool_error
from pgmatch.client.signatures import NOT_FOUND, find, reason
from pgmatch.client.user import USER_ROLE, act_for, claims
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.lines.line import DEFAULT
from pgmatch.settings import connectable, masked_url

CONNECTIONS = 15  # at once
_CONNECT_TIMEOUT = 15  # seconds
_FORBIDDEN = "42501"
_RECENT = 30  # seconds
_USED = "pgmatch: used at"


class SqlTransport:
    """Makes each call as `select * from function(name => value, …)` in a transaction of its own.

    Nothing is left in a session, so that a pooler may give every transaction another one.
    """

    sections_a_call = None

    def __init__(
        self,
        url: URL,
        schema: str,
        pool_timeout: float = 30.0,
        user_id: str | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        """Prepare a pool of at most 15 connections; a call waits `pool_timeout` seconds for a free one.

        With `read_only`, Postgres refuses whatever would write. Raises `PgmatchError` for an empty `user_id`.
        """
        self._url = url
        self._schema = schema
        self._claims = None if user_id is None else claims(user_id)
        self._read_only = read_only
        self._closed = False
        timeout = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_TIMEOUT}
        self._engine = create_engine(
            connectable(url),
            pool_size=5,
            max_overflow=CONNECTIONS - 5,
            pool_timeout=pool_timeout,
            # else every new connection is asked for the types of an extension that is not used here
            use_native_hstore=False,
            # people's documents stay out of error messages and logs
            hide_parameters=True,
            connect_args=timeout,
            execution_options={"postgresql_readonly": True} if read_only else {},
        )
        event.listen(self._engine, "checkout", _check_alive)

    def __repr__(self) -> str:
        return f"{masked_url(self._url.render_as_string(hide_password=False))} schema={self._schema!r}"

    def run(self, call: Call[Result], cancellation: Cancellation | None = None) -> Result:
        """Make the call; raise `DatabaseError` when it is refused or cancelled."""
        try:
            with self.transaction(
                call.function,
                call.line,
                for_writers=call.for_writers,
                schema=call.schema,
                table=call.table,
                is_one_statement=not call.takes_long,
                cancellation=cancellation,
            ) as transaction:
                if call.takes_long:
                    transaction.lift_timeout()
                rows = transaction.rows(call)
        except DatabaseError as error:
            if call.line is None and error.sqlstate in NOT_FOUND and (why := self._why_not(call)):
                raise DatabaseError(*why, sqlstate=error.sqlstate) from error
            raise
        return call.read(rows)

    @contextmanager
    def transaction(
        self,
        function: str,
        line: str | None = DEFAULT,
        *,
        for_writers: bool = False,
        schema: str | None = None,
        table: tuple[str, str] | None = None,
        is_one_statement: bool = False,
        cancellation: Cancellation | None = None,
    ) -> Iterator[SqlTransaction]:
        """Give a transaction that is committed at the end; errors are those of the function.

        `table` is as in `Call`. What is one statement is a transaction by itself, unless that acts for a user
        or only reads.
        """
        if self._closed:
            raise PgmatchError(f"{function} was called after close()", "Call pgmatch.connect() again.")
        try:
            with self._engine.begin() as connection:
                transaction = SqlTransaction(connection, self._schema)
                with cancellation.over(transaction.driver) if cancellation else nullcontext():
                    if self._claims:
                        act_for(self._claims, connection, self._schema, table)
                    is_alone = is_one_statement and not self._claims and not self._read_only
                    with _autocommit(transaction.driver) if is_alone else nullcontext():
                        yield transaction
        except DBAPIError as error:
            is_forbidden = getattr(error.orig, "pgcode", None) == _FORBIDDEN
            role = USER_ROLE if self._claims else self._current_role() if is_forbidden else None
            caller = Caller(self._url, schema or self._schema, function, line, role, for_writers)
            raise database_error(error, caller) from error
        except PoolTimeoutError as error:
            raise pool_error(error) from error

    def _why_not(self, call: Call[Any]) -> tuple[str, str] | None:
        """Return message and hint about a function of the user's own that a call has not found."""
        schema = call.schema or self._schema
        with self._engine.connect() as connection:
            found = find(connection, schema, call.function, self._schema)
        return reason(found, call.function, schema, list(call.arguments))

    def _current_role(self) -> str | None:
        """Return the role that calls are made as, which need not be the one that logs in."""
        try:
            with self._engine.connect() as connection:
                return str(connection.exec_driver_sql("select current_user").scalar())
        except (DBAPIError, PoolTimeoutError):
            return None  # the refusal of the call is what the user has to see

    def close(self) -> None:
        """Close the connections that are not in use; those in use close when their call ends."""
        self._closed = True
        self._engine.dispose()


@contextmanager
def _autocommit(driver: Any) -> Iterator[None]:
    """Let a statement be a transaction by itself, which saves two round trips.

    The attribute costs none; to change SQLAlchemy's isolation level costs two.
    """
    driver.autocommit = True
    try:
        yield
    finally:
        if not driver.closed:
            driver.autocommit = False


def _check_alive(driver: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Have a connection replaced that the server has closed.

    To ask costs a round trip, so only one is asked that was not used for a while, or that has received
    something, such as the server's last words.
    """
    received = poll()
    received.register(driver.fileno(), POLLIN)
    now = monotonic()
    is_recent = now - record.info.get(_USED, now) < _RECENT
    record.info[_USED] = now
    if is_recent and not received.poll(0):
        return
    try:
        with _autocommit(driver), driver.cursor() as cursor:
            cursor.execute("select 1")
    except psycopg2.Error as error:
        raise DisconnectionError(str(error)) from error


class SqlTransaction:
    """Several calls in one transaction, with rows copied between them."""

    def __init__(self, connection: Connection, schema: str) -> None:
        """Work on a connection of SQLAlchemy's, in the schema of the tables."""
        self._connection = connection
        # always: which words are reserved depends on the server's version
        self._quote = connection.dialect.identifier_preparer.quote_identifier
        self._schema = schema

    @property
    def encoding(self) -> str:
        """The codec that texts must be written with in `copy`."""
        return encodings[self.driver.encoding]

    def run(self, call: Call[Result]) -> Result:
        """Make the call and return its result."""
        return call.read(self.rows(call))

    def lift_timeout(self) -> None:
        """Let the calls that follow take as long as they need."""
        self._connection.exec_driver_sql("set local statement_timeout = 0")

    def rows(self, call: Call[Any]) -> list[dict[str, Any]]:
        """Make the call and return its rows."""
        schema = self._quote(call.schema or self._schema)
        arguments = ", ".join(f"{self._quote(name)} => %s" for name in call.arguments)
        result = self._connection.exec_driver_sql(
            f"select * from {schema}.{self._quote(call.function)}({arguments})",  # noqa: S608 - quoted
            tuple(sql_literal(name, value) for name, value in call.arguments.items()),
        )
        columns = list(result.keys())
        return [dict(zip(columns, row, strict=True)) for row in result]

    def query(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Run a query of SQLAlchemy's and return its rows."""
        return [dict(row._mapping) for row in self._connection.execute(statement, parameters)]

    def copy(
        self, table: str, columns: Sequence[str], chunks: Iterator[bytes], *, schema: str | None = None
    ) -> int:
        """Copy rows in the binary format into a table and return how many; what `chunks` raises is raised.

        `schema` is where the table is, by default that of the tables.
        """
        statement = SQL("copy {} ({}) from stdin (format binary)").format(
            Identifier(schema or self._schema, table), SQL(", ").join(map(Identifier, columns))
        )
        source = _Source(chunks)
        with self.driver.cursor() as cursor:
            try:
                cursor.copy_expert(statement, source)
            except psycopg2.Error as error:
                if source.error:
                    raise source.error from None
                if self.driver.closed:  # else the rollback fails, and its error hides this one
                    self._connection.invalidate(error)
                raise DBAPIError("copy", None, error) from error
            return int(cursor.rowcount)

    @property
    def driver(self) -> Any:
        """The connection of psycopg2."""
        return self._connection.connection.driver_connection


class _Source:
    """What psycopg2 reads a COPY from. It turns an error there into one of its own; this keeps the first."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.error: BaseException | None = None

    def read(self, _size: int = -1) -> bytes:
        try:
            return next(self._chunks, b"")
        except BaseException as error:
            self.error = error
            raise
