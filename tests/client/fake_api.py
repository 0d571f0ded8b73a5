"""A server on the loopback interface that answers RPC as it is told to, for what no real one does on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback import serving


@dataclass(frozen=True)
class Request:
    """What was asked for; `function` is the last part of the path, `query` what follows it."""

    function: str
    query: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Reply:
    """An answer; its body is JSON unless it is text already. Without a status the connection is dropped."""

    status: int | None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, dict[str, str]]:
        is_text = isinstance(self.body, str)
        kind = "text/html" if is_text else "application/json; charset=utf-8"
        content = self.body if is_text else "" if self.body is None else json.dumps(self.body)
        return content.encode(), {"Content-Type": kind, **self.headers}


Answer = Reply | Callable[[Request], Reply]
DROPPED = Reply(None)
INSTALLED = {
    "line": "nods",
    "revision": "nods_0005",
    "dimensions": 3,
    "model": None,
    "metric": "ip",
    "access": "private",
}


class FakeApi:
    """The server: it gives a function's `answers` one after the other, and the last one for ever."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self.answers: dict[str, list[Answer]] = {"pgmatch_info": [Reply(200, [INSTALLED])]}

    def calls(self, function: str) -> list[Request]:
        """The requests for a function."""
        return [request for request in self.requests if request.function == function]

    def silence(self, _: Request) -> Reply:
        """Answer nothing until the test is over."""
        self.stopping.wait()
        return DROPPED

    def reply(self, request: Request) -> Reply:
        self.requests.append(request)
        answers = self.answers[request.function]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer if isinstance(answer, Reply) else answer(request)


@contextmanager
def running() -> Iterator[FakeApi]:
    api = FakeApi()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            path, _, query = self.path.partition("?")
            reply = api.reply(Request(path.rpartition("/")[2], query, dict(self.headers), body))
            if reply.status is None:
                self.close_connection = True
                return
            content, headers = reply.encoded()
            self.send_response(reply.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            pass

    with serving(Handler) as url:
        api.url = url
        try:
            yield api
        finally:
            api.stopping.set()
