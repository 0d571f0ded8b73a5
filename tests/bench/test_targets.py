"""Targets are judged by what was measured."""

from __future__ import annotations

from typing import Any

import pytest

from bench import contenders as who
from bench.filters import OWN, WALK, WAYS
from bench.ingest import BULK, COPY, NONE
from bench.limits import at_least, at_most, equal
from bench.plan import Plan
from bench.results import IndexBuild, Ingest, Measurement, Ratio, Results, Target, Throughput
from bench.statistics import Interval
from bench.targets import evaluate

PLAN = Plan(rows=(1_000, 100_000))
LARGEST = "synthetic_100000"


def named(results: Results, words: str) -> Target:
    (target,) = (each for each in evaluate(results, PLAN) if words in each.name)
    return target


def figures(experiment: str, contender: str, case: str = "", **others: Any) -> Measurement:
    values = {"recall": 1.0, "rows": 10.0, "expected": 10.0, "hit": 1.0, "read": 0.0, "uses_index": True}
    return Measurement(experiment, LARGEST, case, contender, 100, 1.0, 2.0, **{**values, **others})


def growth(value: float) -> Results:
    name = who.ours("vector")
    interval = Interval(value, value, value, 10)
    return Results(ratios=[Ratio("growth", LARGEST, "synthetic_1000", name, name, interval)])


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (at_most("x", 1.1, 1.1), True),
        (at_most("x", 1.1, 1.2), False),
        (at_most("x", 1.1, None), None),
        (at_least("x", 100, Interval(120, 90, 130, 5)), True),
        (at_least("x", 100, Interval(99, 90, 130, 5)), False),
    ],
)
def test_a_limit_is_met_or_missed(target: Target, met: bool | None) -> None:
    assert target.met is met


def test_what_a_run_did_not_measure_is_neither_met_nor_missed() -> None:
    targets = evaluate(Results(), PLAN)
    assert len(targets) > 20
    assert {(each.met, each.measured) for each in targets} == {(None, "not measured in this run")}


@pytest.mark.parametrize(("ratio", "met"), [(0.96, True), (1.04, True), (0.9, False), (1.1, False)])
def test_what_should_be_equal_may_differ_a_little_both_ways(ratio: float, met: bool) -> None:
    assert equal("x", 0.05, ratio).met is met


@pytest.mark.parametrize(
    ("uses_index", "ours", "words", "met"),
    [
        (True, 0.9, "which uses the index", True),
        (True, 1.0, "which uses the index", False),
        (False, 0.009, "which reads the table", True),
        (False, 0.02, "which reads the table", False),
    ],
)
def test_the_guides_function_is_judged_by_its_plan(
    uses_index: bool, ours: float, words: str, met: bool
) -> None:
    interval = Interval(ours, ours, ours, 10)
    results = Results(
        measurements=[figures("latency", who.GUIDE, uses_index=uses_index)],
        ratios=[Ratio("latency", LARGEST, "", who.own("vector"), who.GUIDE, interval)],
    )
    (target,) = (
        each
        for each in evaluate(results, PLAN)
        if "guide's function" in each.name and "own table" in each.name
    )
    assert words in target.name
    assert target.met is met


def test_a_filtered_call_is_compared_with_the_faster_complete_statement() -> None:
    case, name = "1 % pass", who.own("vector")
    walk, sort = (OWN.by_hand(way) for way in WAYS)
    results = Results(
        measurements=[
            figures("filters", walk, case=case, rows=9.0),
            figures("filters", sort, case=case),
            figures("filters", name, case=case, recall=0.985),
        ],
        ratios=[
            Ratio("filters", LARGEST, case, name, walk, Interval(3.0, 3.0, 3.0, 10)),
            Ratio("filters", LARGEST, case, name, sort, Interval(1.2, 1.2, 1.2, 10)),
        ],
    )
    words = "a call for the own table compared with the better statement by hand, worst filter, vector index"
    assert named(results, words).met is True
    assert named(results, "recall of a call for the own table, worst filter, vector index").met is False


@pytest.mark.parametrize(("own", "met"), [(1.14, True), (1.2, False)])
def test_an_own_table_may_cost_more_than_nods_as_far_as_its_statement_by_hand_does(
    own: float, met: bool
) -> None:
    pairs = [
        (who.own("vector"), who.own_by_hand("vector"), own),
        (who.ours("vector"), who.by_hand("vector"), 1.1),
    ]
    ratios = [Ratio("latency", LARGEST, "", one, other, Interval(r, r, r, 10)) for one, other, r in pairs]
    words = "a call for the own table compared with one for nods, vector index"
    assert named(Results(ratios=ratios), words).met is met


def test_queries_a_second_are_compared_on_the_same_table() -> None:
    rates = {who.by_hand("vector"): 100, who.own_by_hand("vector"): 50, who.own("vector"): 48}
    results = Results(
        throughput=[Throughput(LARGEST, name, "prepared", 1, q, q) for name, q in rates.items()]
    )
    words = "queries/s of a call for the own table compared with the hand-written statement, 1 clients"
    assert named(results, words).met is True


def test_a_filtered_call_is_compared_with_statements_over_the_same_index() -> None:
    case, name = "10 % pass", who.own("binary")
    walks = [OWN.by_hand(WALK, kind) for kind in ("vector", "binary")]
    results = Results(
        measurements=[figures("filters", each, case=case) for each in (*walks, name)],
        ratios=[
            Ratio("filters", LARGEST, case, name, walk, Interval(ratio, ratio, ratio, 10))
            for walk, ratio in zip(walks, (9.0, 1.1), strict=True)
        ],
    )
    words = "a call for the own table compared with the better statement by hand, worst filter, binary index"
    assert named(results, words).met is True


def test_sizes_are_compared_with_the_guides_index() -> None:
    builds = [IndexBuild(LARGEST, "guide", 10.0, 1_000), IndexBuild(LARGEST, "binary", 7.0, 62)]
    results = Results(indexes=builds)
    assert named(results, "size of the binary").met is True
    assert named(results, "build time of the binary").met is False


def test_growth_counts_for_each_factor_of_ten() -> None:
    assert named(growth(1.6**2), "growth of a call for each 10 x rows, vector").met is True
    assert named(growth(1.7**2), "growth of a call for each 10 x rows, vector").met is False


def test_loads_are_compared_round_by_round() -> None:
    loads = [Ingest(BULK, NONE, 100, [1.0, 10.0, 1.1]), Ingest(COPY, NONE, 100, [0.9, 9.0, 0.2])]
    assert (
        named(Results(ingest=loads), "compared with a ready-made binary COPY, vector index: none").met is True
    )
