"""A server on the loopback interface that answers as OpenAI's /embeddings does, or as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback import serving

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    path: str
    authorization: str | None
    body: Json


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


Answer = Callable[[Json], Reply]


def vector(text: str, dimensions: int) -> list[float]:
    """A vector that tells its text's length and is not of length 1."""
    return [float(len(text)), 3.0] + [0.0] * (dimensions - 2)


def success(dimensions: int = 1536, order: int = 1, **changes: Any) -> Answer:
    """Answer well, in reverse order when `order` is -1; `changes` replace parts of the answer."""

    def answer(body: Json) -> Reply:
        length = body.get("dimensions", dimensions)
        texts = list(enumerate(body["input"]))
        data = [{"object": "embedding", "index": i, "embedding": vector(t, length)} for i, t in texts]
        reply = {
            "object": "list",
            "data": data[::order],
            "usage": {"total_tokens": 10 * len(data)},
            **changes,
        }
        return Reply(200, json.dumps(reply).encode())

    return answer


def failure(status: int, message: str = "no", code: str | None = None, **headers: str) -> Answer:
    body = json.dumps({"error": {"message": message, "code": code}}).encode()
    return lambda _: Reply(status, body, {name.replace("_", "-"): text for name, text in headers.items()})


def raw(body: bytes, status: int = 200) -> Answer:
    return lambda _: Reply(status, body)


class Service:
    """The server: it gives `answers` one after the other, and the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [success()]
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self.url = ""

    def silence(self, _: Json) -> Reply:
        """Answer nothing until the test is over."""
        self.stopping.wait()
        return Reply(503, b"")

    def reply(self, request: Request) -> Reply:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(request.body)


@contextmanager
def running() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply = service.reply(Request(self.path, self.headers["Authorization"], body))
            if service.stopping.is_set():
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            pass

    with serving(Handler) as url:
        service.url = f"{url}/v1"
        try:
            yield service
        finally:
            service.stopping.set()
