"""What an adapter of vecs is to a collection. Those of vecs work: they are called, never imported."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, Protocol

from pgmatch.collections.exc import ArgError


class AdapterContext(str, Enum):
    """What an adapter is called for. It equals the context of vecs of the same name."""

    upsert = "upsert"
    query = "query"


class Adapter(Protocol):
    """Turns what people have, such as texts, into vectors."""

    @property
    def exported_dimension(self) -> int | None:
        """How long its vectors are, None if it does not say."""

    def __call__(self, records: Iterable[Any], adapter_context: Any) -> Iterable[Any]:
        """Return the records with vectors, which need not be as many."""


def one_vector(adapter: Adapter, data: Any) -> Any:
    """Return the vector that an adapter makes of a question; raise `ArgError` unless it makes one."""
    made = list(adapter(records=[("", data, {})], adapter_context=AdapterContext.query))
    if len(made) != 1:
        raise ArgError(
            f"the adapter makes {len(made)} vectors of the question, not one",
            "Pass skip_during_query=True to the steps that split texts.",
        )
    _, vector, _ = made[0]
    return vector
