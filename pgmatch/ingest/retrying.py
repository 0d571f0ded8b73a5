"""Calls that are made again, because others work on the same pages or an answer was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pgmatch.errors import DatabaseError, IngestError

if TYPE_CHECKING:
    from tenacity import RetryCallState, Retrying

OVERTAKEN = "PT410"  # a newer run of the corpus has begun
_ATTEMPTS = 10
_LOST_ATTEMPTS = 3  # of a call whose answer does not come
_REPEATABLE = (
    "PT409",
    "40001",
    "40P01",
    "23503",
)  # somebody else changed the page, or removed its parent; conflicts of transactions


def retrying() -> Retrying:
    """Return what makes a call again after conflicts with others; raise `IngestError` without tenacity."""
    try:
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential
    except ImportError as error:
        raise IngestError(
            "ingest needs the Python package 'tenacity'", "pip install 'pgmatch[ingest]'"
        ) from error
    return Retrying(
        retry=retry_if_exception(is_repeatable),
        stop=stop_after_attempt(_ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.05, max=2),
        reraise=True,
    )


def is_repeatable(error: BaseException | None) -> bool:
    """Whether a call that failed so can be made again."""
    return isinstance(error, DatabaseError) and error.sqlstate in _REPEATABLE


def may_put_again(state: RetryCallState) -> bool:
    """Whether a page may be put again: also when it may have been, because that leaves the same page."""
    error = state.outcome.exception() if state.outcome else None
    is_lost = isinstance(error, DatabaseError) and error.answer_lost
    return is_repeatable(error) or (is_lost and state.attempt_number < _LOST_ATTEMPTS)
