"""What a run should show of searches, beside others and behind filters."""

from __future__ import annotations

from collections.abc import Iterator

from bench import contenders as who
from bench import defaults, peers, tenants
from bench.databases import KINDS
from bench.filters import NODS, OWN, SOURCES, TABLES, WAYS, Filtered
from bench.filters import case as filter_case
from bench.limits import at_least, at_most, equal
from bench.results import Measurement, Results, Target
from bench.statistics import Interval
from bench.throughput import CLIENTS

BY_HAND = {"vector": 1.12, "halfvec": 1.2, "binary": 1.2}
CALLS = {NODS.table: "a call", OWN.table: "a call for the own table"}


def latency(results: Results, dataset: str) -> Iterator[Target]:
    """Yield the targets of a call beside the statement by hand, the guide's function and vecs."""
    for table, by_hand in ((NODS, who.by_hand), (OWN, who.own_by_hand)):
        for kind, limit in BY_HAND.items():
            ratio = results.ratio("latency", dataset, "", table.ours(kind), by_hand(kind))
            name = f"{CALLS[table.table]} compared with the hand-written statement, {kind} index, {dataset}"
            yield at_most(name, limit, ratio)
    yield from _own(results, dataset)
    yield _guide(results, "short_texts", dataset, "short texts", NODS)
    for table in TABLES:
        yield _guide(results, "latency", dataset, "usual texts", table)
    vecs = results.ratio("latency", dataset, "", who.VECS, who.ours("vector"))
    yield at_least(f"vecs' query compared with a call over the same type of index, {dataset}", 4, vecs)


def _own(results: Results, dataset: str) -> Iterator[Target]:
    """Yield the targets of the own table beside nods.

    The two store vectors in different ways, so each is compared with the statement by hand on its own table.
    """
    for kind in KINDS:
        own = results.ratio("latency", dataset, "", who.own(kind), who.own_by_hand(kind))
        nods = results.ratio("latency", dataset, "", who.ours(kind), who.by_hand(kind))
        call = f"{CALLS[OWN.table]} compared with one for nods, {kind} index"
        name = f"{call}, each as a multiple of its statement by hand, {dataset}"
        yield equal(name, 0.05, own.value / nods.value if own and nods else None)


def _guide(results: Results, experiment: str, dataset: str, texts: str, table: Filtered) -> Target:
    """Return the target for the plan of the guide's function: it uses the index or reads the whole table."""
    call, where = CALLS[table.table], f"{texts}, {dataset}"
    ratio = results.ratio(experiment, dataset, "", table.ours("vector"), who.GUIDE)
    guide = results.find(experiment, dataset, "", who.GUIDE)
    if guide and guide.uses_index:
        name = f"{call} compared with the guide's function, which uses the index, {where}"
        return at_most(name, 0.95, ratio)
    times = ratio and Interval(1 / ratio.value, 1 / ratio.high, 1 / ratio.low, ratio.pairs)
    return at_least(f"the guide's function, which reads the table, compared with {call}, {where}", 100, times)


def throughput(results: Results, dataset: str) -> Iterator[Target]:
    """Yield the targets of queries per second."""
    rates = {
        (each.contender, each.clients): each.qps
        for each in results.throughput
        if (each.dataset, each.mode) == (dataset, "prepared")
    }
    for table, hand in ((NODS, who.by_hand), (OWN, who.own_by_hand)):
        for clients in CLIENTS:
            ours = rates.get((table.ours("vector"), clients))
            by_hand = rates.get((hand("vector"), clients))
            call = CALLS[table.table]
            name = f"queries/s of {call} compared with the hand-written statement, {clients} clients"
            yield at_least(name, 0.92, ours / by_hand if ours and by_hand else None)


def filters(results: Results, dataset: str) -> Iterator[Target]:
    """Yield the targets behind filters."""
    cases = [filter_case(source) for source in SOURCES]
    for table in TABLES:
        for kind in KINDS:
            ratios = [_slower(results, dataset, case, table, kind) for case in cases]
            worst = max((ratio for ratio in ratios if ratio), key=lambda ratio: ratio.value, default=None)
            where = f"worst filter, {kind} index"
            name = f"{CALLS[table.table]} compared with the better statement by hand, {where}"
            yield at_most(name, 1.3, worst)
            found = [
                each for case in cases if (each := results.find("filters", dataset, case, table.ours(kind)))
            ]
            yield _recall(f"recall of {CALLS[table.table]}, {where}", found)


def tenants_and_defaults(results: Results) -> Iterator[Target]:
    """Yield the targets of tenants, and of the default settings."""
    dataset = next((name for name in results.datasets if name.startswith("tenants_")), "")
    for table in TABLES:
        for source in tenants.SOURCES:
            case, call = tenants.case(source), CALLS[table.table]
            found = results.find("tenants", dataset, case, table.ours("vector"))
            yield _recall(f"recall of {call}, {case}", [found] if found else [])
    for name in defaults.CASES:
        for table in TABLES:
            measured = [
                each
                for each in results.measurements
                if (each.experiment, each.contender) == ("defaults", table.ours("vector"))
                and each.case.startswith(name)
            ]
            where = f"{CALLS[table.table]}, default settings, {name}, worst filter"
            yield _recall(f"recall of {where}", measured)
            missed = max((float(each.missed) for each in measured), default=None)
            yield at_most(f"questions without a right row of {where}", 0, missed, "")


def against_peers(results: Results) -> Iterator[Target]:
    """Yield the targets beside clients that answer completely."""
    dataset = next((name for name in results.datasets if name.startswith("peers_")), "")
    for ours, peer in peers.PAIRS:
        ratio = results.ratio("peers", dataset, peers.CASE, ours, peer)
        yield at_most(f"{ours} compared with {peer}, {peers.CASE}", 1, ratio)


def _recall(name: str, found: list[Measurement]) -> Target:
    """Return the target for the least recall of some measurements."""
    return at_least(name, 0.99, min((each.recall for each in found), default=None), "")


def _slower(results: Results, dataset: str, case: str, table: Filtered, kind: str) -> Interval | None:
    """Return the ratio to the faster of the hand-written statements that gave all rows."""
    found = [
        ratio
        for by_hand in (table.by_hand(way, kind) for way in WAYS)
        if (ratio := results.ratio("filters", dataset, case, table.ours(kind), by_hand))
        and (figures := results.find("filters", dataset, case, by_hand))
        and figures.rows >= figures.expected
    ]
    return max(found, key=lambda ratio: ratio.value, default=None)
