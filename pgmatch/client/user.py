"""Acting for a user on a connection to Postgres itself, as PostgREST does for the bearer of a token."""

from __future__ import annotations

import json

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.lines import COMMON_TABLES, tables_in

USER_ROLE = "pgmatch_user"
_HINTS = {
    "22023": "The access mode owner creates the role: select pgmatch.set_access('owner');",
    "42501": f"Grant the role to the one that you log in as: grant {USER_ROLE} to …;",
}
_ACT = "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)"
_IS_GUARDED = """
    select coalesce(bool_and(row_security_active(c.oid)), %s)
    from pg_catalog.pg_class as c
    where c.relnamespace = to_regnamespace(quote_ident(%s))
      and (
        c.relname = any (%s)
        -- one with a name that others use too is ours if it has such policies
        or c.relname = any (%s) and exists (
          select 1 from pg_catalog.pg_policy as p where p.polrelid = c.oid and p.polname ~ '^pgmatch_'
        )
      )
"""


def claims(user_id: str) -> str:
    """Return the claims of a user's token; raise `PgmatchError` when there is no user in `user_id`."""
    if not isinstance(user_id, str) or not user_id.strip():
        raise PgmatchError(
            f"user_id is {user_id!r}, which names nobody",
            "Pass the user's id, as in the column owner_id, or leave user_id out.",
        )
    if "\0" in user_id:
        raise PgmatchError(
            f"user_id {user_id!r} has the character NUL, which Postgres cannot store", "Remove it."
        )
    return json.dumps({"sub": user_id, "role": USER_ROLE})


def act_for(
    user_claims: str, connection: Connection, schema: str, table: tuple[str, str] | None = None
) -> None:
    """Make the transaction that of a user; raise `DatabaseError` where it could see rows of others.

    `table` is the schema and the name of what it reads, which need not exist; by default, that are the tables
    of the lines in `schema`.
    """
    try:
        connection.exec_driver_sql(_ACT, (user_claims, USER_ROLE))
    except DBAPIError as error:
        sqlstate = getattr(error.orig, "pgcode", None)
        if sqlstate not in _HINTS:
            raise
        raise DatabaseError(str(error.orig).strip(), _HINTS[sqlstate], sqlstate) from error
    guarded = (
        (False, schema, tables_in(schema), COMMON_TABLES)
        if table is None
        else (True, table[0], [table[1]], [])
    )
    if not connection.exec_driver_sql(_IS_GUARDED, guarded).scalar():
        raise _unguarded(schema, table)


def _unguarded(schema: str, table: tuple[str, str] | None) -> DatabaseError:
    if table is None:
        what, fix = f"the tables in the schema {schema}", "select pgmatch.set_access('owner');"
    else:
        what = ".".join(table)
        fix = f"alter table {what} enable row level security; with a policy that shows users their own rows;"
    return DatabaseError(
        f"row level security does not hold for {USER_ROLE} on {what}",
        f"Have the owner run: {fix} and make sure that the role {USER_ROLE} neither owns what it reads nor "
        "has BYPASSRLS.",
    )
