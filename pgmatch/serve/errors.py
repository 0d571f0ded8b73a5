"""What can go wrong between a question and its answer; none of the messages shows a key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pgmatch.errors import DatabaseError, PgmatchError, SettingError

NO_DATA_FOUND = "P0002"  # SQLSTATE of what is not there
# connection refused or broken, out of connections, shut down or starting up; the API without its database
_UNAVAILABLE = ("08", "53", "57P", "PGRST00")


class QuestionError(PgmatchError):
    """The question is empty, or longer than the embedding model takes."""


class CompletionError(PgmatchError):
    """The server of the language model refused a request, failed, or did not answer in time.

    `status` is the HTTP status that it answered, None if it did not answer.
    """

    def __init__(
        self, message: str, hint: str | None = None, *, status: int | None = None, timed_out: bool = False
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.timed_out = timed_out


def is_unavailable(error: DatabaseError) -> bool:
    """Whether the database could not be reached. The message of such an error may contain its address."""
    return not error.code or error.code.startswith(_UNAVAILABLE)


@contextmanager
def of_the_extra() -> Iterator[None]:
    """Raise `SettingError` for an import of a package of the extra that is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "pgmatch":
            raise
        raise SettingError(
            f"serving answers needs the Python package {error.name!r}", "pip install 'pgmatch[serve]'"
        ) from error
