"""The error of a migration, readable for both Alembic's command line and pgmatch's."""

from __future__ import annotations

from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from pgmatch.errors import PgmatchError

# by SQLSTATE, for those that Postgres leaves without a hint
_HINTS = {"25006": "This server only reads, as a standby does. Migrate the primary; its standbys follow."}


class MigrationError(PgmatchError, CommandError):
    """A migration was refused; the database is as it was before.

    Alembic prints it instead of a traceback.
    """


def migration_error(error: PgmatchError | DBAPIError) -> MigrationError:
    """Return `error` with Postgres' own message, detail, hint and SQLSTATE."""
    if isinstance(error, PgmatchError):
        return MigrationError(error.message, error.hint, error.sqlstate)
    diagnosis = getattr(error.orig, "diag", None)
    message = getattr(diagnosis, "message_primary", None) or str(error.orig).strip()
    sqlstate = getattr(diagnosis, "sqlstate", None)
    detail = getattr(diagnosis, "message_detail", None)
    return MigrationError(
        f"{message}\n{detail}" if detail else message,
        getattr(diagnosis, "message_hint", None) or _HINTS.get(sqlstate or ""),
        sqlstate,
    )
