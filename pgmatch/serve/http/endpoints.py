"""What the server does at each address."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import numpy as np
from anyio.to_thread import run_sync
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pgmatch.serve.http.options import Options
from pgmatch.serve.http.problems import bad_request
from pgmatch.serve.http.results import as_object
from pgmatch.serve.http.stream import AnswerResponse, Events, Form, Text

if TYPE_CHECKING:
    from pgmatch.serve.http.app import Services

_MOST = 50
_DEFAULT = "10"
_NEIGHBOURS = 100  # the most that the database gives on each side
_QUICK = 30.0  # seconds for anything but an answer
_HEALTHY = 1.0  # seconds for which an answer of the database counts

Endpoint = Callable[[Request], Awaitable[Any]]


class Endpoints:
    """The server's functions."""

    def __init__(self, services: Services, options: Options) -> None:
        self._services = services
        self._options = options
        self._was_healthy = -math.inf
        self._checking = anyio.Lock()
        #: the addresses that answer a question, with their method
        self.answering: dict[str, tuple[str, Endpoint]] = {
            "/api/vector-search": ("POST", self.ask),
            "/vector-search": ("GET", self.ask_by_get),
            "/functions/v1/vector-search": ("GET", self.ask_by_get),
            "/functions/v1/openai": ("POST", self.reply),
        }

    async def ask(self, request: Request) -> Any:
        """Answer `{"query"}` by events, or `{"prompt"}` by plain text, as Vercel's useCompletion reads it."""
        body = await _object(request, "query")
        if "prompt" in body and "query" not in body:
            return self._answer(self._question(body, "prompt"), Text(is_whole=False))
        return self._events(request, self._question(body, "query"))

    async def ask_by_get(self, request: Request) -> Any:
        """Answer `?query=` by events, for an EventSource."""
        if "last-event-id" in request.headers:
            return Response(status_code=204)  # it has its answer; this status keeps it from asking again
        question = self._question(request.query_params, "query")
        if request.method == "HEAD":
            return Response(media_type=Events.media_type)
        return self._events(request, question)

    async def reply(self, request: Request) -> Any:
        """Answer `{"query"}` by plain text when it is complete, or with `"stream": true` by events."""
        body = await _object(request, "query")
        question = self._question(body, "query")
        if body.get("stream") is True:
            return self._events(request, question)
        return self._answer(question, Text(is_whole=True))

    async def search(self, request: Request) -> Response:
        """Return the sections nearest to `?q=`."""
        question = self._question(request.query_params, "q")
        limit = _number(request.query_params.get("limit", _DEFAULT), "limit", _MOST)
        with anyio.fail_after(_QUICK):
            # a list may show what is far off; an answer is never made of it
            found = await self._services.asker.find(question, limit, relevant=False)
        return JSONResponse({"results": [as_object(each, question, self._site(request)) for each in found]})

    async def sections(self, request: Request) -> Response:
        """Return the page of the section `?id=`, or the part of it around the section."""
        number = _number(request.query_params.get("id", ""), "id", 2**63 - 1)
        with anyio.fail_after(_QUICK):
            found = await self._services.database.get_section_context(number, _NEIGHBOURS, _NEIGHBOURS)
        sections = [
            {
                "id": each.id,
                "slug": each.slug,
                "heading": each.heading,
                "headings": list(each.heading_path),
                "content": each.content,
            }
            for each in found
        ]
        return JSONResponse({"path": found[0].path, "sections": sections})

    async def embed(self, request: Request) -> Response:
        """Return the embedding of `{"input"}`, of length 1."""
        text = self._question(await _object(request, "input"), "input", self._options.max_body)
        embedder = self._services.embedder
        if await run_sync(embedder.count_tokens, text) > embedder.max_tokens:
            raise bad_request("input is longer than the embedding model takes", "Send a shorter text.")
        vector = (await run_sync(partial(embedder.embed, [text]), abandon_on_cancel=True))[0]
        length = float(np.linalg.norm(vector)) or 1.0
        return JSONResponse({"embedding": (vector / length).tolist()})

    async def healthz(self, _request: Request) -> Response:
        """Say whether the database answers, which is asked once a second at most."""
        with anyio.fail_after(_QUICK):
            async with self._checking:
                if time.monotonic() > self._was_healthy + _HEALTHY:
                    await self._services.database.pgmatch_info()
                    self._was_healthy = time.monotonic()
        return JSONResponse({"status": "ok"})

    def _site(self, request: Request) -> str:
        return self._options.site_url or request.scope.get("root_path", "")

    def _events(self, request: Request, question: str) -> AnswerResponse:
        site = self._site(request)
        return self._answer(question, Events(lambda source: as_object(source, question, site)))

    def _answer(self, question: str, form: Form) -> AnswerResponse:
        options = self._options
        return AnswerResponse(
            self._services.asker.ask(question),
            form,
            timeout=options.answer_timeout,
            send_timeout=options.send_timeout,
        )

    def _question(self, given: Any, name: str, most: int | None = None) -> str:
        """Return the text of a request, checked; no message repeats it."""
        text = given.get(name)
        most = most or self._options.max_question
        if not isinstance(text, str) or not text.strip():
            raise bad_request(f"{name} is missing or empty", f"Send a text as {name}.")
        if len(text) > most:
            raise bad_request(f"{name} has {len(text)} characters", f"Send at most {most}.")
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise bad_request(
                f"{name} has a character that text cannot have", "Remove NUL and lone surrogates."
            )
        return text.strip()


async def _object(request: Request, member: str) -> dict[str, Any]:
    """Return the body, which should have the member."""
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise bad_request("the body is not a JSON object", f'Send {{"{member}": "…"}}.')
    return body


def search_cost(query: QueryParams) -> int:
    """Return what a search costs of the rate: 1 for each ten sections, whose headings are read one by one."""
    limit = _digits(query.get("limit", _DEFAULT))
    return math.ceil(limit / 10) if 1 <= limit <= _MOST else 1


def _number(text: str, name: str, most: int) -> int:
    """Return a number from 1 to `most`."""
    number = _digits(text)
    if not 1 <= number <= most:
        raise bad_request(f"{name} is not a number from 1 to {most}", f"Send such a number as {name}.")
    return number


def _digits(text: str) -> int:
    """Return a number of at most 19 digits, 0 for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
