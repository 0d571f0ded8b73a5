"""The application: its addresses, and the layers around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pgmatch.errors import PgmatchError
from pgmatch.serve.http.endpoints import Endpoints, search_cost
from pgmatch.serve.http.gates import Guard, Log, Names, Reception
from pgmatch.serve.http.limits import Cost, Limits, Rate
from pgmatch.serve.http.options import Options
from pgmatch.serve.http.page import page_routes
from pgmatch.serve.http.problems import RequestError, reported

if TYPE_CHECKING:
    from pgmatch.client import AsyncDatabase
    from pgmatch.embedders import Embedder
    from pgmatch.serve.asking import AsyncAsker

PAGE = Path(__file__).parent.parent / "page"
ANSWER = 5  # what an answer costs of the rate; a search costs as much for 50 sections, anything else 1
# what supabase-js and the guides' pages send
_HEADERS = ("authorization", "x-client-info", "apikey", "content-type")


@dataclass(frozen=True)
class Services:
    """What answers: whoever makes them closes them."""

    database: AsyncDatabase
    embedder: Embedder
    asker: AsyncAsker


def create_app(services: Services, options: Options = Options(), page: Path = PAGE) -> Starlette:  # noqa: B008
    """Return the application. `page` is the folder of the search page; without it, there is none."""
    endpoints = Endpoints(services, options)
    costs: dict[str, Cost] = dict.fromkeys(("/sections", "/functions/v1/embed"), lambda _query: 1)
    costs |= dict.fromkeys(endpoints.answering, lambda _query: ANSWER)
    costs["/search"] = search_cost
    # who asks it often decides for all clients whether the server is used
    costs["/healthz"] = lambda _query: 0
    layers = [
        Middleware(Log),
        # outside of what refuses, so that a page may read the refusal
        *_cors(options),
        Middleware(Names, options=options, paths=costs),
        Middleware(Limits, costs=costs, rate=Rate(options.rate), concurrency=options.concurrency),
        Middleware(Reception, paths=costs, max_body=options.max_body, timeout=options.receive_timeout),
        Middleware(Guard),
    ]
    refused: Mapping[type[Exception], object] = dict.fromkeys(
        (HTTPException, PgmatchError, RequestError), _refuse
    )
    routes: list[BaseRoute] = [*_routes(endpoints), *page_routes(page)]
    app = Starlette(routes=routes, middleware=layers, exception_handlers=refused)  # type: ignore[arg-type]
    app.router.redirect_slashes = False
    return app


def _routes(endpoints: Endpoints) -> list[Route]:
    answering = [
        Route(path, endpoint, methods=[method]) for path, (method, endpoint) in endpoints.answering.items()
    ]
    return [
        *answering,
        Route("/search", endpoints.search),
        Route("/sections", endpoints.sections),
        Route("/functions/v1/embed", endpoints.embed, methods=["POST"]),
        Route("/healthz", endpoints.healthz),
    ]


def _cors(options: Options) -> list[Middleware]:
    if not options.origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=options.origins,
            allow_methods=("GET", "POST"),
            allow_headers=_HEADERS,
            expose_headers=("Retry-After",),
        )
    ]


async def _refuse(_request: Request, error: Exception) -> Response:
    return reported(error).response()
