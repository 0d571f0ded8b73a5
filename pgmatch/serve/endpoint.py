"""One address of a server that speaks OpenAI's API: what is sent to it, and what its answers mean."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from pgmatch.embedders.address import OPENAI
from pgmatch.embedders.service import Key, reason, retry_after
from pgmatch.serve.errors import CompletionError
from pgmatch.serve.prompt import Prompt

PATHS = {"chat": "/chat/completions", "completions": "/completions"}
DONE = "[DONE]"
CONNECT_TIMEOUT = 10.0  # seconds
# bytes of a response, most of which are not text: some servers send 600 with each token
_PER_TOKEN = 2 * 1024
_BESIDES = 64 * 1024
_HINTS = {
    400: "The server does not accept this request; its message says why.",
    403: "The key may not use this model: check the permissions of the key and its project.",
    404: "Check the model's name (PGMATCH_ANSWER_MODEL), and the URL, which usually ends in /v1 "
    "(PGMATCH_ANSWER_URL).",
}
_UNREADABLE = "Is the URL (PGMATCH_ANSWER_URL) that of an OpenAI-compatible API? Does PGMATCH_ANSWER_API fit?"


class PassingError(CompletionError):
    """A failure that may pass; `wait` is how many seconds the server asks to wait, or 0."""

    wait = 0.0


@dataclass(frozen=True)
class Endpoint:
    """An address, and how a model behind it is asked. `base_url` is checked before."""

    base_url: str
    key: Key
    model: str
    api: str
    stream: bool
    max_tokens: int
    timeout: float
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address of the requests."""
        return self.base_url + PATHS[self.api]

    @property
    def client_options(self) -> dict[str, Any]:
        """What the HTTP clients have in common."""
        return {
            "headers": {"Authorization": f"Bearer {self.key.value}"} if self.key.value else {},
            "timeout": httpx.Timeout(self.timeout, connect=CONNECT_TIMEOUT),
        }

    def body(self, prompt: Prompt) -> dict[str, Any]:
        """Return the request for the answer to a prompt."""
        asked: dict[str, Any] = {"model": self.model, "stream": self.stream, **self.options}
        if self.api == "completions":
            return {"prompt": f"{prompt.system}\n\n{prompt.user}\n\nAnswer:\n", **self._length, **asked}
        roles = {"system": prompt.system, "user": prompt.user}
        messages = [{"role": role, "content": content} for role, content in roles.items()]
        return {"messages": messages, **self._length, **asked}

    @property
    def _length(self) -> dict[str, int]:
        # OpenAI's newer chat models refuse max_tokens, and many other servers know nothing else
        is_openai = self.base_url == OPENAI and self.api == "chat"
        return {"max_completion_tokens" if is_openai else "max_tokens": self.max_tokens}

    def whole(self, response: httpx.Response) -> str:
        """Return the text of an answer that came in one piece."""
        try:
            choice = response.json()["choices"][0]
            text = choice["text"] if self.api == "completions" else choice["message"]["content"]
        except (ValueError, TypeError, LookupError) as error:
            raise self.unreadable(error) from error
        return self._text(text)

    def part(self, data: str) -> tuple[str, bool]:
        """Return the text of an event, and whether the model has ended its answer with it."""
        try:
            event = json.loads(data)
            if event.get("error"):
                raise CompletionError(f"{self.url} ended the answer: {self._shown(event['error'])}")
            if not event["choices"]:  # such as the event that counts tokens
                return "", False
            choice = event["choices"][0]
            holder, name = (
                (choice, "text") if self.api == "completions" else (choice.get("delta") or {}, "content")
            )
            return self._text(holder.get(name)), bool(choice.get("finish_reason"))
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise self.unreadable(error) from error

    def _text(self, value: Any) -> str:
        if not isinstance(value, str | None):
            raise self.unreadable(f"a text of the type {type(value).__name__}")
        return value or ""

    def refusal(self, response: httpx.Response) -> CompletionError:
        """Return the error of an answer whose status is not one of success; its body has been read."""
        status = response.status_code
        if status == httpx.codes.UNAUTHORIZED:
            return self._unauthorized()
        code, message = reason(response, self.key)
        answer = f"{self.url} answered {status}: {message}"
        if code == "insufficient_quota":
            hint = "The account's quota is used up: add credit or raise its limit."
            return CompletionError(answer, hint, status=status)
        if status == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
            passing = PassingError(answer, "The server is busy or has a problem: try later.", status=status)
            passing.wait = retry_after(response.headers.get("Retry-After", ""))
            return passing
        return CompletionError(answer, _HINTS.get(status), status=status)

    @property
    def most_bytes(self) -> int:
        """How long a response may be."""
        return _BESIDES + self.max_tokens * _PER_TOKEN

    def too_long(self) -> CompletionError:
        """Return the error of a response that is longer."""
        return CompletionError(
            f"{self.url} sent more than {self.most_bytes} bytes"
            f" for an answer of at most {self.max_tokens} tokens",
            "Does the server keep to max_tokens, and end its answers? Allow more: max_tokens=…",
        )

    def failed(self, error: httpx.HTTPError, *, has_begun: bool) -> CompletionError:
        """Return the error of a request without a whole answer; `has_begun` says that a part of it came."""
        if isinstance(error, httpx.TimeoutException):
            return self._late(is_connecting=isinstance(error, httpx.ConnectTimeout), has_begun=has_begun)
        if has_begun:
            return CompletionError(f"{self.url} broke off its answer: {error}", "Ask again.")
        if isinstance(error, httpx.TransportError):
            return PassingError(
                f"no answer from {self.url}: {error}",
                "Is the URL (PGMATCH_ANSWER_URL) right, and is the server running?",
            )
        return self.unreadable(error)

    def unreadable(self, error: Exception | str) -> CompletionError:
        """Return the error of an answer that has not OpenAI's form."""
        shown = error if isinstance(error, str) else repr(error)
        return CompletionError(f"the answer of {self.url} does not have OpenAI's form ({shown})", _UNREADABLE)

    def cut(self) -> CompletionError:
        """Return the error of an answer that has ended in the middle."""
        return CompletionError(f"{self.url} broke off its answer", "Ask again.")

    def empty(self) -> CompletionError:
        """Return the error of an answer without text."""
        return CompletionError(
            f"{self.model} at {self.url} answered nothing",
            "A model that reasons first may need more tokens: max_tokens=…",
        )

    def _late(self, *, is_connecting: bool, has_begun: bool) -> CompletionError:
        # who has waited this long shall not wait as long again; but a connection may be had at once
        kind = PassingError if is_connecting else CompletionError
        seconds = CONNECT_TIMEOUT if is_connecting else self.timeout
        what = "did not go on with its answer" if has_begun else "did not answer"
        hint = "Is the server overloaded? Allow more time: timeout=…, in seconds."
        return kind(f"{self.url} {what} within {seconds:g} s", hint, timed_out=True)

    def _unauthorized(self) -> CompletionError:
        if self.key.value is None:
            return CompletionError(
                f"{self.url} needs a key (401), and none is set",
                "Set PGMATCH_ANSWER_KEY, in the environment or in .env.",
                status=401,
            )
        return CompletionError(
            f"{self.url} refused the key from {self.key.origin} (401)",
            "Is the key complete, valid, and made for this server?",
            status=401,
        )

    def _shown(self, error: Any) -> str:
        text = str(error.get("message") if isinstance(error, dict) else error)
        return text.replace(self.key.value, "[key]") if self.key.value else text


