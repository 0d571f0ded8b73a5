"""Calls by RPC, through the HTTP API of a Supabase project."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from postgrest import AsyncPostgrestClient, CountMethod, SyncPostgrestClient
from tenacity import AsyncRetrying, RetryCallState, Retrying, stop_after_attempt, wait_random_exponential

import pgmatch
from pgmatch.client.arguments import json_value
from pgmatch.client.call import Call, Result
from pgmatch.client.credentials import Credentials
from pgmatch.client.rpc_errors import PassingError, RpcCaller
from pgmatch.errors import DatabaseError, PgmatchError

TIMEOUT = 60.0  # seconds; longer than the statement timeouts of a project, which end a call before it
CONNECTIONS = 15
SECTIONS = 50  # new ones a call: far below 8 seconds with a vector index, and about 2 MB
_ATTEMPTS = 4
_BACKOFF = wait_random_exponential(multiplier=0.2, max=3)
_LONGEST_WAIT = 10.0  # seconds

Client = TypeVar("Client", SyncPostgrestClient, AsyncPostgrestClient)


@dataclass(frozen=True)
class Api:
    """The API of a project: where it is, and as whom it is called."""

    url: str
    schema: str
    credentials: Credentials
    timeout: float = TIMEOUT

    def __repr__(self) -> str:
        return f"{self.url} schema={self.schema!r}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every request."""
        return {**self.credentials.headers, "X-Client-Info": f"pgmatch/{pgmatch.__version__}"}

    @property
    def http(self) -> dict[str, Any]:
        """What the HTTP clients have in common."""
        connections = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        return {
            "timeout": httpx.Timeout(self.timeout, connect=min(15.0, self.timeout)),
            "limits": connections,
        }

    def body(self, call: Call[Any], *, is_closed: bool) -> dict[str, Any]:
        """Return the arguments as JSON; raise `PgmatchError` for what cannot be sent."""
        if is_closed:
            raise PgmatchError(f"{call.function} was called after close()", "Call pgmatch.connect() again.")
        return {name: json_value(name, value) for name, value in call.arguments.items()}

    def caller(self, call: Call[Any]) -> RpcCaller:
        """Return what the error of a call has to name."""
        return RpcCaller(
            self.url,
            call.schema or self.schema,
            self.credentials,
            self.timeout,
            call.function,
            call.line,
            call.only_reads,
            call.for_writers,
            tuple(call.arguments),
        )

    def error(self, error: httpx.HTTPError, call: Call[Any]) -> DatabaseError:
        """Return the error of a request as that of the call."""
        if isinstance(error, httpx.HTTPStatusError):
            return self.caller(call).refused(error.response)
        if isinstance(error, httpx.RequestError):
            return self.caller(call).failed(error)
        raise error


class _Rows:
    """The rows of a call, which come in parts where the API limits their number (max_rows)."""

    def __init__(self, call: Call[Any]) -> None:
        self._call = call
        self._total: int | None = None
        self.rows: list[dict[str, Any]] = []

    @property
    def is_complete(self) -> bool:
        """Whether there is no further part."""
        return self._total is not None and len(self.rows) >= self._total

    @property
    def count(self) -> CountMethod | None:
        """Whether the API shall say how many rows there are: only of functions that can be called again."""
        return CountMethod.exact if self._call.only_reads else None

    def asked(self, builder: Any) -> Any:
        """Return the request for the next part, made of that for all."""
        return builder.range(len(self.rows), self._total - 1) if self._total is not None else builder

    def add(self, answer: Any) -> None:
        """Take the answer to a request; raise `PgmatchError` when it is none of the function's."""
        # a function that returns one value answers with that alone, and one with a set of values with a list
        name, is_list = self._call.function, isinstance(answer.data, list)
        rows = answer.data if is_list else [{name: answer.data}]
        data = [row if isinstance(row, dict) else {name: row} for row in rows]
        if self._total and not data:
            raise PgmatchError(
                f"the API did not answer {self._call.function} with its rows",
                "Does another function have this name? Otherwise run `pgmatch alembic upgrade head`.",
            )
        self.rows += data
        self._total = max(answer.count or 0, len(data)) if self._total is None else self._total


