"""What can go wrong between a question and its answer; none of the messages shows a key."""

from __future__ import annotations

from pgmatch.errors import PgmatchError, SettingError


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


def missing(error: ModuleNotFoundError) -> SettingError:
    """Return the error for a package of the extra that is not installed; raise any other one as it is."""
    if error.name is None or error.name.partition(".")[0] == "pgmatch":
        raise error
    return SettingError(
        f"serving answers needs the Python package {error.name!r}", "pip install 'pgmatch[serve]'"
    )
