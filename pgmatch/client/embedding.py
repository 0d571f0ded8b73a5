"""Embeddings in whatever form people have them, as the text that Postgres reads."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, SupportsFloat, TypeAlias

from pgmatch.errors import PgmatchError

_HINT = (
    "Pass one vector: a list, a numpy array of one dimension, a pgvector Vector or HalfVector, "
    "or a text such as '[0.1,0.2]'."
)


class _Array(Protocol):
    """An array of numpy, torch or the standard library."""

    def tolist(self) -> Any: ...


class _PgVector(Protocol):
    """A type of pgvector's."""

    def to_list(self) -> list[float]: ...


Embedding: TypeAlias = str | Sequence[SupportsFloat] | _Array | _PgVector


def vector_text(value: Embedding, name: str = "embedding") -> str:
    """Return a vector as text, '[0.1,0.2]', as exact as Postgres stores it: float32.

    Raises `PgmatchError`, naming `name` and what was given, for what is not one vector of at least one
    finite number.
    """
    items = vector_items(value, name)
    if not items:
        raise PgmatchError(f"{name} is empty", _HINT)
    if text := _float32_text(items):
        return text
    return "[" + ",".join([_number_text(item, name, place) for place, item in enumerate(items)]) + "]"


def with_vector_texts(name: str, items: Sequence[Mapping[str, Any]], example: str) -> list[dict[str, Any]]:
    """Return a list of chunks or sections with their embeddings as text; an item may have none."""
    return [_with_vector_text(f"{name}[{place}]", item, example) for place, item in enumerate(items)]


def _with_vector_text(name: str, item: Mapping[str, Any], example: str) -> dict[str, Any]:
    if not isinstance(item, Mapping):
        raise PgmatchError(f"{name} is of the type {type(item).__name__}, not a mapping", example)
    embedding = item.get("embedding")
    if embedding is None:
        return dict(item)
    return {**item, "embedding": vector_text(embedding, f"{name}.embedding")}


def _float32_text(items: Sequence[Any]) -> str | None:
    """Return the text of plain numbers that fit in float32, formatted all at once; None for all else."""
    if not {float, int}.issuperset(map(type, items)):
        return None
    try:
        numbers = array("f", items)
    except OverflowError:
        return None
    text = ("%.9g," * len(numbers))[:-1] % tuple(numbers)  # nine digits tell any two float32 apart
    return None if "n" in text else f"[{text}]"  # nan and inf have an n


def vector_items(value: Any, name: str) -> Sequence[Any]:
    """Return what should be the numbers of a vector; raise `PgmatchError` where there is no such list."""
    if isinstance(value, str):
        return _parsed(value, name)
    if getattr(value, "ndim", 1) != 1:
        raise PgmatchError(f"{name} is not a vector: an array of the shape {tuple(value.shape)}", _HINT)
    for method in ("to_list", "tolist"):
        if hasattr(value, method):
            value = getattr(value, method)()
            break
    if value is None or isinstance(value, bytes) or not isinstance(value, Sequence):
        raise PgmatchError(f"{name} is not a vector: {_shown(value)}", _HINT)
    return value


def _parsed(text: str, name: str) -> list[Any]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, list):
        raise PgmatchError(f"{name} is not a vector: {_shown(text)}", _HINT)
    return parsed


def _number_text(item: Any, name: str, place: int) -> str:
    try:
        number = math.nan if _is_no_number(item) else float(item)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise PgmatchError(f"{name}[{place}] is not a finite number: {_shown(item)}", _HINT)
    return repr(number)


def _is_no_number(item: Any) -> bool:
    # float() would take these: text, and an array that holds one number
    return isinstance(item, (str, bytes)) or bool(getattr(item, "ndim", 0))


def _shown(value: Any) -> str:
    text = repr(value)
    if len(text) > 60:
        text = f"{text[:57]}..."
    if value is None or isinstance(value, (str, int, float)):
        return text
    return f"{text}, a {type(value).__name__}"
