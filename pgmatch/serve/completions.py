"""Language models behind OpenAI-compatible servers: from a prompt to the streamed answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, aclosing, closing
from typing import Any, Protocol

import httpx
from httpx_sse import EventSource
from tenacity import AsyncRetrying, RetryCallState, Retrying, stop_after_attempt, wait_exponential

from pgmatch.embedders.address import OPENAI, Address, checked_key, checked_url
from pgmatch.embedders.service import Key, Retry
from pgmatch.errors import SettingError
from pgmatch.serve.endpoint import PATHS, Bounded, Endpoint, Events, PassingError, is_stream
from pgmatch.serve.prompt import Prompt
from pgmatch.settings import Found, read_settings

ADDRESS = Address("the language model", "PGMATCH_ANSWER_URL", "PGMATCH_ANSWER_KEY")
RETRY = Retry(attempts=3, first_wait=0.5, longest_wait=10.0)


class Writer(Protocol):
    """What writes answers: a language model, or anything else with these members."""

    @property
    def name(self) -> str:
        """The model's name, which says how its tokens are counted."""

    def tokens(self, prompt: Prompt) -> Generator[str, None, None]:
        """Yield the answer to a prompt in parts."""


class AsyncWriter(Protocol):
    """The same for callers that await."""

    @property
    def name(self) -> str:
        """The model's name, which says how its tokens are counted."""

    def tokens(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """Yield the answer to a prompt in parts."""


class _Model:
    """What both ways of asking have in common."""

    def __init__(
        self,
        model: str,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        api: str = "chat",
        stream: bool = True,
        max_tokens: int = 1024,
        timeout: float = 60.0,
        retry: Retry = RETRY,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Prepare requests for `model`; nothing is sent yet.

        api_key, base_url: default PGMATCH_ANSWER_KEY and PGMATCH_ANSWER_URL, else the embedding service's URL
        and key; that key is not sent to any other URL. api: "chat", or "completions" for the older API.
        stream: whether to ask for the answer in parts. max_tokens: maximum length of the answer. timeout:
        seconds to the first part, and between parts. retry: how often to repeat a request that failed before
        the first part. options: further members of the request, such as {"temperature": 0}.

        Raises `SettingError` for a number out of range, for an invalid URL, and if OpenAI's key is missing.
        """
        if api not in PATHS:
            raise SettingError(f"there is no API {api!r}", f"PGMATCH_ANSWER_API: {' or '.join(PATHS)}.")
        if max_tokens < 1 or not timeout > 0:
            raise SettingError(
                f"max_tokens={max_tokens} or timeout={timeout} is out of range",
                "Give a max_tokens of at least 1, and a timeout above 0.",
            )
        settings = read_settings()
        elsewhere = base_url or settings["answer_url"].value
        url = checked_url(elsewhere or settings["openai_base_url"].value or OPENAI, ADDRESS)
        key = _key(api_key, settings, is_elsewhere=bool(elsewhere))
        if key.value is None and url == OPENAI:
            raise SettingError("no OpenAI key is set", "Set OPENAI_API_KEY, in the environment or in .env.")
        self.name = model
        self._retry = retry
        self._endpoint = Endpoint(url, key, model, api, stream, max_tokens, timeout, options or {})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} at {self._endpoint.url}>"

    def _attempts(self) -> dict[str, Any]:
        """Return when and after how long a request is repeated."""
        backoff = wait_exponential(self._retry.first_wait, self._retry.longest_wait)

        def error_of(state: RetryCallState) -> BaseException | None:
            return state.outcome.exception() if state.outcome else None

        def may_repeat(state: RetryCallState) -> bool:
            error = error_of(state)
            return isinstance(error, PassingError) and error.wait <= self._retry.longest_wait

        def wait(state: RetryCallState) -> float:
            error = error_of(state)
            return max(error.wait if isinstance(error, PassingError) else 0.0, backoff(state))

        stop = stop_after_attempt(self._retry.attempts)
        return {"retry": may_repeat, "wait": wait, "stop": stop, "reraise": True}

    def _request(self, client: httpx.Client | httpx.AsyncClient, prompt: Prompt) -> httpx.Request:
        return client.build_request("POST", self._endpoint.url, json=self._endpoint.body(prompt))

    def _first(self, text: str) -> str:
        if not text:
            raise self._endpoint.empty()
        return text


class Completions(_Model):
    """A language model, for callers that wait. Close it, or use it in a `with` statement."""

    def __init__(self, model: str, **options: Any) -> None:
        """Prepare requests; the options are those above."""
        super().__init__(model, **options)
        self._client = httpx.Client(**self._endpoint.client_options)

    def __enter__(self) -> Completions:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tokens(self, prompt: Prompt) -> Generator[str, None, None]:
        """Yield the answer in parts as they arrive; closing the generator ends the request.

        Raises `CompletionError`. A request that fails before the first part is repeated, a later one is not.
        """
        attempts = Retrying(sleep=self._retry.sleep, **self._attempts())
        response, parts, first = attempts(self._begin, prompt)
        with closing(response):
            yield first
            try:
                yield from parts
            except httpx.HTTPError as error:
                raise self._endpoint.failed(error, has_begun=True) from error

    def close(self) -> None:
        """Close the connections; the model cannot be asked afterwards."""
        self._client.close()

    def _begin(self, prompt: Prompt) -> tuple[httpx.Response, Iterator[str], str]:
        """Send the request; return its response when the first part is there, the further parts, and that."""
        try:
            response = self._client.send(self._request(self._client, prompt), stream=True)
            response.stream = Bounded(response, self._endpoint)
            with ExitStack() as stack:
                stack.callback(response.close)
                parts = self._parts(response)
                first = self._first(next(parts, ""))
                stack.pop_all()
                return response, parts, first
        except httpx.HTTPError as error:
            raise self._endpoint.failed(error, has_begun=False) from error

    def _parts(self, response: httpx.Response) -> Iterator[str]:
        if not response.is_success:
            response.read()
            raise self._endpoint.refusal(response)
        if not is_stream(response):
            response.read()
            yield self._endpoint.whole(response)
            return
        events = Events(self._endpoint)
        for event in EventSource(response).iter_sse():
            if text := events.text(event.data):
                yield text
        events.check_end()


class AsyncCompletions(_Model):
    """A language model, for callers that await. Close it, or use it in `async with`."""

    def __init__(self, model: str, **options: Any) -> None:
        """Prepare requests; the options are those above."""
        super().__init__(model, **options)
        self._client = httpx.AsyncClient(**self._endpoint.client_options)

    async def __aenter__(self) -> AsyncCompletions:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def tokens(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """Yield the answer in parts as they arrive; closing the generator ends the request.

        Raises `CompletionError`. A request that fails before the first part is repeated, a later one is not.
        """
        attempts = AsyncRetrying(sleep=asyncio.sleep, **self._attempts())
        begun: tuple[httpx.Response, AsyncGenerator[str, None], str] = await attempts(self._begin, prompt)
        response, parts, first = begun
        try:
            async with aclosing(parts):
                yield first
                async for part in parts:
                    yield part
        except httpx.HTTPError as error:
            raise self._endpoint.failed(error, has_begun=True) from error
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Close the connections; the model cannot be asked afterwards."""
        await self._client.aclose()

    async def _begin(self, prompt: Prompt) -> tuple[httpx.Response, AsyncGenerator[str, None], str]:
        try:
            response = await self._client.send(self._request(self._client, prompt), stream=True)
            response.stream = Bounded(response, self._endpoint)
            async with AsyncExitStack() as stack:
                stack.push_async_callback(response.aclose)
                parts = self._parts(response)
                first = self._first(await anext(parts, ""))
                stack.pop_all()
                return response, parts, first
        except httpx.HTTPError as error:
            raise self._endpoint.failed(error, has_begun=False) from error

    async def _parts(self, response: httpx.Response) -> AsyncGenerator[str, None]:
        if not response.is_success:
            await response.aread()
            raise self._endpoint.refusal(response)
        if not is_stream(response):
            await response.aread()
            yield self._endpoint.whole(response)
            return
        events = Events(self._endpoint)
        async for event in EventSource(response).aiter_sse():
            if text := events.text(event.data):
                yield text
        events.check_end()


def completions(**options: Any) -> Completions | None:
    """Return the language model of the settings, None if none is set; the options are those of the class."""
    name, options = _set(options)
    return Completions(name, **options) if name else None


def completions_async(**options: Any) -> AsyncCompletions | None:
    """Return the same for callers that await."""
    name, options = _set(options)
    return AsyncCompletions(name, **options) if name else None


def _set(options: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    settings = read_settings()
    return settings["answer_model"].value, {"api": settings["answer_api"].value, **options}


def _key(given: str | None, settings: Mapping[str, Found], *, is_elsewhere: bool) -> Key:
    """Return the key for the language model; that of the embedding service goes to its own URL alone."""
    own = settings["answer_key"]
    return checked_key(given, own if own.value or is_elsewhere else settings["openai_api_key"])
