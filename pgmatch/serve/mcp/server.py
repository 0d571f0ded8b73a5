"""The tools, and how they are served: over stdio, or over streamable HTTP."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field, ValidationError

import pgmatch
from pgmatch.client.arguments import sendable
from pgmatch.embedders import Embedder
from pgmatch.errors import DatabaseError, PgmatchError, SettingError
from pgmatch.serve.errors import is_unavailable
from pgmatch.serve.http.gates import Reception
from pgmatch.serve.http.protocol import TimedProtocol
from pgmatch.serve.listening import ended_by_sigterm, listening, url_of
from pgmatch.serve.mcp.arguments import wrong_arguments
from pgmatch.serve.mcp.calls import in_thread
from pgmatch.serve.mcp.filters import filter_model, given_filters
from pgmatch.serve.mcp.models import Document, Match, Matches, Result, Results, Source
from pgmatch.serve.search import checked_question

PATH = "/mcp"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LONGEST = 10_000  # characters
_FOUND = 10
_PATIENCE = 10.0  # seconds for a request to arrive
_GRACE = 5  # seconds that calls under way may take when the server ends
_INTERRUPTED = 130  # the status of a program that Ctrl-C has ended
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Returned = TypeVar("Returned")
Query = Annotated[str, Field(min_length=1, max_length=_LONGEST, description="What to look for, in words.")]
Limit = Annotated[int, Field(ge=1, le=100, description="At most this many.")]
Threshold = Annotated[
    float | None, Field(allow_inf_nan=False, description="Only what has a similarity above this.")
]
Id = Annotated[
    str,
    Field(max_length=_LONGEST, coerce_numbers_to_str=True, description="An id that search has returned."),
]


class _Server(MCPServer):
    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool; say in a sentence of our own what is wrong with an argument."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            # not one of its subclasses, which are for what the tool does wrong itself
            if type(error) is not ToolError or not isinstance(error.__cause__, ValidationError):
                raise
            problem = wrong_arguments(error.__cause__)
            raise ToolError(f"Error executing tool {name}: {problem}") from error.__cause__


def make_server(source: Source, embedder: Embedder) -> MCPServer:
    """Return a server with the tools; try a search first, which raises `PgmatchError` if it cannot work."""

    def find(query: str, limit: int, threshold: float | None = None, filters: Any = None) -> list[Match]:
        question = checked_question(sendable("query", query), embedder)
        return source.match(question, embedder.embed([question])[0], limit, threshold, given_filters(filters))

    async def search(query: Query) -> Results:
        found = await _answered(lambda: find(query, _FOUND))
        return {"results": [Result(id=each["id"], title=each["title"], url=each["url"]) for each in found]}

    async def fetch(id: Id) -> Document:  # noqa: A002 - the name that ChatGPT calls it by
        return await _answered(lambda: source.fetch(id))

    async def match_sections(
        query: Query, limit: Limit = _FOUND, threshold: Threshold = None, filters: Any = None
    ) -> Matches:
        return {"results": await _answered(lambda: find(query, limit, threshold, filters))}

    find("test", 1)
    match_sections.__annotations__["filters"] = filter_model(source.filters) | None
    server = _Server(
        "pgmatch",
        version=pgmatch.__version__,
        instructions=f"Searches {source.name} by meaning. Cite the url of what you use.",
        log_level="WARNING",
        subscriptions=False,
    )
    described = {
        search: f"Search {source.name} by meaning. Returns ids, titles and URLs, best first.",
        fetch: f"Return one of the {source.name} that search has found, with its text and metadata.",
        match_sections: f"Search {source.name} by meaning, with filters. Returns the texts, best first.",
    }
    for tool, description in described.items():
        server.add_tool(tool, description=description, annotations=_READS)
    return server


def run_stdio(server: MCPServer) -> None:
    """Serve the program that has started this one, until it closes the input or a signal ends it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    server.run("stdio")


def run_http(server: MCPServer, host: str, port: int, allowed_hosts: Sequence[str] = ()) -> None:
    """Serve over streamable HTTP until a signal ends it; port 0 means any free one.

    Requests have to name a loopback address or one of `allowed_hosts` as the host. Raises `SettingError`
    for an address that it cannot listen on, or from which no request would be answered.
    """
    if host not in _LOOPBACK and not allowed_hosts:
        raise SettingError(
            f"clients cannot call a server on {host} by that address, so all would be refused",
            "Name the host that they call: --allowed-host search.example.com. Whoever reaches it can search.",
        )
    app = Reception(
        server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            transport_security=_security(allowed_hosts),
        ),
        paths=[PATH],
        max_body=16 * _LONGEST,
        timeout=_PATIENCE,
    )
    with listening(host, port) as listener, ended_by_sigterm():
        asyncio.run(
            _serve(
                uvicorn.Config(
                    app, http=TimedProtocol, ws="none", log_config=None, timeout_graceful_shutdown=_GRACE
                ),
                listener,
            )
        )


async def _serve(config: uvicorn.Config, listener: socket.socket) -> None:
    print(f"MCP server: {url_of(listener)}{PATH}", file=sys.stderr, flush=True)
    await uvicorn.Server(config).serve(sockets=[listener])


def _leave(number: int, _frame: Any) -> None:
    # Python would wait for the thread that waits for input
    os._exit(0 if number == signal.SIGTERM else _INTERRUPTED)


async def _answered(call: Callable[[], Returned]) -> Returned:
    """Return what a call returns; what the caller can put right is an error of the tool."""
    try:
        return await in_thread(call)
    except DatabaseError as error:
        if not is_unavailable(error):
            raise ToolError(str(error)) from error
        # its message says where the database is
        print(error, file=sys.stderr, flush=True)
        raise ToolError("the database cannot be reached\nHint: Try again later.") from error
    except PgmatchError as error:
        raise ToolError(str(error)) from error


def _security(allowed_hosts: Sequence[str]) -> TransportSecuritySettings:
    hosts = [*(f"[{host}]" if ":" in host else host for host in _LOOPBACK), *map(str.lower, allowed_hosts)]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[name for host in hosts for name in (host, f"{host}:*")],
        allowed_origins=[
            f"{scheme}://{name}"
            for host in hosts
            for name in (host, f"{host}:*")
            for scheme in ("http", "https")
        ],
    )
