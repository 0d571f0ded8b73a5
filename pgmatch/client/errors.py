"""What went wrong in a call, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pgmatch.client.hints import in_python
from pgmatch.client.revision import upgrade_command
from pgmatch.errors import DatabaseError
from pgmatch.lines import LINES
from pgmatch.lines.line import DEFAULT, Line
from pgmatch.settings import ENCODE

# by SQLSTATE, for those that Postgres leaves without a hint
_HINTS = {
    "22003": "An integer is at most 2147483647, a bigint at most 9223372036854775807.",
    "23505": (
        "Someone else may have just written it: repeat the call. If rows were copied with their ids, as "
        "logical replication does, set the sequences: select setval(pg_get_serial_sequence(…), …);"
    ),
    "25006": "This server is read-only, as a standby is. To ingest, connect to the primary.",
    "40001": "Repeat the call.",
    "40P01": "Repeat the call.",
    "42883": (
        "The function calls something that is missing. If the vector extension was moved, run: "
        "select pgmatch.repin(); otherwise run `pgmatch alembic upgrade head`, and if that changes nothing, "
        "`pgmatch doctor --fix`, which puts back missing functions."
    ),
    "42P01": "A table is missing. Run `pgmatch alembic upgrade head`, or `pgmatch doctor` to find out.",
    "53300": "The server accepts no more connections. Close some, or use a pooler.",
    "57014": (
        "If it was the statement timeout, set a longer one for {login}: "
        "alter role … set statement_timeout = '30s';"
    ),
}
_NO_GRANT = (
    "You are calling as {role}. It needs EXECUTE on the function, and SELECT on the columns that the "
    "function reads."
)
_NOT_ALLOWED = (
    "You are calling as {role}. The access mode does not let it do this; the owner and service_role may. "
    "To let everyone search, the owner runs: select pgmatch.set_access('public_read'LINE); "
    "to give each user their own rows: select pgmatch.set_access('owner'LINE);"
)
_NOT_FOR_READERS = (
    "You are calling as {{role}}, which may not {to_write}. Use the secret key, or log in as the owner of "
    "the tables or a member of service_role. In the access mode owner, signed-in users {own}."
)
_MODE_CHANGE = (
    "The access mode was just changed, or a grant is missing: repeat the call. If it fails again, the owner "
    "repairs the grants of {role} with `pgmatch doctor --fix`."
)
_STARTUP = (
    "A pooler does not accept this parameter. Remove it from the URL, and set it for {login}: "
    "alter role … set …;"
)
_PASSWORD = f"Is the password in the URL right? {ENCODE}"
_PARAMETER = "Correct the parameter in the URL."
_UNREACHABLE = "Is the server at {server} running, and are the user, password and database in the URL right?"
# by words of a refusal before the session, which has no SQLSTATE
_REFUSALS = {
    "unsupported startup parameter": _STARTUP,
    "does not exist": "Create it, or correct its name in the URL.",
    "password": _PASSWORD,
    "invalid socket": _UNREACHABLE,  # libpq's word if the server is gone during a COPY
    "invalid": _PARAMETER,
}


@dataclass(frozen=True)
class Caller:
    """Who called what, where; `role` is the current role, None where it is the one that logged in.

    `for_writers` says that only those may call it who may ingest.
    """

    url: URL
    schema: str
    function: str
    line: str | None = DEFAULT
    role: str | None = None
    for_writers: bool = False


def missing_hint(line: str | None, near: Sequence[str] = ()) -> str:
    """Return what to do where a function is not there; `line` installs it, None stands for the user's own.

    `near` are names that may be meant.
    """
    if line is None:
        question = f"Did you mean {' or '.join(near)}? " if near else ""
        return (
            f"{question}`pgmatch function list` shows the match functions and their arguments. If the "
            "function is in another schema, name that too: shop.match_products."
        )
    return (
        f"Run `{upgrade_command(line)}`, and if that changes nothing, `pgmatch doctor --fix`, which puts "
        "back missing functions. If `pgmatch status` shows another schema, set PGMATCH_SCHEMA or pass "
        "schema= to connect."
    )


def sqlstate_hint(sqlstate: str, message: str, *, line: str | None, for_writers: bool) -> str:
    """Return what to do about an error for which Postgres has no hint, with places to fill; or ""."""
    if sqlstate == "42501":
        return _forbidden(message, LINES[line] if line else None, for_writers=for_writers)
    if sqlstate == "3F000":
        return missing_hint(line)
    return _HINTS.get(sqlstate, "")


def _forbidden(message: str, line: Line | None, *, for_writers: bool) -> str:
    if message.endswith("for schema pgmatch"):
        return _MODE_CHANGE
    if line is None:
        return _NO_GRANT
    if for_writers:
        return _NOT_FOR_READERS.format(to_write=line.to_write, own=line.own)
    mode = line.base or line.name
    return _NOT_ALLOWED.replace("LINE", "" if mode == DEFAULT else f", '{mode}'")


def database_error(error: DBAPIError, caller: Caller) -> DatabaseError:
    """Return Postgres' message, hint and SQLSTATE, with a hint of our own where Postgres has none."""
    diagnosis = getattr(error.orig, "diag", None)
    sqlstate: str | None = getattr(error.orig, "pgcode", None)
    message: str = getattr(diagnosis, "message_primary", None) or str(error.orig).strip()
    detail: str | None = getattr(diagnosis, "message_detail", None)
    hint = _hint(sqlstate, message, getattr(diagnosis, "message_hint", None), caller)
    if sqlstate == "42883" and _is_about(message, caller):
        # Postgres names every argument's type, which for some functions fills the screen
        message = missing(caller.function, caller.schema)
    return DatabaseError(f"{message}\n{detail}" if detail else message, hint, sqlstate)


def missing(function: str, schema: str) -> str:
    """Return the message about a function that is not there."""
    return f'the function {function} does not exist in the schema "{schema}"'


def pool_error(error: PoolTimeoutError) -> DatabaseError:
    """Return the error of a call that got no connection because all were in use."""
    return DatabaseError(
        f"no connection was free: {error}",
        "Make fewer calls at once, or open another Database for some of them.",
    )


def _hint(sqlstate: str | None, message: str, given: str | None, caller: Caller) -> str | None:
    if sqlstate is None:
        ours = next((hint for words, hint in _REFUSALS.items() if words in message.lower()), _UNREACHABLE)
    elif given and sqlstate != "42883":  # for which Postgres' own hint is to add type casts
        return in_python(given)
    elif sqlstate == "42883" and _is_about(message, caller):
        ours = missing_hint(caller.line)
    else:
        ours = sqlstate_hint(sqlstate, message, line=caller.line, for_writers=caller.for_writers)
    url, login = caller.url, caller.url.username
    return (
        ours.format(
            schema=caller.schema,
            role=_named(caller.role or login),
            login=_named(login),
            server=f"{url.host or 'the local socket'}:{url.port or 5432}",
        )
        or None
    )


def _is_about(message: str, caller: Caller) -> bool:
    """Tell whether Postgres misses the function of the call, not one that it calls."""
    return re.search(rf'(?<![\w$]){re.escape(caller.function)}"?\(', message) is not None


def _named(role: str | None) -> str:
    return f'the role "{role}"' if role else "the role that you log in as"
