"""Whether a database has what this client calls."""

from __future__ import annotations

from pgmatch.client.revision import check_line, upgrade_command
from pgmatch.client.transport import Transport
from pgmatch.errors import DatabaseError
from pgmatch.lines.collections import calls
from pgmatch.lines.collections.calling import LINE

_MISSING = ("3F000", "42883", "PGRST202")  # the schema, or the function


def installed(transport: Transport) -> calls.Info:
    """Return what is installed; raise `DatabaseError`, with the command, for what is missing or too old."""
    try:
        info = transport.run(calls.info())
    except DatabaseError as error:
        if error.code not in _MISSING:
            raise
        raise DatabaseError(
            f"collections are not installed here: {error.message}",
            f"Run `{upgrade_command(LINE)}`. If `pgmatch status` shows another schema for them, pass "
            "schema= to create_client.",
            error.sqlstate,
            code=error.code,
        ) from error
    check_line(LINE, info.revision)
    return info
