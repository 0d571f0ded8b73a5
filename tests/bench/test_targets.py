"""Targets are judged by what was measured."""

from __future__ import annotations

import pytest

from bench import contenders as who
from bench.ingest import BULK, COPY, NONE
from bench.plan import Plan
from bench.results import IndexBuild, Ingest, Ratio, Results, Target
from bench.statistics import Interval
from bench.targets import at_least, at_most, evaluate

PLAN = Plan(rows=(1_000, 100_000))
LARGEST = "synthetic_100000"


def named(results: Results, words: str) -> Target:
    (target,) = (each for each in evaluate(results, PLAN) if words in each.name)
    return target


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
