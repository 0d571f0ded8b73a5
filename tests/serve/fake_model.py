"""A server on the loopback interface in the place of a language model: it answers as it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback import serving


@dataclass(frozen=True)
class Request:
    path: str
    authorization: str | None
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """All that the model is told."""
        if "prompt" in self.body:
            return str(self.body["prompt"])
        return "\n".join(message["content"] for message in self.body["messages"])


class Exchange:
    """A request that is being answered."""

    def __init__(self, handler: BaseHTTPRequestHandler, request: Request, model: Model) -> None:
        self.request = request
        self._handler = handler
        self._model = model

    def whole(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send an answer in one piece."""
        self._handler.send_response(status)
        sent = {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
        for name, value in sent.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def begin(self) -> None:
        """Begin an answer in events."""
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()

    def event(self, data: str) -> None:
        self.raw(f"data: {data}\n\n".encode())

    def token(self, text: str, **members: Any) -> None:
        """Send a part of the answer in the form that the address asks for."""
        part = {"delta": {"content": text}} if "chat" in self.request.path else {"text": text}
        self.event(json.dumps({"choices": [{"index": 0, **part, **members}]}))

    def end(self) -> None:
        self._handler.wfile.write(b"0\r\n\r\n")

    def drop(self) -> None:
        """Close the connection in the middle of the answer."""
        self._handler.close_connection = True

    def wait_until_gone(self) -> None:
        """Wait until the client has closed the connection."""
        self._handler.connection.settimeout(30)
        with suppress(ConnectionError):
            assert self._handler.connection.recv(1) == b"", "the client sent more instead of closing"
        self.gone()

    def gone(self) -> None:
        """Say that the client has closed the connection."""
        self._model.gone.set()
        self._handler.close_connection = True

    def raw(self, data: bytes) -> None:
        """Send bytes, if there are any."""
        if data:  # an empty chunk would end the answer
            self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
            self._handler.wfile.flush()


Answer = Callable[[Exchange], None]


def streamed(*tokens: str, done: bool = True, last: str | None = "stop") -> Answer:
    """Answer in parts. Some servers send no [DONE], some no reason to finish: `last`."""

    def answer(exchange: Exchange) -> None:
        exchange.begin()
        for token in tokens:
            exchange.token(token)
        if last:
            exchange.token("", finish_reason=last)
        if done:
            exchange.event("[DONE]")
        exchange.end()

    return answer


def in_one_piece(text: str) -> Answer:
    def answer(exchange: Exchange) -> None:
        part = {"message": {"content": text}} if "chat" in exchange.request.path else {"text": text}
        exchange.whole(json.dumps({"choices": [part]}).encode())

    return answer


def failure(status: int, message: str = "no", code: str | None = None, **headers: str) -> Answer:
    body = json.dumps({"error": {"message": message, "code": code}}).encode()
    return lambda exchange: exchange.whole(body, status, **headers)


def events(*data: str) -> Answer:
    """Send these events, whatever they are."""

    def answer(exchange: Exchange) -> None:
        exchange.begin()
        for each in data:
            exchange.event(each)
        exchange.end()

    return answer


def dropped(*tokens: str) -> Answer:
    """Send parts of an answer, then close the connection."""

    def answer(exchange: Exchange) -> None:
        exchange.begin()
        for token in tokens:
            exchange.token(token)
        exchange.drop()

    return answer


def hanging(*tokens: str) -> Answer:
    """Send parts of an answer, then nothing until the client is gone."""

    def answer(exchange: Exchange) -> None:
        with suppress(OSError):  # it may be gone before
            exchange.begin()
            for token in tokens:
                exchange.token(token)
        exchange.wait_until_gone()

    return answer


def endless(part: bytes, begin: bytes = b"", pause: float = 0.0) -> Answer:
    """Send an answer in events that never ends: `begin`, then one part after the other, until the client is gone."""

    def answer(exchange: Exchange) -> None:
        with suppress(OSError):
            exchange.begin()
            exchange.raw(begin)
            while True:
                exchange.raw(part)
                time.sleep(pause)
        exchange.gone()

    return answer


def event_of(text: str) -> bytes:
    """Return a part of an answer, in the form of both APIs."""
    choice = {"index": 0, "delta": {"content": text}, "text": text}
    return f"data: {json.dumps({'choices': [choice]})}\n\n".encode()


class Model:
    """The server: it gives `answers` one after the other, and the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [streamed("Run ", "the upgrade.")]
        self.requests: list[Request] = []
        self.gone = threading.Event()  # a client has closed its connection before the end
        self.url = ""

    def answer(self, handler: BaseHTTPRequestHandler, request: Request) -> None:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer(Exchange(handler, request, self))


@contextmanager
def running() -> Iterator[Model]:
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.answer(self, Request(self.path, self.headers["Authorization"], body))

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            pass

    with serving(Handler, waits=False) as url:
        model.url = f"{url}/v1"
        yield model
