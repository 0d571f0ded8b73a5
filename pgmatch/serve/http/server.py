"""Runs the application: opens what answers, listens, and closes everything at the end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn

from pgmatch.client import connect_async
from pgmatch.errors import PgmatchError
from pgmatch.lines.line import DEFAULT
from pgmatch.serve.asking import AsyncAsker
from pgmatch.serve.completions import completions_async
from pgmatch.serve.http.app import Services, create_app
from pgmatch.serve.http.options import Options
from pgmatch.serve.http.protocol import TimedProtocol
from pgmatch.serve.search import Search, plan_for

if TYPE_CHECKING:
    from pgmatch.embedders import Embedder

_GRACE = 5  # seconds that answers under way may take when the server ends
_WAITING = 256  # connections that wait to be accepted


@dataclass(frozen=True)
class Place:
    """Where the server listens, and which proxies may say for whom they ask."""

    host: str = "127.0.0.1"
    port: int = 8000
    proxies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """What is searched: the arguments of `pgmatch.connect`."""

    url: str | None = None
    key: str | None = None
    line: str = DEFAULT


def run(
    embedder: Embedder, target: Target, place: Place, options: Options, tell: Callable[[str], None]
) -> None:
    """Serve until a signal ends it; `tell` is called with the server's URL when it listens.

    Raises `PgmatchError` when the database, the model or the address cannot be had.
    """
    _log_to_stderr()
    with _listening(place) as listener, _ended_by_sigterm():
        asyncio.run(_serve(embedder, target, place, options, listener, tell))


async def _serve(
    embedder: Embedder,
    target: Target,
    place: Place,
    options: Options,
    listener: socket.socket,
    tell: Callable[[str], None],
) -> None:
    async with opened(embedder, target) as services:
        # raises for another model, and for a threshold that would fail every question
        plan_for(Search(), await services.database.pgmatch_info(), embedder, services.database.line)
        server = uvicorn.Server(config(create_app(services, options), place.proxies))
        tell(_url(listener))
        await server.serve(sockets=[listener])


@asynccontextmanager
async def opened(embedder: Embedder, target: Target) -> AsyncIterator[Services]:
    """Give the database and the model of the settings, and close them."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(connect_async(target.url, target.key, line=target.line))
        if model := completions_async():
            await stack.enter_async_context(model)
        yield Services(database, embedder, AsyncAsker(database, embedder, model))


def config(app: Any, proxies: tuple[str, ...] = ()) -> uvicorn.Config:
    """Return how the application is run."""
    return uvicorn.Config(
        app,
        http=TimedProtocol,
        ws="none",
        lifespan="off",
        # its lines would have the questions; the application writes lines of its own
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=_GRACE,
    )


def _log_to_stderr() -> None:
    log = logging.getLogger("pgmatch.serve")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


@contextmanager
def _listening(place: Place) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        listener = socket.create_server((place.host, place.port), family=family, backlog=_WAITING)
    except OSError as error:
        raise PgmatchError(
            f"cannot listen on {place.host}:{place.port}: {error.strerror or error}",
            "Choose another port with --port, or another address with --host.",
        ) from error
    with listener:
        yield listener


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the server with status 0, after what is under way."""

    def end(_number: int, _frame: Any) -> None:
        sys.exit()

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