class Bounded(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The bytes of a response, up to a limit, since some models and servers never end."""

    def __init__(self, response: httpx.Response, endpoint: Endpoint) -> None:
        self._stream: Any = response.stream
        self._endpoint = endpoint
        self._left = endpoint.most_bytes

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            yield self._counted(part)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield self._counted(part)

    def close(self) -> None:
        """Close the response."""
        self._stream.close()

    async def aclose(self) -> None:
        """Close the response, for callers that await."""
        await self._stream.aclose()

    def _counted(self, part: bytes) -> bytes:
        self._left -= len(part)
        if self._left < 0:
            raise self._endpoint.too_long()
        return part


def is_stream(response: httpx.Response) -> bool:
    """Whether a response comes in events: a server may send a whole answer although asked for parts."""
    return "text/event-stream" in response.headers.get("Content-Type", "")


class Events:
    """The events of one answer, in their order."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._is_over = False

    def text(self, data: str) -> str:
        """Return what an event adds to the answer, often nothing."""
        if data == DONE:
            self._is_over = True
            return ""
        text, is_last = self._endpoint.part(data)
        self._is_over = self._is_over or is_last
        return text

    def check_end(self) -> None:
        """Raise `CompletionError` if the events have ended before the answer."""
        if not self._is_over:
            raise self._endpoint.cut()
