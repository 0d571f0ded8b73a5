"""Calls of a made function: what they answer, and which path they took."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.servers import Database

CALLS = "select coalesce(sum(calls), 0)::int from pg_stat_xact_user_functions where funcname = 'nearest'"


class Called(NamedTuple):
    """The rows of a call, and whether the fast path gave them."""

    rows: list[tuple[Any, ...]]
    is_fast: bool


def call(
    database: Database, statement: str, *parameters: object, before: str = "", role: str = "postgres"
) -> Called:
    """Run a call in a transaction that is rolled back, and see whether it needed pgmatch.nearest."""
    with database.as_role("postgres") as cursor:
        cursor.execute("set local track_functions = 'pl'")
        if before:
            cursor.execute(before)
        cursor.execute(CALLS)
        earlier = cursor.fetchall()
        cursor.execute(f"set local role {role}")
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
        cursor.execute("set local role postgres")
        cursor.execute(CALLS)
        return Called(rows, cursor.fetchall() == earlier)
