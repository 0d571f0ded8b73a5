"""A server for the page whose answers a test decides, piece by piece."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import pgmatch

PAGE = Path(pgmatch.__file__).parent / "serve" / "page"
SITE = Path(__file__).parent / "site"
PATIENCE = 60  # seconds until a test fails that waits for the browser
# stricter than that of `pgmatch serve`: a text that is read as HTML or as a script is an error
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script';"
    " trusted-types 'none'"
)


def section(heading: str = "Get a newer version", **changed: Any) -> dict[str, Any]:
    """Return a result, or source, as the server sends it."""
    return {
        "id": 3,
        "path": "/install",
        "slug": "get-a-newer-version",
        "url": "/pages/install?section=3#get-a-newer-version",
        "heading": heading,
        "headings": ["Install", heading],
        "snippet": "To upgrade, run the same command again. Rows and embeddings stay.",
        "similarity": 0.61,
    } | changed


class Stream:
    """An answer that is being sent."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self.left = threading.Event()  # the browser no longer listens

    def say(self, *texts: str) -> None:
        for text in texts:
            self.event({"choices": [{"text": text}]})

    def cite(self, *sources: dict[str, Any], extractive: bool = False) -> None:
        self.event({"sources": sources, "extractive": extractive}, "sources")

    def fail(self, message: str, hint: str | None = None) -> None:
        self.event({"error": {"code": "model_failed", "message": message, "hint": hint}}, "error")

    def end(self) -> None:
        self.raw("data: [DONE]\n\n")
        self.drop()

    def event(self, data: object, name: str | None = None) -> None:
        self.raw((f"event: {name}\n" if name else "") + f"data: {json.dumps(data)}\n\n")

    def raw(self, text: str) -> None:
        self._loop.call_soon_threadsafe(self._lines.put_nowait, text)

    def drop(self) -> None:
        """Close the connection, whether the answer is complete or not."""
        self._loop.call_soon_threadsafe(self._lines.put_nowait, None)

    async def sent(self) -> AsyncIterator[str]:
        try:
            while (line := await self._lines.get()) is not None:
                yield line
        finally:
            self.left.set()


@dataclass
class Backend:
    """What the server answers, and what it was asked."""

    url: str = ""
    results: list[dict[str, Any]] = field(default_factory=lambda: [section()])
    refusal: Response | None = None  # instead of any answer
    searched: queue.Queue[str] = field(default_factory=queue.Queue)
    _held: dict[str, threading.Event] = field(default_factory=dict)
    _streams: dict[str, queue.Queue[Stream]] = field(default_factory=dict)

    def reset(self) -> None:
        self.__init__(self.url)  # type: ignore[misc]

    def hold(self, query: str) -> threading.Event:
        """Keep the results of a query until the event is set."""
        return self._held.setdefault(query, threading.Event())

    def stream(self, question: str) -> Stream:
        """Wait until a question is asked, and return its answer."""
        return self._asked(question).get(timeout=PATIENCE)

    def _asked(self, question: str) -> queue.Queue[Stream]:
        return self._streams.setdefault(question, queue.Queue())

    async def search(self, request: Request) -> Response:
        query = request.query_params["q"]
        self.searched.put(query)
        if query in self._held:
            await asyncio.to_thread(self._held[query].wait, PATIENCE)
        return self.refusal or JSONResponse({"results": self.results})

    async def ask(self, request: Request) -> Response:
        question = (await request.json())["query"]
        if self.refusal:
            return self.refusal
        stream = Stream(asyncio.get_running_loop())
        self._asked(question).put(stream)
        return StreamingResponse(stream.sent(), media_type="text/event-stream")

    async def sections(self, request: Request) -> Response:
        return self.refusal or JSONResponse(
            {
                "path": "/install",
                "sections": [
                    {
                        "id": 2,
                        "slug": "install",
                        "heading": "Install",
                        "content": "# Install\n\nOnce.\n" * 40,
                    },
                    {
                        "id": 3,
                        "slug": "get-a-newer-version",
                        "heading": "Get a newer version",
                        "content": "## Get a newer version\n\nRun it <b>again</b>.",
                    },
                ],
            }
        )


def refused(status: int, message: str, hint: str | None = None) -> Response:
    """Return the server's answer to what it refuses."""
    return JSONResponse({"error": {"code": "x", "message": message, "hint": hint}}, status_code=status)


async def _index(_: Request) -> Response:
    return FileResponse(PAGE / "index.html", headers={"content-security-policy": POLICY})


async def _document(_: Request) -> Response:
    return FileResponse(PAGE / "document.html", headers={"content-security-policy": POLICY})


@contextmanager
def serving() -> Iterator[Backend]:
    """Serve the page with a backend, on a free port."""
    backend = Backend()
    routes = [
        Route("/", _index),
        Route("/pages/{path:path}", _document),
        Route("/search", backend.search),
        Route("/sections", backend.sections),
        Route("/api/vector-search", backend.ask, methods=["POST"]),
        Mount("/assets", StaticFiles(directory=PAGE)),
        Mount("/site", StaticFiles(directory=SITE, html=True)),
    ]
    cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
    app = Starlette(routes=routes, middleware=[cors])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    backend.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield backend
    finally:
        server.should_exit = True
        thread.join()
