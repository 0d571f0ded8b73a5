"""Embeddings that are made once: a manual takes minutes to embed, and each run needs the same vectors."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pgmatch.embedders import Embedder


class Kept:
    """An embedder that keeps what another one embeds in a file, by the hash of the text."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.max_tokens = embedder.max_tokens
        self.normalized = embedder.normalized
        self.count_tokens = embedder.count_tokens
        file = folder / f"vectors-{embedder.name.replace('/', '-')}.sqlite"
        # a server embeds in threads; only one of them at a time does here
        self._file = sqlite3.connect(file, check_same_thread=False)
        self._file.execute("create table if not exists vectors (digest blob primary key, vector blob)")

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector for each text, as the embedder does."""
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if not self._has(digest)}
        with self._file:
            self._file.executemany(
                "insert or ignore into vectors values (?, ?)",
                zip(missing, map(bytes, self._embedder.embed(list(missing.values()))), strict=True),
            )
        rows = [self._vector(digest) for digest in digests]
        return np.array(rows, dtype=np.float32).reshape(-1, self.dimensions)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _has(self, digest: bytes) -> bool:
        return bool(self._file.execute("select 1 from vectors where digest = ?", [digest]).fetchone())

    def _vector(self, digest: bytes) -> NDArray[np.float32]:
        (stored,) = self._file.execute("select vector from vectors where digest = ?", [digest]).fetchone()
        return np.frombuffer(stored, dtype=np.float32)
