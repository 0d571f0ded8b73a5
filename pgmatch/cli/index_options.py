"""The arguments and options that several `pgmatch index` commands have."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from pgmatch.lines import DEFAULT, LINES


class Method(str, Enum):
    """Index methods."""

    hnsw = "hnsw"
    ivfflat = "ivfflat"


class Kind(str, Enum):
    """Index element types."""

    vector = "vector"
    halfvec = "halfvec"
    binary = "binary"


class Metric(str, Enum):
    """Distance metrics."""

    ip = "ip"
    cosine = "cosine"
    l2 = "l2"
    l1 = "l1"


ColumnName = Annotated[
    str | None,
    typer.Argument(
        metavar="[COLUMN]",
        help="Column as schema.table.column, quoted as in SQL. "
        f"Default: {LINES[DEFAULT].searched}.embedding.",
        show_default=False,
    ),
]
MetricOption = Annotated[
    Metric | None,
    typer.Option(
        "--metric", help="Distance metric of the queries. Default: the recorded metric.", show_default=False
    ),
]
Dimensions = Annotated[
    int | None,
    typer.Option(
        "--dimensions",
        min=1,
        max=16_000,
        help="Number of dimensions, if the column's type does not state it.",
        show_default=False,
    ),
]
EdgesOption = Annotated[
    int | None, typer.Option("--m", help="HNSW: connections per row, 2 to 100.", show_default=False)
]
EfConstruction = Annotated[
    int | None,
    typer.Option(
        "--ef-construction", help="HNSW: candidate list size of the build, 4 to 1000.", show_default=False
    ),
]
Lists = Annotated[
    int | None,
    typer.Option(
        "--lists", help="IVFFlat: number of lists, 1 to 32768. Default: rows / 1000.", show_default=False
    ),
]
BuildMemory = Annotated[
    str | None,
    typer.Option(
        "--memory",
        metavar="SIZE",
        help="maintenance_work_mem for the build, such as 2GB.",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=0, max=1024, help="Parallel workers for the build.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON object.")]


def check_options(
    method: str,
    m: int | None,
    ef_construction: int | None,
    lists: int | None,
    memory: str | None,
) -> None:
    """Raise `SettingError` for options that no database takes, before one is connected to."""
    from pgmatch.index.rules import checked_options
    from pgmatch.index.sizes import parse_size

    checked_options(method, {"m": m, "ef_construction": ef_construction, "lists": lists})
    if memory is not None:
        parse_size(memory)
