"""Models of the package sentence-transformers: from a hub, or a folder on disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from pgmatch.embedders.checks import checked_texts, refuse_long, unit_vectors
from pgmatch.errors import EmbeddingError

LONGEST_BELIEVABLE = 1_000_000


class SentenceTransformersEmbedder:
    """A sentence-transformers model, over PyTorch.

    Vectors are scaled to length 1. Texts and questions are embedded alike, with the model's default prompt
    if it has one: for a model that was trained with prefixes put them into the texts.
    """

    normalized = True

    def __init__(self, model: str, *, max_tokens: int | None = None, **options: Any) -> None:
        """Load `model`, a name of the hub or a folder; other options are those of `SentenceTransformer`.

        max_tokens: longest text in tokens, 1 or more, for a model that does not tell its own.
        Raises `EmbeddingError` when the model cannot be loaded or does not tell how long a text may be.
        """
        self.name = model
        try:
            self._model: Any = SentenceTransformer(model, **options)
        except Exception as error:  # its loaders raise whatever the network, the hub or PyTorch raise
            raise EmbeddingError(
                f"sentence-transformers cannot load {model!r}: {error}",
                "The model is downloaded on first use: check the name and the connection.",
            ) from error
        self.max_tokens = max_tokens or self._window()
        self.dimensions = self._length()

    def _window(self) -> int:
        """Return the tokens that the model's window leaves to a text, beside special tokens and prompt."""
        window = self._model.max_seq_length
        # Tokenizers whose limit is not known report 10**30.
        if window is None or window > LONGEST_BELIEVABLE:
            raise EmbeddingError(
                f"{self.name} does not state the longest text that it takes",
                "Pass max_tokens=… from the model's documentation.",
            )
        prompt = self._model.prompts.get(self._model.default_prompt_name) or ""
        special_tokens = self._model.tokenizer.num_special_tokens_to_add()
        return int(window) - int(special_tokens) - self.count_tokens(prompt)

    def _length(self) -> int:
        # Renamed during version 5; the old name warns since, which callers may have made an error.
        ask = (
            getattr(self._model, "get_embedding_dimension", None)
            or self._model.get_sentence_embedding_dimension
        )
        length = ask()
        return int(length) if length else int(self._encode(["length"]).shape[1])

    def _encode(self, texts: list[str]) -> NDArray[Any]:
        return np.asarray(self._model.encode(texts, convert_to_numpy=True, show_progress_bar=False))

    def count_tokens(self, text: str) -> int:
        """Return the text's length in the model's tokens, special tokens excluded."""
        encoded = self._model.tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)
        return len(encoded["input_ids"])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of length 1 for each text: shape (len(texts), dimensions).

        Raises `EmbeddingError` when a text is longer than `max_tokens`.
        """
        checked = checked_texts(texts)
        refuse_long(map(self.count_tokens, checked), self.max_tokens, self.name)
        if not checked:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return unit_vectors(self._encode(checked), self.dimensions, self.name)
