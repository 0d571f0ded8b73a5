"""The numbers of pgvector, and the rules for choosing an index that follow from them."""

from __future__ import annotations

import math

from pgmatch.errors import SettingError
from pgmatch.index.models import Kind

MOST_DIMENSIONS: dict[Kind, int] = {"vector": 2000, "halfvec": 4000, "binary": 64_000}
DEFAULT_OPTIONS = {"hnsw": {"m": 16, "ef_construction": 64}, "ivfflat": {"lists": 100}}
_ONLY_HNSW = ("l1",)  # metrics without an operator class for IVFFlat
_RANGES = {"m": (2, 100), "ef_construction": (4, 1000), "lists": (1, 32_768)}

ROWS_A_LIST = 1000
_GROWN = 2  # times as many lists as there are, by the rule, before others are worth a build
_SAMPLES_A_LIST = 50  # pgvector's k-means looks at so many rows for each list


def default_kind(dimensions: int) -> Kind:
    """Return the most exact type that can be indexed with so many dimensions."""
    return next((kind for kind, most in MOST_DIMENSIONS.items() if dimensions <= most), "binary")


def check_dimensions(kind: Kind, dimensions: int) -> None:
    """Raise `SettingError` if an index on this type cannot hold so many dimensions."""
    most = MOST_DIMENSIONS[kind]
    if dimensions > most:
        better = default_kind(dimensions)
        raise SettingError(
            f"an index on {kind} has at most {most:,} dimensions, and the column has {dimensions:,}",
            f"Use the type {better}." if better != kind else "pgvector cannot index so many.",
        )


def has_opclass(method: str, metric: str) -> bool:
    """Return whether pgvector has an operator class of the method for the metric."""
    return method == "hnsw" or metric not in _ONLY_HNSW


def check_metric(method: str, metric: str) -> None:
    """Raise `SettingError` if pgvector cannot build an index of the method for the metric."""
    if not has_opclass(method, metric):
        raise SettingError(f"pgvector has no {method} index for the metric {metric}", "Use the method hnsw.")


def checked_options(method: str, given: dict[str, int | None]) -> dict[str, int]:
    """Return the options that were given; raise `SettingError` for one that pgvector would refuse."""
    options = {name: value for name, value in given.items() if value is not None}
    for name, value in options.items():
        lowest, highest = _RANGES[name]
        if name not in DEFAULT_OPTIONS[method]:
            raise SettingError(
                f"{name} is not an option of {method}", f"Options of {method}: {_names(method)}."
            )
        if not lowest <= value <= highest:
            raise SettingError(
                f"{name} {value} is not between {lowest} and {highest:,}", "These are the limits of pgvector."
            )
    return options


def check_graph(m: int, ef_construction: int) -> None:
    """Raise `SettingError` where ef_construction is less than twice m, as pgvector would."""
    if ef_construction < 2 * m:
        raise SettingError(
            f"ef_construction {ef_construction} is less than twice m, {2 * m}",
            f"Use an ef_construction of {2 * m} or more.",
        )


def lists_for(rows: int) -> int:
    """Return how many lists suit so many rows: a thousandth up to a million, the root above."""
    return rows // ROWS_A_LIST if rows <= 1_000_000 else min(math.isqrt(rows), _RANGES["lists"][1])


def lists_for_signs(rows: int) -> int:
    """Return how many lists suit a binary index: the root, as bits are so short that small lists pay."""
    return min(math.isqrt(rows), most_lists(rows), _RANGES["lists"][1])


def probes_for(lists: int) -> int:
    """Return how many of the lists a search should look into: the root."""
    return math.ceil(math.sqrt(lists))


def has_fitting_lists(lists: int, rows: int) -> bool:
    """Return whether so many lists still suit the rows: not half of what the rule says, nor too many."""
    return lists_for(rows) < _GROWN * lists and lists <= most_lists(rows)


def most_lists(rows: int) -> int:
    """Return how many lists k-means can place with so many rows."""
    return rows // _SAMPLES_A_LIST


def checked_lists(rows: int, given: int | None) -> int:
    """Return the number of lists, by the rule unless given; raise `SettingError` for too few rows."""
    most = most_lists(rows)
    if given is not None and given > most:
        raise SettingError(
            f"{given:,} lists need {given * _SAMPLES_A_LIST:,} rows with a vector, but there are {rows:,}",
            f"Load the rows first, or ask for at most {most:,} lists." if most else "Load the rows first.",
        )
    lists = lists_for(rows) if given is None else given
    if lists == 0:
        fewer = f", or ask for up to {most} lists" if most else ""
        raise SettingError(
            f"IVFFlat needs {ROWS_A_LIST:,} rows with a vector for its first list, but there are {rows:,}",
            f"Load the rows first{fewer}. HNSW can be built on any number of rows.",
        )
    return lists


def _names(method: str) -> str:
    return ", ".join(DEFAULT_OPTIONS[method])
