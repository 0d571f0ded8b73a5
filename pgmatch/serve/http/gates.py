"""What stands between a client and the answers: each class is a layer around the application."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from typing import Any

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pgmatch.serve.http.limits import path_of
from pgmatch.serve.http.options import Options
from pgmatch.serve.http.problems import Problem, reported

_log = logging.getLogger("pgmatch.serve")
_CLIENT_GONE = 499  # as nginx logs it
_LINGER = 2.0  # seconds for which the rest of a refused request is taken
_TOO_LARGE = Problem(413, "too_large", "The request is too large.", "Send less.")
_TOO_SLOW = Problem(408, "request_timeout", "The request did not arrive in time.", "Send it again.")
_WRONG_HOST = Problem(
    400,
    "wrong_host",
    "The server does not accept this name.",
    "Its operator can allow the name: --allowed-host.",
)
_FOREIGN = Problem(
    403,
    "forbidden",
    "Pages of this site may not call the server.",
    "Its operator can allow the site: --origin.",
)


class Log:
    """Writes a line for each request: without its query, which has the question."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write its status and how long it took."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = _CLIENT_GONE

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            # the raw path is percent-encoded, so that it cannot end the line
            path = scope.get("raw_path", b"").partition(b"?")[0][:100].decode("latin-1")
            client = scope["client"][0] if scope.get("client") else "-"
            milliseconds = (time.monotonic() - began) * 1000
            _log.info("%s %s %r %s %.0f ms", client, scope["method"], path, status, milliseconds)


class Names:
    """Refuses a request for another host, and what other sites' pages ask for; sets headers of security."""

    def __init__(self, app: ASGIApp, options: Options, paths: Collection[str]) -> None:
        """Refuse what other sites ask for only at `paths`: anyone may link to the page."""
        self._app = app
        self._options = options
        self._hosts = {host.lower() for host in options.hosts}
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
            await send(message)

        problem = self._refusal(scope) if scope["type"] == "http" else None
        await (problem.response() if problem else self._app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        if self._hosts and _name(headers.get("host", "")) not in self._hosts:
            return _WRONG_HOST
        # a browser says this of its own accord, and no page can change it
        is_foreign = headers.get("sec-fetch-site") == "cross-site" and path_of(scope) in self._paths
        return _FOREIGN if is_foreign and not self._options.allows(headers.get("origin")) else None


class Reception:
    """Reads the body of a request, and ends the request when its client goes away.

    It cancels the application, which so ends what it waits for: the database's work and the model's.
    """

    def __init__(self, app: ASGIApp, paths: Collection[str], max_body: int, timeout: float) -> None:
        self._app = app
        self._paths = paths
        self._max_body = max_body
        self._timeout = timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is there, or refuse it."""
        if path_of(scope) not in self._paths:
            await self._app(scope, receive, send)
            return
        if int(Headers(scope=scope).get("content-length", 0)) > self._max_body:
            await self._refuse(_TOO_LARGE, scope, receive, send)
            return
        with anyio.move_on_after(self._timeout) as waited:
            body = await self._body(receive)
        if waited.cancelled_caught or body is None:
            await self._refuse(_TOO_SLOW if waited.cancelled_caught else _TOO_LARGE, scope, receive, send)
            return
        await self._until_gone(scope, body, receive, send)

    async def _body(self, receive: Receive) -> bytes | None:
        """Return the body, None for one that is too large."""
        body = b""
        while True:
            message = await receive()
            part: bytes = message.get("body", b"")
            body += part
            if len(body) > self._max_body:
                return None
            if not message.get("more_body"):
                return body

    async def _refuse(self, problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
        async def unfinished(message: Message) -> None:
            await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

        response = problem.response()
        # the rest of the body would be taken for the next request
        response.headers["Connection"] = "close"
        await response(scope, receive, unfinished)
        # a client that still sends may not see the answer of a connection that is closed
        with anyio.move_on_after(min(self._timeout, _LINGER)):
            while (await receive()).get("more_body"):
                pass
        await send({"type": "http.response.body"})

    async def _until_gone(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        async with anyio.create_task_group() as tasks:
            read = [{"type": "http.request", "body": body, "more_body": False}]

            async def replay() -> Any:
                return read.pop() if read else await receive()

            async def watch() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                tasks.cancel_scope.cancel()

            tasks.start_soon(watch)
            await self._app(scope, replay, send)
            tasks.cancel_scope.cancel()


class Guard:
    """Answers an error that nobody has foreseen; logs where it was, but not what it says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            problem = reported(error)
            if not has_begun:
                await problem.response()(scope, receive, send)


def _name(host: str) -> str:
    """Return the name in a Host header, without the port."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower()
