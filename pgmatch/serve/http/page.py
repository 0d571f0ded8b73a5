"""The search page: static files, and what a browser may do with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' https: data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        # no text ever becomes markup
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)


def page_routes(folder: Path) -> list[BaseRoute]:
    """Return the routes of the page, none if the folder has no page."""
    if not (folder / "index.html").is_file():
        return []
    routes: list[BaseRoute] = [Route("/", _document(folder / "index.html"))]
    if (reader := folder / "document.html").is_file():
        routes.append(Route("/pages/{path:path}", _document(reader)))
    return [*routes, Mount("/assets", _Assets(directory=folder))]


def _document(file: Path) -> Any:
    async def send(_request: Request) -> Response:
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return FileResponse(file, media_type="text/html; charset=utf-8", headers=headers)

    return send


class _Assets(StaticFiles):
    """Files that pages of any site may load: they are the same for everyone."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if "\0" in path:  # no file has such a name, and asking for it is an error of Python
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "no-cache"
        return response
