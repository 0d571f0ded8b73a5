"""The exceptions that pgmatch raises on purpose; all of them are `PgmatchError`."""

from __future__ import annotations


class PgmatchError(Exception):
    """Something the user can put right.

    `message` names the value that is wrong; `hint` says what to do about it. `sqlstate` is the
    five-character code when the error came from Postgres.
    """

    def __init__(self, message: str, hint: str | None = None, sqlstate: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.sqlstate = sqlstate

    def __str__(self) -> str:
        return f"{self.message}\nHint: {self.hint}" if self.hint else self.message


class SettingError(PgmatchError):
    """An option, environment variable or recorded setting is missing, malformed or contradicted."""


class DatabaseError(PgmatchError):
    """Postgres, or the API in front of it, refused a call or could not be reached.

    `code` is the SQLSTATE, or else the API's own code, such as "PGRST202". `answer_lost` says that the call
    was sent and no answer came back, so that it is not known whether it was done.
    """

    def __init__(
        self,
        message: str,
        hint: str | None = None,
        sqlstate: str | None = None,
        *,
        code: str | None = None,
        answer_lost: bool = False,
    ) -> None:
        super().__init__(message, hint, sqlstate)
        self.code = code or sqlstate
        self.answer_lost = answer_lost


class IngestError(PgmatchError):
    """A document could not be read, split or stored."""


class EmbeddingError(PgmatchError):
    """An embedding model could not be loaded, or refused its input."""


class EmbeddedServerError(PgmatchError):
    """The embedded PostgreSQL server could not be started, found or stopped."""
