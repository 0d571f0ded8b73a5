"""Answers as responses: events, as the guides' clients read them, or plain text."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, Protocol

import anyio
from starlette.types import Receive, Scope, Send

from pgmatch.serve.http.problems import Problem, reported
from pgmatch.serve.models import Source, Sources

Answer = AsyncGenerator[str | Sources, None]
_log = logging.getLogger("pgmatch.serve")


class Form(Protocol):
    """How an answer is written."""

    media_type: str
    # the answer is sent when it is complete
    is_whole: bool

    def part(self, part: str | Sources) -> bytes:
        """Return what is sent for a part of the answer."""

    def end(self) -> bytes:
        """Return what is sent after the last part."""

    def failure(self, problem: Problem) -> bytes | None:
        """Return what is sent for an error after the first part; None breaks the connection off."""


class Events:
    """Server-sent events: text in the shape of OpenAI's completions, then the sources, then [DONE]."""

    media_type = "text/event-stream"
    is_whole = False

    def __init__(self, show: Callable[[Source], Mapping[str, Any]]) -> None:
        self._show = show
        # An EventSource connects again after the end. Then it sends this id, and is told to stop.
        self._begin = b"id: answer\n"

    def part(self, part: str | Sources) -> bytes:
        """Return an event of text, or the event of the sources."""
        if isinstance(part, str):
            return self._event({"choices": [{"text": part}]})
        sources = [self._show(source) for source in part.sources]
        return self._event({"sources": sources, "extractive": part.extractive}, "sources")

    def end(self) -> bytes:
        """Return the event that ends an answer."""
        return b"data: [DONE]\n\n"

    def failure(self, problem: Problem) -> bytes:
        """Return the event of an error."""
        return self._event(problem.as_object(), "error") + self.end()

    def _event(self, value: Mapping[str, Any], name: str | None = None) -> bytes:
        # JSON in ASCII has no character that could end a line, whatever the text has
        begin, self._begin = self._begin, b""
        kind = f"event: {name}\n" if name else ""
        return begin + f"{kind}data: {json.dumps(value)}\n\n".encode()


class Text:
    """The text alone."""

    media_type = "text/plain; charset=utf-8"

    def __init__(self, *, is_whole: bool) -> None:
        self.is_whole = is_whole

    def part(self, part: str | Sources) -> bytes:
        """Return the text, nothing for the sources."""
        return part.encode(errors="replace") if isinstance(part, str) else b""

    def end(self) -> bytes:
        """Return nothing."""
        return b""

    def failure(self, problem: Problem) -> None:
        """Break the connection off: in a text, an error would be taken for an answer."""


class AnswerResponse:
    """Sends an answer while it is written. An error before its first part is an error of the request."""

    def __init__(self, answer: Answer, form: Form, *, timeout: float, send_timeout: float) -> None:
        """Take at most `timeout` seconds, and wait at most `send_timeout` for the client to take a part."""
        self._answer = answer
        self._form = form
        self._timeout = timeout
        self._send_timeout = send_timeout
        self._has_begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it. Whoever cancels this ends the answer."""
        try:
            await self._send_parts(send)
        except ClientSlowError:
            _log.warning("a client does not take its answer: given up")
        except Exception as error:
            await self._send_failure(reported(error), scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await self._answer.aclose()

    async def _send_parts(self, send: Send) -> None:
        waiting = b""
        with anyio.fail_after(self._timeout):
            async for part in self._answer:
                waiting += self._form.part(part)
                if waiting and not self._form.is_whole:
                    await self._send(send, waiting)
                    waiting = b""
        await self._send(send, waiting + self._form.end(), is_last=True)

    async def _send_failure(self, problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._has_begun:
            await problem.response()(scope, receive, send)
        elif (last := self._form.failure(problem)) is not None:
            await self._send(send, last, is_last=True)

    async def _send(self, send: Send, body: bytes, *, is_last: bool = False) -> None:
        with anyio.move_on_after(self._send_timeout) as waited:
            if not self._has_begun:
                self._has_begun = True
                await send({"type": "http.response.start", "status": 200, "headers": self._headers()})
            await send({"type": "http.response.body", "body": body, "more_body": not is_last})
        if waited.cancelled_caught:
            raise ClientSlowError

    def _headers(self) -> list[tuple[bytes, bytes]]:
        # nginx would keep back what is small
        headers = {
            "content-type": self._form.media_type,
            "cache-control": "no-store",
            "x-accel-buffering": "no",
        }
        return [(name.encode(), value.encode()) for name, value in headers.items()]


class ClientSlowError(Exception):
    """A client does not take what it has asked for."""
