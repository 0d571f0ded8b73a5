"""A pooler that hands its one server session from client to client, as those in transaction mode do."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_SSL_REQUEST = 80877103
_READY = b"Z\x00\x00\x00\x05I"


@contextmanager
def sharing(host: str, port: int) -> Iterator[int]:
    """Listen on a port, which is given, until the context ends."""
    pooler = _Pooler(host, port)
    thread = threading.Thread(target=pooler.accept, daemon=True)
    thread.start()
    try:
        yield pooler.port
    finally:
        pooler.close()
        thread.join(timeout=10)
        assert not thread.is_alive()


class _Pooler:
    def __init__(self, host: str, port: int) -> None:
        self._server_address = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._server: socket.socket | None = None
        self._welcome = b""
        self._turn = threading.Lock()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def close(self) -> None:
        # wakes up `accept`
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._server:
            self._server.close()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError, struct.error):
            startup = self._startup(client)
            with self._turn:
                if self._server is None:
                    self._server = socket.create_connection(self._server_address)
                    self._server.sendall(startup)
                    self._welcome = self._answer()
            client.sendall(self._welcome)
            # simple queries only, each answered to its end: what psycopg2 sends
            while (message := self._message(client)) and not message.startswith(b"X"):
                with self._turn:
                    self._server.sendall(message)
                    answer = self._answer()
                client.sendall(answer)

    def _startup(self, client: socket.socket) -> bytes:
        length, code = struct.unpack("!II", client.recv(8, socket.MSG_WAITALL))
        if code == _SSL_REQUEST:
            client.sendall(b"N")
            return self._startup(client)
        return struct.pack("!II", length, code) + client.recv(length - 8, socket.MSG_WAITALL)

    def _message(self, client: socket.socket) -> bytes:
        head = client.recv(5, socket.MSG_WAITALL)
        if len(head) < 5:
            return b""
        return head + client.recv(struct.unpack("!I", head[1:])[0] - 4, socket.MSG_WAITALL)

    def _answer(self) -> bytes:
        assert self._server is not None
        answer = b""
        while not answer.endswith((_READY, _READY[:-1] + b"T", _READY[:-1] + b"E")):
            answer += self._server.recv(65536)
        return answer
