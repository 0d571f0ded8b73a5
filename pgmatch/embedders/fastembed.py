"""The models of the package fastembed, which it downloads when first used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from fastembed import TextEmbedding
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pgmatch.embedders.checks import checked_texts, refuse_long, unit_vectors
from pgmatch.errors import EmbeddingError, SettingError


class FastEmbedder:
    """A text model of fastembed, over onnxruntime.

    Vectors are scaled to length 1. Texts and questions are embedded alike, as they are: for a model that
    was trained with prefixes ("query: ", "passage: ") put them into the texts.
    """

    normalized = True

    def __init__(self, model: str, **options: Any) -> None:
        """Load `model`, downloading it if need be; the options are those of `fastembed.TextEmbedding`.

        Raises `SettingError` for a model that fastembed does not list, `EmbeddingError` when it cannot be
        loaded or does not tell how long a text may be.
        """
        known = {entry["model"].lower(): entry for entry in TextEmbedding.list_supported_models()}
        if model.lower() not in known:
            names = ", ".join(sorted(entry["model"] for entry in known.values()))
            raise SettingError(f"fastembed has no model {model!r}", f"Its models: {names}.")
        self.name: str = known[model.lower()]["model"]
        self.dimensions: int = known[model.lower()]["dim"]
        try:
            self._model = TextEmbedding(self.name, **options)
        except Exception as error:  # its loaders raise whatever the network, the hub or onnxruntime raise
            raise EmbeddingError(
                f"fastembed cannot load {self.name}: {error}",
                "The model is downloaded on first use: it needs a connection, or a copy in cache_dir.",
            ) from error
        self._tokenizer, self.max_tokens = self._tokenizer_without_limit()

    def _tokenizer_without_limit(self) -> tuple[Tokenizer, int]:
        """Return a copy of the model's tokenizer that cuts nothing, and the most tokens the model takes."""
        own = getattr(self._model.model, "tokenizer", None)
        if own is None or own.truncation is None:
            raise EmbeddingError(
                f"fastembed does not state the longest text that {self.name} takes",
                "Choose another model, or the embedder `sentence-transformers`.",
            )
        copy = Tokenizer.from_str(own.to_str())
        copy.no_truncation()
        copy.no_padding()
        special_tokens: int = copy.num_special_tokens_to_add(False)
        return copy, own.truncation["max_length"] - special_tokens

    def count_tokens(self, text: str) -> int:
        """Return the text's length in the model's tokens, special tokens excluded."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of length 1 for each text: shape (len(texts), dimensions).

        Raises `EmbeddingError` when a text is longer than `max_tokens`.
        """
        checked = checked_texts(texts)
        refuse_long(map(self.count_tokens, checked), self.max_tokens, self.name)
        rows = list(self._model.embed(checked)) if checked else []
        return unit_vectors(rows, self.dimensions, self.name)