class RpcTransport:
    """Makes each call as POST /rpc/function, over a pool of connections.

    PostgREST runs a stable function in a transaction that only reads, and every call in one of its own.
    """

    sections_a_call = SECTIONS

    def __init__(self, api: Api) -> None:
        """Prepare the pool; nothing is sent."""
        self._api = api
        self._http = httpx.Client(**api.http, event_hooks={"response": [_judge]})
        self._client = SyncPostgrestClient(
            api.url, schema=api.schema, headers=api.headers, http_client=self._http
        )

    def __repr__(self) -> str:
        return repr(self._api)

    def run(self, call: Call[Result]) -> Result:
        """Make the call; raise `DatabaseError` when it is refused."""
        body = self._api.body(call, is_closed=self._http.is_closed)
        attempts = Retrying(sleep=time.sleep, **_retrying(call))
        parts = _Rows(call)
        while not parts.is_complete:
            attempts(self._ask, call, body, parts)
        return call.read(parts.rows)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _ask(self, call: Call[Any], body: dict[str, Any], parts: _Rows) -> None:
        try:
            request = _in_schema(self._client, call).rpc(_path(call), body, count=parts.count)
            parts.add(parts.asked(request).execute())
        except httpx.HTTPError as error:
            raise self._api.error(error, call) from error


class AsyncRpcTransport:
    """The same for callers that await."""

    def __init__(self, api: Api) -> None:
        """Prepare the pool; nothing is sent."""
        self._api = api
        self._http = httpx.AsyncClient(**api.http, event_hooks={"response": [_judge_async]})
        self._client = AsyncPostgrestClient(
            api.url, schema=api.schema, headers=api.headers, http_client=self._http
        )

    def __repr__(self) -> str:
        return repr(self._api)

    async def run(self, call: Call[Result]) -> Result:
        """Make the call; raise `DatabaseError` when it is refused."""
        body = self._api.body(call, is_closed=self._http.is_closed)
        attempts = AsyncRetrying(sleep=asyncio.sleep, **_retrying(call))
        parts = _Rows(call)
        while not parts.is_complete:
            await attempts(self._ask, call, body, parts)
        return call.read(parts.rows)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _ask(self, call: Call[Any], body: dict[str, Any], parts: _Rows) -> None:
        try:
            request = _in_schema(self._client, call).rpc(_path(call), body, count=parts.count)
            parts.add(await parts.asked(request).execute())
        except httpx.HTTPError as error:
            raise self._api.error(error, call) from error


def _in_schema(client: Client, call: Call[Any]) -> Client:
    return client if call.schema is None else client.schema(call.schema)


def _path(call: Call[Any]) -> str:
    return quote(call.function, safe="")


def _judge(response: httpx.Response) -> None:
    """Raise for an answer that is not PostgREST's: postgrest would drop the status, or take HTML for data."""
    response.read()
    _raise_unless_json(response)


async def _judge_async(response: httpx.Response) -> None:
    await response.aread()
    _raise_unless_json(response)


def _raise_unless_json(response: httpx.Response) -> None:
    response.raise_for_status()
    kind = response.headers.get("Content-Type", "no type")
    if response.content and "json" not in kind:
        raise httpx.DecodingError(f"it is {kind}, not JSON", request=response.request)


def _retrying(call: Call[Any]) -> dict[str, Any]:
    """Return when a call is repeated: where that may help, and the call was not done or only reads."""

    def may_repeat(state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        return (
            isinstance(error, PassingError)
            and (call.only_reads or not error.answer_lost)
            and (error.retry_after <= _LONGEST_WAIT)
        )

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return max(error.retry_after if isinstance(error, PassingError) else 0.0, _BACKOFF(state))

    return {"retry": may_repeat, "wait": wait, "stop": stop_after_attempt(_ATTEMPTS), "reraise": True}
