"""The error of a migration, readable for both Alembic's command line and pgmatch's."""

from __future__ import annotations

from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pgmatch.errors import PgmatchError

# by SQLSTATE, for those that Postgres leaves without a hint
_HINTS = {
    "25006": "This server is read-only, as a standby is. Migrate the primary; its standbys follow.",
    "42501": "Connect as the owner of the tables: the role that ran the migrations, or a member of it.",
    "42P07": "The version table may name another revision, as after a wrong stamp: run pgmatch doctor.",
}
# Postgres proposes to drop with CASCADE what is not pgmatch's
_NEEDED = "Drop or change what uses it, and run the downgrade again."
_LOST = "The session was ended. Run the command again: it continues from what is done."


class MigrationError(PgmatchError, CommandError):
    """A migration was refused; the database is as it was before.

    Alembic prints it instead of a traceback.
    """


def database_cause(error: SQLAlchemyError) -> DBAPIError:
    """Return the database's own error: where a connection is lost, SQLAlchemy raises another on the way out.

    Raises `error` again when there is none.
    """
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, DBAPIError):
            return found
        found = found.__context__
    raise error


def migration_error(error: PgmatchError | DBAPIError) -> MigrationError:
    """Return `error` with Postgres' own message, detail, hint and SQLSTATE."""
    if isinstance(error, PgmatchError):
        return MigrationError(error.message, error.hint, error.sqlstate)
    diagnosis = getattr(error.orig, "diag", None)
    message = getattr(diagnosis, "message_primary", None) or str(error.orig).strip()
    sqlstate = getattr(diagnosis, "sqlstate", None)
    detail = getattr(diagnosis, "message_detail", None)
    hint = _LOST if error.connection_invalidated else _HINTS.get(sqlstate or "")
    if getattr(diagnosis, "source_function", None) == "reportDependentObjects":
        hint = _NEEDED
    else:
        hint = getattr(diagnosis, "message_hint", None) or hint
    return MigrationError(f"{message}\n{detail}" if detail else message, hint, sqlstate)
