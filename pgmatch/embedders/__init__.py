"""What turns text into vectors: one protocol, and the providers that `load` knows by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from pgmatch.errors import EmbeddingError, SettingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """A model that turns texts into vectors.

    Anything with these members is one; nothing has to be inherited. The same text gives the same vector,
    whatever else is embedded in the same call, up to the rounding of 32-bit arithmetic.
    """

    @property
    def name(self) -> str:
        """The model's name as the database records it, for example `all-MiniLM-L6-v2`."""

    @property
    def dimensions(self) -> int:
        """Length of every vector."""

    @property
    def max_tokens(self) -> int:
        """Longest text that `embed` takes, in the units of `count_tokens`."""

    @property
    def normalized(self) -> bool:
        """Whether every vector has length 1, so that inner product and cosine rank alike."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector for each text, in their order: shape (len(texts), dimensions).

        No text at all gives shape (0, dimensions). Raises `EmbeddingError` when a text is longer than
        `max_tokens` (nothing is ever cut silently) and when the model fails; a call gives all its vectors
        or none.
        """

    def count_tokens(self, text: str) -> int:
        """Return the text's length in the model's own tokens, 0 or more, special tokens excluded.

        An embedder without its model's tokenizer returns an upper bound instead, and says so.
        """


@dataclass(frozen=True)
class _Provider:
    """Where a provider's class is, the extra that installs what it needs, and its model if none is named."""

    module: str
    factory: str
    extra: str
    default_model: str | None = None
    example: str = ""


_PROVIDERS = {
    "local": _Provider("minilm", "MiniLM", "local", "all-MiniLM-L6-v2"),
    "openai": _Provider("openai", "OpenAIEmbedder", "ingest", "text-embedding-3-small"),
    "fastembed": _Provider("fastembed", "FastEmbedder", "fastembed", example="BAAI/bge-small-en-v1.5"),
    "sentence-transformers": _Provider(
        "sentence_transformers",
        "SentenceTransformersEmbedder",
        "sentence-transformers",
        example="all-mpnet-base-v2",
    ),
}


def load(spec: str, **options: Any) -> Embedder:
    """Return the embedder that `spec` names as `provider` or `provider:model`.

    Providers: `local` (all-MiniLM-L6-v2, offline), `openai` (OpenAI or a server that speaks its API, default
    text-embedding-3-small), `fastembed:MODEL`, `sentence-transformers:MODEL`. The options are those of the
    provider's class. Raises `SettingError` for an unknown provider or model, `EmbeddingError` when a package
    is not installed or the model cannot be loaded.
    """
    provider_name, _, model = spec.partition(":")
    provider = _PROVIDERS.get(provider_name)
    if provider is None:
        raise SettingError(
            f"embedder {spec!r}: there is no provider {provider_name!r}",
            f"Providers: {', '.join(_PROVIDERS)}. Use provider or provider:model, for example "
            "local or openai:text-embedding-3-small.",
        )
    model = model or provider.default_model or ""
    if not model:
        raise SettingError(
            f"embedder {spec!r} names no model",
            f"Name one after a colon: {provider_name}:{provider.example}.",
        )
    embedder: Embedder = _factory(provider_name, provider)(model, **options)
    return embedder


def _factory(name: str, provider: _Provider) -> Any:
    try:
        module = import_module(f"pgmatch.embedders.{provider.module}")
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing.startswith("pgmatch"):
            raise
        raise EmbeddingError(
            f"the embedder {name!r} needs the package {missing!r}, which is not installed",
            f"pip install 'pgmatch[{provider.extra}]'",
        ) from error
    return getattr(module, provider.factory)
