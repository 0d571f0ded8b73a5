"""OpenAI's embedding models, and those of any server that speaks OpenAI's `/embeddings`."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pgmatch.embedders.address import OPENAI, Address, checked_key, checked_url
from pgmatch.embedders.checks import checked_texts, refuse_long, unit_vectors
from pgmatch.embedders.service import Key, Retry, Service
from pgmatch.embedders.tokens import openai_tokens, utf8_length
from pgmatch.errors import EmbeddingError, SettingError
from pgmatch.settings import Found, read_settings

MODEL = "text-embedding-3-small"
ADDRESS = Address("the embedding service", "OPENAI_BASE_URL", "OPENAI_API_KEY")
DIMENSIONS = {"text-embedding-ada-002": 1536, "text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
UNCUTTABLE = "text-embedding-ada-002"
MAX_TOKENS = 8191
MAX_TEXTS_A_REQUEST = 2048
MAX_TOKENS_A_REQUEST = 300_000


class OpenAIEmbedder:
    """An embedding model behind HTTP.

    Vectors are scaled to length 1 here, so that this holds for every server and for shortened vectors
    (OpenAI's have that length already). An empty text is an error, as it is for OpenAI.

    Texts for OpenAI's own models are measured in these models' tokens, counted offline. The tokenizer of any
    other model is unknown here, so its texts are measured in UTF-8 bytes: an upper bound, about four times
    the tokens of English prose. Nothing that passes is too long for the model, but texts are split earlier
    than they need be; give an exact counter as `token_counter` to use the whole window. `tokens_used` is the
    number of tokens that the service has reported since the start.
    """

    normalized = True

    def __init__(
        self,
        model: str = MODEL,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        dimensions: int | None = None,
        max_tokens: int = MAX_TOKENS,
        token_counter: Callable[[str], int] | None = None,
        batch_size: int = 256,
        batch_tokens: int = MAX_TOKENS_A_REQUEST,
        timeout: float = 60.0,
        retry: Retry | None = None,
    ) -> None:
        """Prepare requests for `model`; nothing is sent yet.

        api_key: default OPENAI_API_KEY or OPENAI_KEY; a server other than OpenAI's may need none.
        base_url: default OPENAI_BASE_URL, else OpenAI's. Both are sought in the environment, then in `.env`.
        dimensions: length of the vectors, 1 or more, asked of the service when it is not the model's own.
        For a model unknown here, without it, one request finds the length out when it is first needed.
        max_tokens: longest text. token_counter: what counts its tokens, see above. batch_size (1 to 2048)
        and batch_tokens (1 or more): most texts and tokens in one request. timeout: seconds for one
        attempt. retry: see `Retry`.

        Raises `SettingError` when a value is out of range, the base URL is none, or OpenAI's key is missing.
        """
        settings = read_settings()
        self.name = model
        self.max_tokens = _in_range("max_tokens", max_tokens)
        self.tokens_used = 0
        self._asked_dimensions = _dimensions_to_ask(model, dimensions)
        self._dimensions = dimensions or DIMENSIONS.get(model)
        self._count = token_counter or (openai_tokens if model in DIMENSIONS else utf8_length)
        self._batch_size = _in_range("batch_size", batch_size, MAX_TEXTS_A_REQUEST)
        self._batch_tokens = _in_range("batch_tokens", batch_tokens)
        url = checked_url(base_url or settings["openai_base_url"].value or OPENAI, ADDRESS)
        key = _key(api_key, settings["openai_api_key"], url)
        self._service = Service(f"{url}/embeddings", key, timeout, retry or Retry())
        weakref.finalize(self, self._service.close)

    @property
    def dimensions(self) -> int:
        """Length of every vector; for a model unknown here this may send one request."""
        if self._dimensions is None:
            self._dimensions = len(self._request(["length"])[0])
        return self._dimensions

    def close(self) -> None:
        """Close the connections, as is done anyway when the embedder is garbage; it cannot embed after."""
        self._service.close()

    def count_tokens(self, text: str) -> int:
        """Return the text's length in tokens; its UTF-8 bytes, an upper bound, for a model unknown here."""
        return self._count(text)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of length 1 for each text: shape (len(texts), dimensions).

        Raises `EmbeddingError`: before anything is sent for an empty or a too long text; when the service
        refuses or fails after all attempts; when its answer has other dimensions or another number of
        vectors than it should.
        """
        checked = checked_texts(texts)
        if "" in checked:
            raise EmbeddingError(
                f"text {checked.index('') + 1} is empty, which {self.name} does not take", "Leave it out."
            )
        counts = [self.count_tokens(text) for text in checked]
        refuse_long(counts, self.max_tokens, self.name, self._long_text_hint())
        dimensions = self.dimensions
        rows: list[list[float]] = []
        for batch in _batches(checked, counts, self._batch_size, self._batch_tokens):
            rows += self._request(batch)
        return unit_vectors(np.array(rows, dtype=np.float32), dimensions, self.name)

    def _long_text_hint(self) -> str | None:
        if self._count is not utf8_length:
            return None
        return "The count is an upper bound (UTF-8 bytes): split the text, or pass an exact token_counter."

    def _request(self, batch: list[str]) -> list[list[float]]:
        body: dict[str, Any] = {"model": self.name, "input": batch}
        if self._asked_dimensions:
            body["dimensions"] = self._asked_dimensions
        answer = self._service.post(body)
        try:
            by_index = {entry["index"]: entry["embedding"] for entry in answer["data"]}
            rows = [[float(number) for number in by_index[index]] for index in sorted(by_index)]
            used = int((answer.get("usage") or {}).get("total_tokens") or 0)
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise EmbeddingError(
                f"the answer of {self._service.url} does not have OpenAI's form ({error!r})",
                "Is the base URL (OPENAI_BASE_URL) that of an OpenAI-compatible API?",
            ) from error
        self._check(rows, list(by_index), len(batch))
        self.tokens_used += used
        return rows

    def _check(self, rows: list[list[float]], indexes: list[Any], wanted: int) -> None:
        if sorted(indexes) != list(range(wanted)):
            raise EmbeddingError(f"{self._service.url} answered {len(rows)} vectors for {wanted} texts")
        lengths = {len(row) for row in rows}
        expected = self._dimensions or len(rows[0])
        if lengths != {expected} or not expected:
            given = ", ".join(map(str, sorted(lengths)))
            raise EmbeddingError(
                f"{self.name} at {self._service.url} gave vectors of {given} dimensions, not {expected}",
                f"Is it the right model? Pass dimensions={given} if that is what you want.",
            )


def _batches(texts: list[str], counts: list[int], most_texts: int, most_tokens: int) -> Iterator[list[str]]:
    batch: list[str] = []
    tokens = 0
    for text, count in zip(texts, counts, strict=True):
        if batch and (len(batch) == most_texts or tokens + count > most_tokens):
            yield batch
            batch, tokens = [], 0
        batch.append(text)
        tokens += count
    if batch:
        yield batch


def _in_range(name: str, value: int, highest: int | None = None) -> int:
    if value < 1 or (highest is not None and value > highest):
        raise SettingError(
            f"{name}={value} is out of range", f"Give 1 to {highest}." if highest else "Give 1 or more."
        )
    return value


def _dimensions_to_ask(model: str, dimensions: int | None) -> int | None:
    """Return the `dimensions` of the request, None when the model's own length is what is wanted."""
    own = DIMENSIONS.get(model)
    if dimensions is None or dimensions == own:
        return None
    if model == UNCUTTABLE:
        raise SettingError(
            f"{model} has {own} dimensions and cannot be asked for {dimensions}", f"Give {own} or none."
        )
    return _in_range("dimensions", dimensions, own)


def _key(given: str | None, found: Found, url: str) -> Key:
    key = checked_key(given, found)
    if key.value is None and url == OPENAI:
        raise SettingError(
            "no OpenAI key is set",
            "Set OPENAI_API_KEY, in the environment or in .env; the embedder `local` needs no key.",
        )
    return key
