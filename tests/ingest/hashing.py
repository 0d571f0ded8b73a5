"""An embedder whose vectors follow from the words of a text; it notes what it is asked to embed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


class Hashing:
    """A stand-in for a model, where a test is about the flow of an ingest and not about meaning."""

    dimensions = 64
    normalized = True

    def __init__(
        self,
        name: str = "hashing",
        max_tokens: int = 40,
        before: Callable[[Sequence[str]], None] = lambda texts: None,
    ) -> None:
        """Call `before` with the texts of each batch before it is embedded."""
        self.name = name
        self.max_tokens = max_tokens
        self.before = before
        self.batches: list[list[str]] = []

    @property
    def texts(self) -> list[str]:
        """Every text that was embedded."""
        return [text for batch in self.batches for text in batch]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.before(texts)
        self.batches.append(list(texts))
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                vectors[row, zlib.crc32(word.encode()) % self.dimensions] += 1
        lengths: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / lengths
