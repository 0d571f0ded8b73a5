"""What went wrong in a call, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pgmatch.client.revision import upgrade_command
from pgmatch.errors import DatabaseError
from pgmatch.settings import ENCODE

MISSING = (
    'The schema "{schema}" lacks it. Run `{upgrade}`; if pgmatch is in another schema, '
    "pass schema= to connect, or set PGMATCH_SCHEMA."
)

# by SQLSTATE, for those that Postgres leaves without a hint
_HINTS = {
    "23505": (
        "Somebody else may have just written it: repeat the call. After rows were copied with their ids, as "
        "by logical replication, set the sequences: select setval(pg_get_serial_sequence(…), …);"
    ),
    "25006": "This server only reads, as a standby does. Connect to the primary to ingest.",
    "3F000": MISSING,
    "40001": "Repeat the call.",
    "40P01": "Repeat the call.",
    "42501": (
        "You call as {role}. In the access mode private only the owner and service_role may do so. "
        "The owner lets everybody search with: select pgmatch.set_access('public_read'); "
        "or each user their own rows: select pgmatch.set_access('owner');"
    ),
    "42883": (
        "Something that it calls is missing. After moving the vector extension: select pgmatch.repin(); "
        "otherwise run `pgmatch alembic upgrade head`."
    ),
    "42P01": "A table is missing. Run `pgmatch alembic upgrade head`.",
    "53300": "The server takes no more connections. Close some, or go through a pooler.",
    "57014": (
        "Was it the statement timeout? Set a longer one for {role}: "
        "alter role … set statement_timeout = '30s';"
    ),
}
_NOT_FOR_READERS = (
    "You call as {role}, which may not ingest. Use the secret key, or log in as the owner of the tables or a "
    "member of service_role. In the access mode owner signed-in users ingest pages of their own."
)
_STARTUP = (
    "A pooler stands between, which takes no such parameter. Leave it out of DATABASE_URL, and set it for "
    "{role}: alter role … set …;"
)
_PASSWORD = f"Is the password in DATABASE_URL right? {ENCODE}"
_PARAMETER = "Correct the parameter in DATABASE_URL."
_UNREACHABLE = "Is the server at {server} up, and are the user, password and database of DATABASE_URL right?"
# by words of a refusal before the session, which has no SQLSTATE
_REFUSALS = {
    "unsupported startup parameter": _STARTUP,
    "password": _PASSWORD,
    "invalid": _PARAMETER,
}


@dataclass(frozen=True)
class Caller:
    """Who called what, where."""

    url: URL
    schema: str
    function: str
    line: str = "nods"
    role: str | None = None

    @property
    def upgrade(self) -> str:
        """The command that installs the function."""
        return upgrade_command(self.line)


def sqlstate_hint(sqlstate: str, function: str) -> str:
    """Return what to do about an error for which Postgres has no hint, with places to fill; or ""."""
    if sqlstate == "42501" and (function.startswith("nods_") or function == "find_duplicate_sections"):
        return _NOT_FOR_READERS
    return _HINTS.get(sqlstate, "")


def database_error(error: DBAPIError, caller: Caller) -> DatabaseError:
    """Return Postgres' message, hint and SQLSTATE, with a hint of our own where Postgres has none."""
    diagnosis = getattr(error.orig, "diag", None)
    sqlstate: str | None = getattr(error.orig, "pgcode", None)
    message: str = getattr(diagnosis, "message_primary", None) or str(error.orig).strip()
    detail: str | None = getattr(diagnosis, "message_detail", None)
    hint: str | None = getattr(diagnosis, "message_hint", None)
    return DatabaseError(
        f"{message}\n{detail}" if detail else message,
        _hint(sqlstate, message, hint, caller),
        sqlstate,
    )


def pool_error(error: PoolTimeoutError) -> DatabaseError:
    """Return the error of a call that got no connection because all were in use."""
    return DatabaseError(
        f"no connection was free: {error}", "Make fewer calls at once, or connect once more for the others."
    )


def _hint(sqlstate: str | None, message: str, given: str | None, caller: Caller) -> str | None:
    if sqlstate is None:
        ours = next((hint for words, hint in _REFUSALS.items() if words in message.lower()), _UNREACHABLE)
    elif given and sqlstate != "42883":  # for which Postgres' own hint is to add type casts
        return given
    elif sqlstate == "42883" and caller.function in message:
        ours = MISSING
    else:
        ours = sqlstate_hint(sqlstate, caller.function)
    url, role = caller.url, caller.role or caller.url.username
    return (
        ours.format(
            schema=caller.schema,
            upgrade=caller.upgrade,
            role=f'the role "{role}"' if role else "the role that you log in as",
            server=f"{url.host or 'the local socket'}:{url.port or 5432}",
        )
        or None
    )
