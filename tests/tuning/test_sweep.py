"""Which settings are tried, where the sweep ends, and what is recommended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pgmatch.tuning import Index, Measurement, Setting
from pgmatch.tuning.sweep import plan, recommend, sweep

HNSW = Index("i", "t", "c", "hnsw", "vector", "ip", None, 1000, False, None)
IVFFLAT = replace(HNSW, method="ivfflat", lists=100)
BINARY = replace(HNSW, kind="binary")


def measurement(setting: Setting, recall: float, pages: float, ms: float = 1.0) -> Measurement:
    return Measurement(setting, recall, recall, ms, ms, pages, 0)


def depths(index: Index, k: int) -> list[list[int | None]]:
    return [[setting.ef_search or setting.probes for setting in row] for row in plan(index, k)]


def test_ef_search_goes_from_just_above_k_to_the_most_that_pgvector_takes() -> None:
    assert depths(HNSW, 10) == [[11, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640, 1000]]
    assert depths(HNSW, 100) == [[101, 120, 160, 240, 320, 480, 640, 1000]]
    assert depths(HNSW, 1) == [[2, 10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640, 1000]]
    assert depths(HNSW, 1000) == [[1000]]


@pytest.mark.parametrize(
    ("lists", "expected"), [(1, [1]), (2, [1, 2]), (4, [1, 2, 3, 4]), (30, [1, 2, 3, 5, 8, 12, 20, 30])]
)
def test_probes_go_up_to_the_number_of_lists(lists: int, expected: list[int]) -> None:
    assert depths(replace(IVFFLAT, lists=lists), 10) == [expected]


def test_a_binary_index_is_asked_for_more_and_more_rows() -> None:
    settings = plan(BINARY, 10)
    assert [row[0].overfetch for row in settings] == [1, 2, 3, 5, 8, 12, 20, 30, 50, 80]
    assert [setting.ef_search for setting in settings[3]] == [51, 102, 204]
    assert [setting.ef_search for setting in settings[-1]] == [801, 1000]
    assert [row[0].overfetch for row in plan(BINARY, 1000)] == [1, 2, 3, 5, 8]
    assert plan(replace(IVFFLAT, kind="binary"), 10)[1][2] == Setting(probes=3, overfetch=2)


def tried(index: Index, target: float, recall: Callable[[Setting], float]) -> list[str]:
    found = sweep(plan(index, 10), target, lambda setting: measurement(setting, recall(setting), 1))
    return [str(each.setting) for each in found]


def test_it_ends_where_everything_is_found() -> None:
    assert tried(IVFFLAT, 0.5, lambda s: min(1, (s.probes or 0) / 5)) == [
        "probes 1", "probes 2", "probes 3", "probes 5",
    ]  # fmt: skip


def test_it_ends_where_the_target_is_reached_and_two_steps_add_nothing() -> None:
    assert tried(HNSW, 0.9, lambda s: 0.95)[-1] == "ef_search 20"
    assert tried(HNSW, 0.96, lambda s: 0.95)[-1] == "ef_search 1000", "it may get better yet"
    assert tried(HNSW, 0.9, lambda s: 0.95 + (s.ef_search or 0) / 1e6)[-1] == "ef_search 1000"


def test_the_sweep_of_a_binary_index_goes_on_to_a_larger_overfetch() -> None:
    found = tried(BINARY, 0.97, lambda s: min(0.98, (s.overfetch or 0) / 5))
    assert found[:4] == [
        "ef_search 11, overfetch 1", "ef_search 22, overfetch 1", "ef_search 44, overfetch 1", "ef_search 21, overfetch 2",
    ]  # fmt: skip
    assert found[-1] == "ef_search 484, overfetch 12"
    by_probes = tried(replace(IVFFLAT, kind="binary"), 1, lambda s: min(1, (s.overfetch or 0) / 3))
    assert by_probes == [f"probes {p}, overfetch {o}" for o in (1, 2) for p in (1, 2, 3)] + [
        "probes 1, overfetch 3"
    ]


def test_the_cheapest_in_pages_is_recommended_and_the_quicker_of_equals() -> None:
    few, many, short = Setting(ef_search=20), Setting(ef_search=40), Setting(ef_search=10)
    found = [measurement(short, 0.9, 10), measurement(many, 0.99, 80, 0.5), measurement(few, 0.98, 70, 0.9)]
    best = recommend(found, 0.98)
    assert best is found[2]
    assert recommend([*found, measurement(many, 1, 70, 0.8)], 0.98) == measurement(many, 1, 70, 0.8)
    assert recommend(found, 0.995) is None
    assert recommend([], 0.5) is None
