"""The measures and the indexes of collections."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias, TypeVar

from pgmatch.collections.exc import ArgError

_Named = TypeVar("_Named", bound=Enum)


class IndexMethod(str, Enum):
    """How an index is built; `auto` is `hnsw`."""

    auto = "auto"
    ivfflat = "ivfflat"
    hnsw = "hnsw"


class IndexKind(str, Enum):
    """What an index stores of a vector: itself, half precision, or its signs, which serve every measure."""

    vector = "vector"
    halfvec = "halfvec"
    binary = "binary"


class IndexMeasure(str, Enum):
    """What the distance of two vectors is; the nearest have the smallest."""

    cosine_distance = "cosine_distance"
    l2_distance = "l2_distance"
    max_inner_product = "max_inner_product"
    l1_distance = "l1_distance"


@dataclass
class IndexArgsIVFFlat:
    """What an IVFFlat index is built with: the number of its lists."""

    n_lists: int


@dataclass
class IndexArgsHNSW:
    """What an HNSW index is built with: links of a vector, and how many vectors are compared for them."""

    m: int | None = 16
    ef_construction: int | None = 64


IndexArgs: TypeAlias = IndexArgsIVFFlat | IndexArgsHNSW


def known_measure(measure: IndexMeasure | str) -> IndexMeasure:
    """Return a measure; raise `ArgError` for what is none."""
    return _known(IndexMeasure, measure, "measure")


def known_method(method: IndexMethod | str, arguments: IndexArgs | None) -> IndexMethod:
    """Return a method; raise `ArgError` for what is none, and for the arguments of another."""
    known = _known(IndexMethod, method, "method")
    if arguments is None:
        return known
    if not isinstance(arguments, IndexArgsHNSW | IndexArgsIVFFlat):
        raise ArgError(
            f"index_arguments is of the type {type(arguments).__name__}",
            "Pass IndexArgsHNSW(…) or IndexArgsIVFFlat(…).",
        )
    wanted = IndexMethod.hnsw if isinstance(arguments, IndexArgsHNSW) else IndexMethod.ivfflat
    if known is not wanted:
        raise ArgError(
            f"index_arguments is {arguments}, which is not for the method {known.value}",
            f"Pass method=IndexMethod.{wanted.value}.",
        )
    return known


def known_kind(kind: str) -> IndexKind:
    """Return a kind; raise `ArgError` for what is none."""
    return _known(IndexKind, kind, "kind")


def _known(kind: type[_Named], value: object, name: str) -> _Named:
    try:
        return kind(value)
    except ValueError as error:
        raise ArgError(f"{name} is {value!r}", f"Pass one of: {', '.join(kind.__members__)}.") from error
