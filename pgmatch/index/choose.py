"""Which index suits vectors, by what was measured.

On 100,000 vectors of 1,536 dimensions an index that was in memory answered many times faster than one that
was not. On halfvec it had half the size at equal recall. Of the signs alone it had a sixteenth, and ordered
by the stored vectors it found as much; but with few dimensions the signs tell too little, and they leave out
the lengths that l2 and l1 compare, so there the recall has to be measured first. Through lists of the signs a
search touched 0.27 times the pages of one through hnsw on vector, through a graph of them 1.3 times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pgmatch.index.models import Kind, Method, Metric
from pgmatch.index.rules import MOST_DIMENSIONS, ROWS_A_LIST, has_opclass, lists_for, lists_for_signs
from pgmatch.index.sample import Sample
from pgmatch.index.sizes import graph_memory, index_size

_HARDLY_SMALLER = 0.8  # of the size: not worth the rounding
_LEAST_FOR_SIGNS = 384  # dimensions: text with so many had a recall of 0.998 with 20 candidates for each row
_MOST_FOR_LISTS = (
    300_000  # rows: the pages of the lists grow faster than those of a graph, and are as many then
)
_ONE_SIDED = 0.1  # share of the numbers above, or below 0
_LARGEST_HALF = 65_504
_FEW_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Situation:
    """What an index is chosen for.

    `rows` are those with a vector, `memory` and `disk` the bytes that may keep the index, None for unknown.
    """

    rows: int
    dimensions: int
    metric: Metric
    is_halfvec: bool
    memory: int
    disk: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """An index that could be built; its size in bytes is worked out.

    `build_memory` is the maintenance_work_mem that keeps the whole graph of HNSW in memory during the build,
    None for IVFFlat. `fits` says whether searches can have it in memory, `fits_disk` whether there is room
    to build it and later to rebuild it, None for unknown. `against` is what speaks against it at any size.
    """

    method: Method
    kind: Kind
    size: int
    build_memory: int | None
    fits: bool
    fits_disk: bool | None
    against: str | None

    @property
    def has_room(self) -> bool:
        """Whether it fits in memory and, as far as is known, on disk."""
        return self.fits and self.fits_disk is not False


def find_choices(now: Situation, sample: Sample) -> tuple[Choice, ...]:
    """Return the indexes that pgvector can build."""
    kinds = [
        kind
        for kind, most in MOST_DIMENSIONS.items()
        if now.dimensions <= most and not (now.is_halfvec and kind == "vector")
    ]
    methods: tuple[Method, ...] = ("hnsw", "ivfflat")
    return tuple(
        _choice(now, sample, method, kind)
        for method in methods
        for kind in kinds
        if kind == "binary" or has_opclass(method, now.metric)
    )


def choose(now: Situation, choices: Sequence[Choice]) -> tuple[Choice | None, tuple[str, ...]]:
    """Return the index to use, None where pgvector has none, and the reasons in sentences."""
    graphs = {choice.kind: choice for choice in choices if choice.method == "hnsw"}
    exact, binary = _exact(graphs), graphs.get("binary")
    if exact is None:
        chosen = binary
    elif binary is None or exact.has_room or binary.against:
        chosen = exact
    elif ROWS_A_LIST <= now.rows <= _MOST_FOR_LISTS:
        chosen = next(choice for choice in choices if (choice.method, choice.kind) == ("ivfflat", "binary"))
    else:
        chosen = binary
    return chosen, tuple(_reasons(now, chosen, exact, graphs)) if chosen else ()


def _choice(now: Situation, sample: Sample, method: Method, kind: Kind) -> Choice:
    lists = lists_for_signs(now.rows) if kind == "binary" else lists_for(now.rows)
    size = index_size(now.rows, method, kind, now.dimensions, lists=lists)
    return Choice(
        method=method,
        kind=kind,
        size=size,
        build_memory=graph_memory(now.rows, kind, now.dimensions) if method == "hnsw" else None,
        fits=size <= now.memory,
        fits_disk=None if now.disk is None else 2 * size <= now.disk,
        against=_against(now, sample, method, kind),
    )


def _against(now: Situation, sample: Sample, method: Method, kind: Kind) -> str | None:
    if method == "ivfflat" and now.rows < ROWS_A_LIST:
        return f"it needs {ROWS_A_LIST:,} rows for its first list"
    if kind == "halfvec" and sample.longest > _LARGEST_HALF:
        return "a number may be too large for halfvec"
    return _against_signs(now, sample) if kind == "binary" else None


def _against_signs(now: Situation, sample: Sample) -> str | None:
    if sample.positive is not None and not _ONE_SIDED < sample.positive < 1 - _ONE_SIDED:
        return "nearly all numbers have the same sign"
    if now.metric in ("l2", "l1"):
        return f"signs leave out the lengths that {now.metric} compares"
    if now.dimensions < _LEAST_FOR_SIGNS:
        return f"the signs of {now.dimensions} dimensions tell little"
    return None


def _exact(graphs: Mapping[Kind, Choice]) -> Choice | None:
    vector, half = graphs.get("vector"), graphs.get("halfvec")
    if half is None or half.against:
        return vector
    if vector is None or half.size < _HARDLY_SMALLER * vector.size:
        return half
    return vector


def _reasons(
    now: Situation, chosen: Choice, exact: Choice | None, graphs: Mapping[Kind, Choice]
) -> Iterator[str]:
    vector, half, binary = (graphs.get(kind) for kind in MOST_DIMENSIONS)
    if now.rows < _FEW_ROWS:
        yield "So few rows are compared in milliseconds without an index."
    if chosen.kind == "binary":
        yield _why_binary(exact, chosen)
        yield "Searches reorder what it finds by the stored vectors. Measure how many candidates that needs."
        if chosen.method == "ivfflat":
            yield "Lists read about a quarter of the pages. `pgmatch index list` shows when to rebuild them."
    elif chosen.kind == "halfvec":
        size = f" and has {chosen.size / vector.size:.0%} of its size." if vector else "."
        yield f"halfvec is as exact in practice as vector{size}"
    else:
        yield f"{half.against.capitalize()}." if half and half.against else "halfvec would hardly be smaller."
    if not chosen.fits:
        yield "It does not fit in memory, so searches read the disk. More memory helps most."
    if binary and chosen.kind != "binary" and binary.has_room and not chosen.has_room:
        yield f"binary would fit, but {binary.against}: build it as well and measure it with pgmatch tune."
    if chosen.fits_disk is False:
        yield "The disk has no room for it twice, which a rebuild needs."


def _why_binary(exact: Choice | None, chosen: Choice) -> str:
    if exact is None:
        return "With so many dimensions, pgvector can index only the signs."
    where = "on the disk" if exact.fits else "in memory"
    return f"{exact.kind} does not fit {where}, and binary is {exact.size / chosen.size:.0f} times smaller."
