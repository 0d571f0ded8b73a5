"""How `--fix` repairs. Every repair gets a connection in autocommit mode."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from pgmatch.doctor.models import Repair
from pgmatch.index import create, drop, find_column, find_index, plan_index, rebuild


def running(*statements: str) -> Repair:
    """Return what runs statements of SQL, each as it stands and in a transaction of its own."""

    def repair(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    return repair


def building(connection: Connection) -> None:
    """Build the index that searches need, as `pgmatch index create` does."""
    create(connection, plan_index(connection, find_column(connection)))


def rebuilding(name: str, connection: Connection) -> None:
    """Build an index anew, as `pgmatch index rebuild` does."""
    rebuild(connection, *find_index(connection, name))


def dropping(name: str, connection: Connection) -> None:
    """Drop an index, as `pgmatch index drop` does."""
    drop(connection, *find_index(connection, name))
