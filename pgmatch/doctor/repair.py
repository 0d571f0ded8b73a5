"""How `--fix` repairs. Every repair gets a connection in autocommit mode."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from sqlalchemy.engine import Connection

from pgmatch.doctor.models import Repair
from pgmatch.index import create, drop, find_column, find_index, plan_index, rebuild


def running(*statements: str) -> Repair:
    """Return what runs statements of SQL, each as it stands and in a transaction of its own."""

    def repair(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    return repair


def following(steps: Sequence[str]) -> Repair:
    """Return what takes the steps of a fix: SQL as it stands, and commands of `pgmatch index`."""

    def repair(connection: Connection) -> None:
        for step in steps:
            words = shlex.split(step) if step.startswith("pgmatch index ") else []
            match words[2:]:
                case ["create", *column]:
                    create(connection, plan_index(connection, find_column(connection, *column)))
                case ["rebuild", name]:
                    rebuild(connection, *find_index(connection, name))
                case ["drop", name, "--yes"]:
                    drop(connection, *find_index(connection, name))
                case _:
                    running(step)(connection)

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
