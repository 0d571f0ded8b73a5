"""The questions asked over HTTP, at the address that the search page asks."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager

import httpx
import uvicorn
from httpx_sse import connect_sse

from pgmatch import connect_async
from pgmatch.embedders import Embedder
from pgmatch.serve import AsyncAsker, Search
from pgmatch.serve.http import Options, Services, create_app
from pgmatch.serve.http.server import config
from pgmatch.serve.listening import listening, url_of
from pgmatch.serve.prompt import Prompt

RATE = 1_000_000  # requests a minute

Served = Callable[[str], Sequence[str]]


class _Writer:
    """In the place of a language model."""

    name = "none"

    async def tokens(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        yield "An answer."


@contextmanager
def served(url: str, embedder: Embedder, search: Search) -> Iterator[Served]:
    """Serve a database on a free port; give what asks there, and returns the anchor of each source."""
    database = connect_async(url, read_only=True)
    services = Services(database, embedder, AsyncAsker(database, embedder, _Writer(), search=search))
    server = uvicorn.Server(config(create_app(services, Options(rate=RATE))))

    async def serve(listener: socket.socket) -> None:
        async with database:
            await server.serve(sockets=[listener])

    with listening("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(serve(listener)))
        thread.start()
        try:
            with httpx.Client(base_url=url_of(listener), timeout=60) as client:
                yield lambda question: _sources(client, question)
        finally:
            server.should_exit = True
            thread.join()


def _sources(client: httpx.Client, question: str) -> Sequence[str]:
    with connect_sse(client, "POST", "/api/vector-search", json={"query": question}) as answer:
        (told,) = [event.data for event in answer.iter_sse() if event.event == "sources"]
    return ["#".join(filter(None, (each["path"], each["slug"]))) for each in json.loads(told)["sources"]]
