"""What stands in for Supabase Storage, and for a model or a function that asks one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

STORAGE = Path(__file__).with_name("storage.sql").read_text("utf-8")


@contextmanager
def answering(answer: Callable[[bytes], Any]) -> Iterator[str]:
    """Answer each request with JSON, on the loopback interface. Give the URL."""

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.dumps(answer(self.rfile.read(int(self.headers["Content-Length"])))).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/caption"
        finally:
            server.shutdown()
            thread.join()
