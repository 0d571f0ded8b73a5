"""A server that speaks Roboflow Inference's HTTP interface for CLIP, on a free port."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from hog import embed_image, embed_text


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = urlsplit(self.path).path
        if path == "/clip/embed_image":
            images = body["image"] if isinstance(body["image"], list) else [body["image"]]
            assert all(image["type"] == "base64" for image in images)
            vectors = [embed_image(base64.b64decode(image["value"])) for image in images]
        else:
            assert path == "/clip/embed_text", path
            texts = body["text"] if isinstance(body["text"], list) else [body["text"]]
            vectors = [embed_text(text) for text in texts]
        answer = json.dumps({"frame_id": None, "time": 0.01, "embeddings": vectors}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments: Any) -> None:
        """Print nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve for the block, and give the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
