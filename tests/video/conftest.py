"""A database with the line `video`, in front of it the API, and the chunks of two videos."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
import supabase

from pgmatch.migrate import upgrade
from tests.http.lite import Lite, serving
from tests.servers import Database, PostgresServer, created

VIDEOS = ("https://example.com/chase.mp4", "https://example.com/picnic.mp4")


def vector(*numbers: float) -> list[float]:
    return [*numbers, *[0.0] * (768 - len(numbers))]


def chunk(video: int, second: int, *numbers: float) -> dict[str, Any]:
    """Return a row as the guide's script writes it: each video has a chunk_0."""
    return {
        "id": f"chunk_{second}",
        "start_time": second,
        "end_time": second + 1,
        "embedding": vector(*numbers),
        "metadata": {"video_url": VIDEOS[video]},
    }


# the first turns from one direction to another, second by second; the second is near its beginning
CHUNKS = [
    chunk(0, 0, 1, 0),
    chunk(0, 1, 0.7, 0.71),
    chunk(0, 2, 0.6, 0.8),
    chunk(1, 0, 0.96, 0.28),
    chunk(1, 1, 0, 1),
]


@pytest.fixture(scope="module")
def video(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database with the line, where the tests of a module write one after the other."""
    with created(supabase_server, "video") as made:
        upgrade(made.url, "video")
        yield made


@pytest.fixture(scope="module")
def http(video: Database) -> Iterator[Lite]:
    with serving(video.url) as server:
        yield server


Connect = Callable[..., supabase.Client]


@pytest.fixture(scope="module")
def connect(http: Lite) -> Iterator[Connect]:
    """Make clients of the guide: with the secret key, for a visitor, or for a user."""
    with ExitStack() as stack:

        def connect(user: str | None = None, *, key: str = http.publishable_key) -> supabase.Client:
            options = supabase.ClientOptions(
                httpx_client=stack.enter_context(httpx.Client()), auto_refresh_token=False
            )
            made = supabase.create_client(http.url, key, options)
            if user:
                made.postgrest.auth(http.user_token(user))
            return made

        yield connect


def rpc(of: supabase.Client, function: str, arguments: dict[str, Any]) -> Any:
    return of.rpc(function, arguments).execute().data


def search(of: supabase.Client, embedding: Sequence[float], threshold: float = 0.8) -> Any:
    """Call the function as the guide does."""
    return rpc(
        of,
        "match_video_chunks",
        {"query_embedding": embedding, "match_threshold": threshold, "match_count": 5},
    )
