"""What a run should show, as ratios within the run."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench import contenders as who
from bench import databases, ingest
from bench.databases import KINDS
from bench.experiments import SORT, WALK
from bench.plan import Plan
from bench.results import Results, Target
from bench.statistics import Interval

NOT_MEASURED = "not measured in this run"


def evaluate(results: Results, plan: Plan) -> list[Target]:
    """Return every target with what the run measured."""
    middle, largest = f"synthetic_{plan.middle}", f"synthetic_{max(plan.rows)}"
    return [
        *_against_others(results, middle),
        *_index(results, middle, largest),
        *_growth(results, plan),
        *_filters(results, middle),
        *_thresholds(results, middle),
        *_ingest(results),
    ]


def at_most(name: str, limit: float, measured: Interval | float | None, unit: str = "x") -> Target:
    """Return a target that is met by `limit` or less; an interval counts by its middle."""
    value = measured.value if isinstance(measured, Interval) else measured
    met = None if value is None else value <= limit
    return Target(name, f"≤ {limit:g} {unit}", _shown(measured, unit), met)


def at_least(name: str, limit: float, measured: Interval | float | None, unit: str = "x") -> Target:
    """Return a target that is met by `limit` or more; an interval counts by its middle."""
    value = measured.value if isinstance(measured, Interval) else measured
    met = None if value is None else value >= limit
    return Target(name, f"≥ {limit:g} {unit}", _shown(measured, unit), met)


def _shown(measured: Interval | float | None, unit: str) -> str:
    if measured is None:
        return NOT_MEASURED
    return f"{measured} {unit}" if isinstance(measured, Interval) else f"{measured:.3g} {unit}"


def _against_others(results: Results, dataset: str) -> Iterator[Target]:
    for kind in KINDS:
        ratio = results.ratio("latency", dataset, "", who.ours(kind), who.by_hand(kind))
        yield at_most(
            f"a call compared with the hand-written statement, {kind} index, {dataset}", 1.10, ratio
        )
    reference = who.ours("vector")
    for experiment, texts in (("short_texts", "short"), ("latency", "usual")):
        guide = results.ratio(experiment, dataset, "", who.GUIDE, reference)
        name = f"the guide's function compared with a call over the same index, {texts} texts, {dataset}"
        yield at_least(name, 100, guide)
    vecs = results.ratio("latency", dataset, "", who.VECS, reference)
    yield at_least(f"vecs' query compared with a call over the same type of index, {dataset}", 4, vecs)


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


def _filters(results: Results, dataset: str) -> Iterator[Target]:
    cases = sorted(
        {m.case for m in results.measurements if (m.experiment, m.dataset) == ("filters", dataset)}
    )
    for kind in KINDS:
        ratios = [_slower(results, dataset, case, kind) for case in cases]
        worst = max((ratio for ratio in ratios if ratio), key=lambda ratio: ratio.value, default=None)
        yield at_most(
            f"a filtered call compared with the better statement by hand, worst filter, {kind} index",
            1.5,
            worst,
        )


def _slower(results: Results, dataset: str, case: str, kind: str) -> Interval | None:
    """Return the ratio to the faster of the hand-written statements that gave all rows."""
    found = [
        ratio
        for hand in (WALK, SORT)
        if (ratio := results.ratio("filters", dataset, case, who.ours(kind), hand))
        and (figures := results.find("filters", dataset, case, hand))
        and figures.rows >= figures.expected
    ]
    return max(found, key=lambda ratio: ratio.value, default=None)


def _thresholds(results: Results, dataset: str) -> Iterator[Target]:
    for kind in KINDS:
        name = who.ours(kind)
        ratio = results.ratio("thresholds", dataset, "", f"{name}, not reached", f"{name}, reached")
        yield at_most(
            f"a threshold that no row reaches compared with one that all reach, {kind} index", 1.2, ratio
        )


def _ingest(results: Results) -> Iterator[Target]:
    rounds = {(each.way, each.index): each.seconds for each in results.ingest}

    def ratio(index: str, reference: str) -> float | None:
        ours, other = rounds.get((ingest.BULK, index), []), rounds.get((reference, index), [])
        ratios = [theirs / mine for mine, theirs in zip(ours, other, strict=False)]
        return median(ratios) if ratios else None

    for index in (ingest.NONE, ingest.VECTOR):
        name = f"bulk load compared with a ready-made binary COPY, vector index: {index}"
        yield at_least(name, 0.8, ratio(index, ingest.COPY))
    for index in (ingest.NONE, ingest.VECTOR):
        name = f"bulk load compared with vecs' upsert, vector index: {index}"
        yield at_least(name, 10, ratio(index, ingest.UPSERT))
