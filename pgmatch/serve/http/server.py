"""Runs the application: opens what answers, listens, and closes everything at the end."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn

from pgmatch.client import connect_async
from pgmatch.errors import SettingError
from pgmatch.lines.line import DEFAULT
from pgmatch.serve.asking import AsyncAsker
from pgmatch.serve.completions import completions_async
from pgmatch.serve.http.app import Services, create_app
from pgmatch.serve.http.options import Options
from pgmatch.serve.http.protocol import TimedProtocol
from pgmatch.serve.listening import ended_by_sigterm, listening, url_of
from pgmatch.serve.search import Search, plan_for

if TYPE_CHECKING:
    from pgmatch.embedders import Embedder

_GRACE = 5  # seconds that answers under way may take when the server ends
_KEPT = 5  # seconds for which a connection without a request is kept
# longer than proxies keep one, a minute: they may send a request on what is just being closed
_KEPT_FOR_PROXIES = 75


@dataclass(frozen=True)
class Place:
    """Where the server listens, and which proxies may say for whom they ask: addresses, or networks."""

    host: str = "127.0.0.1"
    port: int = 8000
    proxies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for proxy in self.proxies:
            _check_proxy(proxy)


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
    with _logged_to_stderr(), listening(place.host, place.port) as listener, ended_by_sigterm():
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
        # raises for another model, which would fail every question
        plan_for(Search(), await services.database.pgmatch_info(), embedder, services.database.line)
        server = uvicorn.Server(config(create_app(services, options), place.proxies))
        tell(url_of(listener))
        await server.serve(sockets=[listener])


@asynccontextmanager
async def opened(embedder: Embedder, target: Target) -> AsyncIterator[Services]:
    """Give the database and the model of the settings, and close them."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(
            connect_async(target.url, target.key, line=target.line, read_only=True)
        )
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
        timeout_keep_alive=_KEPT_FOR_PROXIES if proxies else _KEPT,
        timeout_graceful_shutdown=_GRACE,
    )


def _check_proxy(proxy: str) -> None:
    # uvicorn would take any other text for the name of a client, and believe no proxy
    try:
        ipaddress.ip_network(proxy)
    except ValueError as error:
        raise SettingError(
            f"--proxy: {error}", "Give an address such as 10.0.0.2, or a network such as 10.0.0.0/8."
        ) from error


@contextmanager
def _logged_to_stderr() -> Iterator[None]:
    log = logging.getLogger("pgmatch.serve")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = True
