"""What a run should show, as ratios within the run."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench import collections, databases, ingest, search_targets
from bench import contenders as who
from bench.databases import KINDS
from bench.limits import at_least, at_most
from bench.plan import Plan
from bench.results import Results, Target
from bench.statistics import Interval


def evaluate(results: Results, plan: Plan) -> list[Target]:
    """Return every target with what the run measured."""
    middle, largest = f"synthetic_{plan.middle}", f"synthetic_{max(plan.rows)}"
    return [
        *search_targets.latency(results, middle),
        *search_targets.throughput(results, middle),
        *_index(results, middle, largest),
        *_growth(results, plan),
        *search_targets.filters(results, middle),
        *search_targets.tenants_and_defaults(results),
        *search_targets.against_peers(results),
        *_thresholds(results, middle),
        *_ingest(results),
        *_collections(results),
    ]


def _index(results: Results, middle: str, largest: str) -> Iterator[Target]:
    yield at_most(
        f"size of the halfvec index compared with the guide's, {middle}",
        0.55,
        _size(results, middle, "halfvec"),
    )
    yield at_most(
        f"size of the binary index compared with the guide's, {largest}",
        0.1,
        _size(results, largest, "binary"),
    )
    for dataset, kind in ((middle, "halfvec"), (largest, "binary")):
        build = _seconds(results, dataset, kind)
        yield at_most(f"build time of the {kind} index compared with the guide's, {dataset}", 0.6, build)
        recall = _recall(results, dataset, kind)
        yield at_least(
            f"recall through the {kind} index compared with the guide's index, {dataset}", 0.99, recall
        )
    yield from _pages(results, largest)


def _pages(results: Results, dataset: str) -> Iterator[Target]:
    vector = results.find("memory", dataset, "", who.ours("vector"))
    for kind in ("binary", databases.IVFFLAT):
        found = results.find("memory", dataset, "", who.ours(kind))
        both = (found, vector) if found and vector else None
        figures = {
            "pages (hit and read)": both and _quotient(both[0].pages, both[1].pages),
            "pages read": both and _quotient(both[0].read, both[1].read),
            "different pages": both and _quotient(both[0].different, both[1].different),
        }
        for what, value in figures.items():
            name = f"{what} of a call through the index {kind} compared with vector, small memory, {dataset}"
            yield at_most(name, 0.33, value)


def _quotient(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _size(results: Results, dataset: str, kind: str) -> float | None:
    ours, guide = results.index(dataset, kind), results.index(dataset, databases.GUIDE)
    return ours.size / guide.size if ours and guide else None


def _seconds(results: Results, dataset: str, kind: str) -> float | None:
    ours, guide = results.index(dataset, kind), results.index(dataset, databases.GUIDE)
    return ours.seconds / guide.seconds if ours and guide else None


def _recall(results: Results, dataset: str, kind: str) -> float | None:
    ours = results.find("latency", dataset, "", who.ours(kind))
    guide = results.find("latency", dataset, "", who.GUIDE_INDEX)
    return ours.recall / guide.recall if ours and guide else None


def _growth(results: Results, plan: Plan) -> Iterator[Target]:
    smallest, largest = min(plan.rows), max(plan.rows)
    # the growth for each factor of ten, whatever the sizes of the run are
    tenfolds = len(str(largest // smallest)) - 1
    for kind in KINDS:
        name = who.ours(kind)
        ratio = results.ratio("growth", f"synthetic_{largest}", f"synthetic_{smallest}", name, name)
        value = None
        if ratio and tenfolds:
            power = 1 / tenfolds
            value = Interval(ratio.value**power, ratio.low**power, ratio.high**power, ratio.pairs)
        yield at_most(f"growth of a call for each 10 x rows, {kind} index", 1.6, value)


def _thresholds(results: Results, dataset: str) -> Iterator[Target]:
    for kind in KINDS:
        name = who.ours(kind)
        ratio = results.ratio("thresholds", dataset, "", f"{name}, not reached", f"{name}, reached")
        yield at_most(
            f"a threshold that no row reaches compared with one that all reach, {kind} index", 1.2, ratio
        )


def _ingest(results: Results) -> Iterator[Target]:
    for index in (ingest.NONE, ingest.VECTOR):
        name = f"bulk load compared with a ready-made binary COPY, vector index: {index}"
        yield at_least(name, 0.8, _load_ratio(results, index, ingest.BULK, ingest.COPY))
    for index in (ingest.NONE, ingest.VECTOR):
        name = f"bulk load compared with vecs' upsert, vector index: {index}"
        yield at_least(name, 10, _load_ratio(results, index, ingest.BULK, ingest.UPSERT))


def _collections(results: Results) -> Iterator[Target]:
    dataset = next((name for name in results.datasets if name.startswith("collections_")), "")
    for case in collections.CASES:
        ratio = results.ratio("collections", dataset, case, who.VECS, collections.OURS)
        yield at_least(f"vecs' query compared with one of pgmatch.collections, {case}", 3, ratio)
    for index, wanted in zip(collections.INDEXES, (10, 3, 3), strict=True):
        name = f"upsert of pgmatch.collections compared with vecs', vector index: {index}"
        yield at_least(name, wanted, _load_ratio(results, index, collections.OURS, who.VECS))


def _load_ratio(results: Results, index: str, way: str, reference: str) -> float | None:
    rounds = {(each.way, each.index): each.seconds for each in results.ingest}
    ours, other = rounds.get((way, index), []), rounds.get((reference, index), [])
    ratios = [theirs / mine for mine, theirs in zip(ours, other, strict=False)]
    return median(ratios) if ratios else None
