"""A model whose vectors tell what the text was, and tables whose rows it embeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import NullPool, create_engine

from pgmatch.errors import EmbeddingError
from pgmatch.queue import Work, Worker


class Letters:
    """Makes vectors of three numbers: 1, the length of the text, and the code of its last letter.

    `meanwhile` is called with the texts before they are embedded. A text with the word "bad" is refused, and one
    with "crash" raises what no embedder should.
    """

    name = "letters"
    dimensions = 3
    max_tokens = 100
    normalized = False

    def __init__(self, meanwhile: Callable[[Sequence[str]], Any] = lambda _: None) -> None:
        self.seen: list[str] = []
        self.calls = 0
        self._meanwhile = meanwhile

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls += 1
        self._meanwhile(texts)
        for text in texts:
            if "bad" in text:
                raise EmbeddingError(f"{text!r} is bad")
            if "crash" in text:
                raise ValueError(text)
        self.seen += texts
        return np.array([[1, len(text), ord(text[-1])] for text in texts], dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        return len(text)


def vector(text: str) -> str:
    """Return the vector of a text as Postgres prints it."""
    return f"[1,{len(text)},{ord(text[-1])}]"


@contextmanager
def worker(url: str, model: Letters | None = None, **options: Any) -> Iterator[Worker]:
    """Give a worker with a connection of its own."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg2://"), poolclass=NullPool)
    with engine.connect() as connection:
        yield Worker(connection, model or Letters(), **options)


def work(url: str, model: Letters | None = None, **options: Any) -> Work:
    """Work until the queues are empty."""
    with worker(url, model, **options) as found:
        return found.run(until_empty=True, poll=0.05)
