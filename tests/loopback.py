"""HTTP servers of tests, in threads, at a free port of the loopback interface."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # the kernel drops connections beyond these: by default 5


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], *, waits: bool = True) -> Iterator[str]:
    """Give the URL of a server, and end it; `waits` says whether for the requests under way."""
    server = _Server(("127.0.0.1", 0), handler)
    server.daemon_threads = not waits
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
