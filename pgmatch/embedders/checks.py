"""What every embedder checks: the texts it is given, their lengths, and the vectors it gives back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pgmatch.errors import EmbeddingError


def checked_texts(texts: Sequence[str]) -> list[str]:
    """Return the texts as a list.

    Raises `EmbeddingError` for a bare string, whose characters would pass for texts, for anything that is
    not a string, and for a string that UTF-8 cannot hold (a lone surrogate).
    """
    if isinstance(texts, str):
        raise EmbeddingError("embed takes a list of texts, not one string", "Write embed([text]).")
    checked = list(texts)
    for place, text in enumerate(checked, start=1):
        if not isinstance(text, str):
            raise EmbeddingError(f"text {place} of {len(checked)} is a {type(text).__name__}, not a string")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise EmbeddingError(
                f"text {place} of {len(checked)} is not Unicode: {error.reason} at character {error.start}",
                "Decode the file it comes from as UTF-8.",
            ) from None
    return checked


def refuse_long(token_counts: Iterable[int], max_tokens: int, model: str, hint: str | None = None) -> None:
    """Raise `EmbeddingError` for the first count that is over `max_tokens`."""
    for place, count in enumerate(token_counts, start=1):
        if count > max_tokens:
            raise EmbeddingError(
                f"text {place} has {count} tokens; {model} takes at most {max_tokens}",
                hint or "Split the text, as `pgmatch ingest` does with long sections.",
            )


def unit_vectors(rows: ArrayLike, dimensions: int, model: str) -> NDArray[np.float32]:
    """Return `rows` (n lists of `dimensions` numbers, n may be 0) as float32, each scaled to length 1.

    Raises `EmbeddingError` when a row holds NaN or infinity or is all zeros, which has no direction.
    """
    vectors = np.asarray(rows, dtype=np.float32).reshape(-1, dimensions)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    broken = ~(np.isfinite(lengths) & (lengths > 0)).ravel()
    if broken.any():
        place = int(broken.argmax()) + 1
        raise EmbeddingError(
            f"{model} gave a vector that cannot be normalised (length {lengths[place - 1, 0]})"
            f" for text {place}"
        )
    unit: NDArray[np.float32] = vectors / lengths
    return unit
