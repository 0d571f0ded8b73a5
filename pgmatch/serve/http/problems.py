"""What went wrong, as a client is told: one shape, without any word of the database, the model or a key."""

from __future__ import annotations

import logging
import traceback
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from pgmatch.errors import DatabaseError, EmbeddingError, PgmatchError
from pgmatch.serve.errors import NO_DATA_FOUND, CompletionError, QuestionError, is_unavailable

_log = logging.getLogger("pgmatch.serve")
_TIMED_OUT = "57014"
_LATER = "Try again later."


@dataclass(frozen=True)
class Problem:
    """An error as it is sent: `{"error": {"code", "message", "hint"}}`; `wait` is in seconds."""

    status: int
    code: str
    message: str
    hint: str | None = None
    wait: int | None = field(default=None, compare=False)

    def as_object(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        found = asdict(self)
        return {"error": {name: found[name] for name in ("code", "message", "hint")}}

    def response(self) -> Response:
        """Return it as the answer to a request."""
        headers = {} if self.wait is None else {"Retry-After": str(self.wait)}
        return JSONResponse(self.as_object(), self.status, headers)


class RequestError(Exception):
    """A request that is refused; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def bad_request(message: str, hint: str | None = None) -> RequestError:
    """Return the error of a request that is wrong in itself."""
    return RequestError(Problem(400, "bad_request", message, hint))


INTERNAL = Problem(500, "internal", "The server failed.", "Its log says more.")
TOO_LATE = Problem(504, "timeout", "The answer takes too long.", _LATER)
OVERLOADED = Problem(503, "overloaded", "Too many requests are under way.", _LATER, wait=1)
_DOWN = Problem(503, "database_unavailable", "The database cannot be reached.", _LATER, wait=5)
_NO_MODEL = Problem(502, "model_failed", "The language model gave no answer.", _LATER)
_LATE_MODEL = Problem(504, "model_timeout", "The language model takes too long.", _LATER)
_NO_EMBEDDING = Problem(502, "embedding_failed", "The question could not be embedded.", _LATER)


def problem_of(error: Exception) -> Problem:
    """Return what a client is told about an error."""
    if isinstance(error, RequestError):
        return error.problem
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, QuestionError):
        return Problem(400, "bad_request", error.message, error.hint)
    if isinstance(error, CompletionError):
        return _LATE_MODEL if error.timed_out else _NO_MODEL
    if isinstance(error, EmbeddingError):
        return _NO_EMBEDDING
    if isinstance(error, DatabaseError):
        return _of_database(error)
    return TOO_LATE if isinstance(error, TimeoutError) else INTERNAL


def _of_http(error: HTTPException) -> Problem:
    phrase = HTTPStatus(error.status_code).phrase
    return Problem(error.status_code, phrase.lower().replace(" ", "_"), f"{phrase}.")


def _of_database(error: DatabaseError) -> Problem:
    if error.sqlstate == NO_DATA_FOUND:
        return Problem(
            404, "not_found", "Not found.", "The page or section may have changed since it was found."
        )
    if error.sqlstate == _TIMED_OUT:
        return TOO_LATE
    return _DOWN if is_unavailable(error) else INTERNAL


def reported(error: Exception) -> Problem:
    """Return what a client is told about an error, and log it if the client is not at fault."""
    problem = problem_of(error)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s: %s", problem.code, _said(error))
    return problem


def _said(error: Exception) -> str:
    """Return what the log says about an error: no data, no statement, nothing that another server said."""
    name = type(error).__name__
    if isinstance(error, DatabaseError):
        return " ".join(filter(None, (name, error.code, _first_line(error))))
    if isinstance(error, CompletionError) and error.status:
        name = f"{name} {error.status}"
    if isinstance(error, PgmatchError):
        return f"{name}: {error.hint or ''}"
    return f"{name}\n{''.join(traceback.format_tb(error.__traceback__))}"


def _first_line(error: DatabaseError) -> str:
    # the messages of class 22 quote the data
    return "" if (error.sqlstate or "").startswith("22") else error.message.partition("\n")[0]
