"""The server, in a thread of the tests."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from pgmatch.client import connect_async
from pgmatch.embedders.service import Retry
from pgmatch.serve.asking import AsyncAsker
from pgmatch.serve.completions import AsyncCompletions
from pgmatch.serve.http import Options, Services, create_app
from pgmatch.serve.http.app import PAGE
from pgmatch.serve.http.server import config
from tests.serve.http.words import Words

NAME = "words"


@dataclass(frozen=True)
class Event:
    """A server-sent event."""

    name: str
    data: str

    @property
    def value(self) -> Any:
        return json.loads(self.data)


@dataclass(frozen=True)
class Running:
    """The server, and what it says."""

    url: str
    server: uvicorn.Server = field(repr=False)
    client: httpx.Client = field(repr=False)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, **options)

    def post(self, path: str, body: Any, **options: Any) -> httpx.Response:
        return self.client.post(path, json=body, **options)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", httpx.URL(self.url).port or 0), timeout=60)

    def raw(self, request: bytes) -> bytes:
        """Send bytes, and return all that comes back until the server closes the connection."""
        with self.connect() as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


def events(response: httpx.Response | bytes) -> list[Event]:
    """Return the events of a response, read as the standard says: by lines that end in CR, LF or both."""
    text = response.decode() if isinstance(response, bytes) else response.content.decode()
    blocks = text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    found = []
    for block in filter(None, blocks):
        fields = [line.partition(": ")[::2] for line in block.split("\n")]
        data = "\n".join(value for name, value in fields if name == "data")
        found.append(Event(dict(fields).get("event", "message"), data))
    return found


def text_of(found: list[Event]) -> str:
    """Return the answer in events, and check their order: text, the sources, the end."""
    assert [each.name for each in found] == ["message"] * (len(found) - 2) + ["sources", "message"]
    assert found[-1].data == "[DONE]"
    return "".join(each.value["choices"][0]["text"] for each in found[:-2])


@contextmanager
def serving(
    database_url: str,
    model_url: str | None = None,
    page: Path = PAGE,
    proxies: tuple[str, ...] = (),
    key: str | None = None,
    prefix: str = "",
    line: str = "nods",
    **options: Any,
) -> Iterator[Running]:
    """Serve a database until the context ends; without the URL of a language model, answers are quotes.

    By RPC with the URL and the `key` of a project. With `prefix`, another application has it mounted there.
    """
    started = threading.Event()
    held: dict[str, Any] = {}

    async def serve() -> None:
        model = _completions(model_url)
        async with connect_async(database_url, key, line=line) as database:
            embedder = Words()
            services = Services(database, embedder, AsyncAsker(database, embedder, model))
            app = create_app(services, Options(**options), page)
            if prefix:
                app = Starlette(routes=[Mount(prefix, app)])
            listener = socket.create_server(("127.0.0.1", 0))
            server = uvicorn.Server(config(app, proxies))
            held.update(server=server, port=listener.getsockname()[1])
            started.set()
            with listener:
                await server.serve(sockets=[listener])
        if model:
            await model.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    started.wait()
    url = f"http://127.0.0.1:{held['port']}"
    try:
        with httpx.Client(base_url=url, timeout=60) as client:
            yield Running(url, held["server"], client)
    finally:
        held["server"].should_exit = True
        thread.join()


def _completions(url: str | None) -> AsyncCompletions | None:
    at_once = Retry(attempts=2, first_wait=0.0, longest_wait=1.0)
    return AsyncCompletions("a-model", base_url=url, api_key="sk-planted-key", retry=at_once) if url else None
