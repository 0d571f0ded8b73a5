"""POST a JSON request to an embedding service; repeat it while that can help, else say what is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import tenacity

from pgmatch.errors import EmbeddingError

TOO_MANY_REQUESTS = 429
MESSAGE_LENGTH = 500
_HINTS = {
    400: "The service does not accept this request; its message says why.",
    403: "The key may not use this model or service: check the permissions of the key and its project.",
    404: "Check the model's name and the base URL, which usually ends in /v1 (OPENAI_BASE_URL).",
}


@dataclass(frozen=True)
class Retry:
    """How often and after how long a request is repeated.

    attempts: requests at most, the first included, 1 or more. first_wait, longest_wait: seconds; the wait
    doubles from the one up to the other, plus a random part of up to first_wait. A `Retry-After` of the
    service that is longer is obeyed, but one beyond longest_wait ends the attempts. sleep: what waits.
    """

    attempts: int = 6
    first_wait: float = 0.5
    longest_wait: float = 60.0
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Key:
    """The secret of the Authorization header and where it was found; `value` None sends no header."""

    value: str | None
    origin: str

    def __repr__(self) -> str:
        return f"Key(origin={self.origin!r})"


class _PassingError(EmbeddingError):
    """A failure that may pass; `retry_after` is the wait in seconds that the service asks for, or 0."""

    def __init__(self, message: str, hint: str, retry_after: float = 0.0) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class Service:
    """One address that takes embedding requests. Safe to use from several threads."""

    def __init__(self, url: str, key: Key, timeout: float, retry: Retry) -> None:
        self.url = url
        self._key = key
        self._timeout = timeout
        self._retry = retry
        headers = {"Authorization": f"Bearer {key.value}"} if key.value else {}
        self._client = httpx.Client(timeout=timeout, headers=headers)

    def close(self) -> None:
        """Close the connections; a later request is an error."""
        self._client.close()

    def post(self, body: dict[str, Any]) -> Any:
        """Return the JSON value that the service answers.

        429, 5xx and failed connections are tried again as `Retry` says. Raises `EmbeddingError`, never
        showing the key.
        """
        backoff = tenacity.wait_exponential(
            self._retry.first_wait, self._retry.longest_wait
        ) + tenacity.wait_random(0, self._retry.first_wait)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, _PassingError) else 0.0
            return max(asked, backoff(state))

        attempts = tenacity.Retrying(
            sleep=self._retry.sleep,
            stop=tenacity.stop_after_attempt(self._retry.attempts),
            wait=wait,
            retry=tenacity.retry_if_exception_type(_PassingError),
            reraise=True,
        )
        try:
            return attempts(self._post_once, body)
        except _PassingError as error:
            raise EmbeddingError(
                f"{error.message} (attempts made: {self._retry.attempts})", error.hint
            ) from error.__cause__

    def _post_once(self, body: dict[str, Any]) -> Any:
        try:
            response = self._client.post(self.url, json=body)
        except httpx.TimeoutException as error:
            raise _PassingError(
                f"{self.url} did not answer within {self._timeout:g} s",
                "Allow more time: timeout=…, in seconds.",
            ) from error
        except httpx.TransportError as error:
            raise _PassingError(
                f"no answer from {self.url}: {error}",
                "Is the address (OPENAI_BASE_URL) right, and is the server running?",
            ) from error
        except httpx.RequestError as error:
            raise EmbeddingError(f"the answer of {self.url} cannot be read: {error}") from error
        if not response.is_success:
            raise self._refusal(response)
        try:
            return response.json()
        except ValueError as error:
            raise EmbeddingError(
                f"the answer of {self.url} is not JSON", "Is the base URL (OPENAI_BASE_URL) that of the API?"
            ) from error

    def _refusal(self, response: httpx.Response) -> EmbeddingError:
        status = response.status_code
        code, message = reason(response, self._key)
        answer = f"{self.url} answered {status}: {message}"
        if status == httpx.codes.UNAUTHORIZED:
            return self._unauthorized()
        if code == "insufficient_quota":
            return EmbeddingError(answer, "The account's quota is used up: add credit or raise its limit.")
        if status == TOO_MANY_REQUESTS:
            return self._passing(
                answer, "The rate limit is reached: try later, or with a smaller batch_size.", response
            )
        if response.is_server_error:
            return self._passing(answer, "The service has a problem: try later.", response)
        return EmbeddingError(answer, _HINTS.get(status))

    def _unauthorized(self) -> EmbeddingError:
        if self._key.value is None:
            return EmbeddingError(
                f"{self.url} needs a key (401), and none is set",
                "Set OPENAI_API_KEY, in the environment or in .env.",
            )
        return EmbeddingError(
            f"{self.url} refused the key from {self._key.origin} (401)",
            "Is the key complete, valid, and made for this service?",
        )

    def _passing(self, answer: str, hint: str, response: httpx.Response) -> EmbeddingError:
        seconds = retry_after(response.headers.get("Retry-After", ""))
        if seconds > self._retry.longest_wait:
            return EmbeddingError(f"{answer} (it asks to wait {seconds:.0f} s)", hint)
        return _PassingError(answer, hint, seconds)


def reason(response: httpx.Response, key: Key) -> tuple[str, str]:
    """Return the code and the message of an error answer, as far as it has them, without the key."""
    try:
        error = response.json()["error"]
        code, message = str(error.get("code")), str(error.get("message"))
    except (ValueError, TypeError, KeyError, AttributeError):
        code, message = "", " ".join(response.text.split()) or response.reason_phrase
    if key.value:
        message = message.replace(key.value, "[key]")
    return code, message[:MESSAGE_LENGTH]


def retry_after(header: str) -> float:
    """Return the seconds that a Retry-After header asks for: a number or a date; 0 when there is none."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())
