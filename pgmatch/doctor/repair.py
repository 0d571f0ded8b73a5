"""How `--fix` repairs. Every repair gets a connection in autocommit mode."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from sqlalchemy.engine import Connection

from pgmatch.doctor.models import Repair
from pgmatch.index import create, drop, find_column, find_index, plan_index, rebuild
from pgmatch.index.suspend import resume


def following(steps: Sequence[str]) -> Repair:
    """Return what takes the steps of a fix: commands of `pgmatch index`, and SQL as it stands."""

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
                case ["resume", table]:
                    resume(connection, table)
                case _:
                    # each in a transaction of its own
                    connection.exec_driver_sql(step, execution_options={"no_parameters": True})

    return repair
