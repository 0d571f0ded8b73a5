"""The plans of a call, the statements inside functions included."""

from __future__ import annotations

import re

from tests.servers import Database

# a statement that is put together, or a static one of a made function, which sorts a subquery
COMPARED = r"^Query Text: (with candidate as|select [^\n]*\n +from \(\n[^;]*pgmatch_distance)"

SHOW = (
    "load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;"
    "set auto_explain.log_level = 'notice'; set auto_explain.log_analyze = on; set client_min_messages = notice"
)


def plans(
    database: Database, statement: str, arguments: tuple[object, ...], role: str = "postgres"
) -> list[str]:
    """Return the plans of every statement that a call runs, nested ones included."""
    connection = database.connect()
    with connection, connection.cursor() as cursor:
        cursor.execute(SHOW)
        cursor.execute(f"set local role {role}")
        connection.notices.clear()
        cursor.execute(statement, arguments)
    connection.close()
    return [notice for notice in connection.notices if "plan:" in notice]


def walks(found: list[str]) -> list[str]:
    """Return the plans that walk a vector index, with a static statement or with one that was put together."""
    return [plan for plan in found if "Query Text: with " in plan and "fetch first" in plan]


def exact_passes(found: list[str]) -> list[str]:
    """Return the plans that compare all sections that pass the filters."""
    return [
        plan for plan in found if re.search(COMPARED, plan.split("\n", 1)[1]) and "fetch first" not in plan
    ]
