"""Which settings are tried, where the sweep ends, and what is recommended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, cast

import pytest

from pgmatch.tuning import Index, Measurement, Report, Session, Setting, Truth, tune
from pgmatch.tuning.confidence import lower_bound, upper_bound
from pgmatch.tuning.sweep import is_sure, plan, recommend, sweep

HNSW = Index("i", "t", "c", "hnsw", "vector", "ip", None, 1000, False, None)
IVFFLAT = replace(HNSW, method="ivfflat", lists=100)
BINARY = replace(HNSW, kind="binary")


def measurement(
    setting: Setting, recall: float, pages: float, ms: float = 1.0, low: float | None = None
) -> Measurement:
    return Measurement(setting, recall, recall, ms, ms, pages, 0, recall if low is None else low)


def depths(index: Index, k: int) -> list[list[int | None]]:
    return [
        [setting.ef_search or setting.probes for setting in row] for row in plan(index, k, below_default=True)
    ]


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
    settings = plan(BINARY, 10, below_default=True)
    assert [row[0].overfetch for row in settings] == [1, 2, 3, 5, 8, 12, 20, 30, 50, 80]
    assert [setting.ef_search for setting in settings[3]] == [51, 102, 204]
    assert [setting.ef_search for setting in settings[-1]] == [801, 1000]
    assert [row[0].overfetch for row in plan(BINARY, 1000, below_default=True)] == [1, 2, 3, 5, 8]
    assert plan(replace(IVFFLAT, kind="binary"), 10, below_default=True)[1][2] == Setting(
        probes=3, overfetch=2
    )


def tried(index: Index, target: float, recall: Callable[[Setting], float]) -> list[str]:
    settings = plan(index, 10, below_default=True)
    found = sweep(settings, target, lambda setting: measurement(setting, recall(setting), 1))
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


def test_nothing_below_the_default_of_untuned_searches_is_tried_unasked() -> None:
    def least(index: Index, k: int) -> Setting:
        return plan(index, k)[0][0]

    assert least(HNSW, 10) == Setting(ef_search=40)
    assert least(HNSW, 100) == Setting(ef_search=101)
    assert least(IVFFLAT, 10) == Setting(probes=10)
    assert least(replace(IVFFLAT, lists=1), 10) == Setting(probes=1)
    assert least(BINARY, 10).overfetch == 20
    assert least(BINARY, 1000).overfetch == 8, "the most that can be asked for"


def test_the_cheapest_in_pages_is_recommended_and_the_quicker_of_equals() -> None:
    few, many, short = Setting(ef_search=20), Setting(ef_search=40), Setting(ef_search=10)
    found = [measurement(short, 0.9, 10), measurement(many, 0.99, 80, 0.5), measurement(few, 0.98, 70, 0.9)]
    best = recommend(found, 0.98, 10)
    assert best is found[2]
    assert recommend([*found, measurement(many, 1, 70, 0.8)], 0.98, 10) == measurement(many, 1, 70, 0.8)
    assert recommend(found, 0.995, 10) is None
    assert recommend([], 0.5, 10) is None


@pytest.mark.parametrize(("recall", "sampled"), [(0.98, 100), (1.0, 100), (0.9575, 400), (0.5, 7), (0.0, 50)])
def test_the_bounds_are_those_of_the_score_test(recall: float, sampled: int) -> None:
    """Wilson's limits are where the measured recall is just z standard errors of the limit away."""
    low, high = lower_bound(recall, sampled), upper_bound(recall, sampled)
    assert low <= recall <= high
    for limit in (low, high):
        if 0 < limit < 1:
            assert (recall - limit) ** 2 == pytest.approx(1.645**2 * limit * (1 - limit) / sampled)


def test_more_queries_prove_more() -> None:
    bounds = [lower_bound(0.98, sampled) for sampled in (50, 100, 400, 1000, 10_000)]
    assert bounds == sorted(bounds)
    assert lower_bound(1, 100) < 0.98 < lower_bound(1, 400)


def test_a_mean_that_only_happens_to_reach_the_target_is_not_recommended() -> None:
    """As measured: 100 queries found 0.983 with ef_search 30, and 400 others found 0.957 later."""
    low, sure = Setting(ef_search=30), Setting(ef_search=80)
    found = [
        measurement(low, 0.983, 10, low=lower_bound(0.983, 100)),
        measurement(sure, 0.999, 20, low=0.985),
    ]
    assert recommend(found, 0.98, 10) is found[1]
    assert not is_sure(found, found[1], 0.98), "a larger sample may show that the first is enough"
    assert is_sure(found[1:], found[1], 0.98)
    assert not is_sure(found[:1], None, 0.98)
    assert is_sure([measurement(low, 0.5, 10, low=0.4)], None, 0.98), "it surely fails"


def test_what_missed_nothing_is_recommended_although_the_sample_proves_less() -> None:
    perfect = measurement(Setting(ef_search=40), 1, 10, low=0.97)
    assert recommend([perfect], 0.98, 10) is perfect
    assert not is_sure([perfect], perfect, 0.98)


def test_a_query_without_any_true_row_raises_the_setting() -> None:
    blind = replace(measurement(Setting(ef_search=40), 0.99, 10), worst_recall=0.0)
    seeing = measurement(Setting(ef_search=60), 0.992, 20)
    assert recommend([blind, seeing], 0.98, 10) is seeing
    assert recommend([blind], 0.98, 10) is blind, "no setting sees more"
    assert recommend([blind, seeing], 0.98, 1) is blind, "of one row it is a miss like others"


class Measured:
    """A session with what it measures, by the size of the sample and by ef_search."""

    def __init__(self, rows: int, recalls: dict[int, dict[int, float]], worst: float = 0.5) -> None:
        self.rows, self.recalls, self.worst = rows, recalls, worst
        self.samples: list[int] = []

    def snapshot(self) -> nullcontext[None]:
        return nullcontext()

    def truth(self, _index: Index, sample: int, k: int, _progress: object) -> Truth:
        self.samples.append(sample)
        queries = ("(0,1)",) * min(sample, self.rows)
        return Truth(k, queries, (0.0,) * len(queries), 1.0, is_whole=self.rows < sample)

    def measure(self, _index: Index, truth: Truth, setting: Setting) -> Measurement:
        depth = setting.ef_search
        recalls = self.recalls[len(truth.queries)]
        recall = recalls[max(known for known in recalls if known <= (depth or 40))]
        low = recall if truth.is_whole else lower_bound(recall, len(truth.queries))
        return Measurement(setting, recall, self.worst, 1, 1, depth or 40, 0, low)


def tuned(session: Measured, **options: Any) -> Report:
    return tune(cast(Session, session), HNSW, **options)


def test_a_sample_that_is_too_small_to_be_sure_is_enlarged() -> None:
    session = Measured(5000, {100: {40: 0.985, 80: 1.0}, 400: {40: 0.957, 80: 0.996}})
    report = tuned(session)
    assert (session.samples, report.sampled) == ([100, 400], 400)
    assert report.recommended is not None
    assert report.recommended.setting == Setting(ef_search=80)


def test_a_sample_that_is_surely_enough_is_not_enlarged() -> None:
    session = Measured(5000, {1000: {40: 0.9, 60: 0.999, 80: 1.0}})
    report = tuned(session, sample=1000)
    assert (session.samples, report.recommended and report.recommended.setting) == (
        [1000],
        Setting(ef_search=60),
    )


def test_what_was_found_of_all_rows_of_a_table_is_certain() -> None:
    session = Measured(50, {50: {40: 0.985, 60: 1.0}})
    report = tuned(session)
    assert (session.samples, report.recommended and report.recommended.setting) == (
        [100],
        Setting(ef_search=40),
    )


def test_it_warns_where_a_query_finds_no_true_row() -> None:
    recalls = {1000: {40: 0.97, 60: 0.999, 80: 1.0}}
    assert "find" in tuned(Measured(5000, recalls, worst=0), sample=1000).warnings[0]
    assert tuned(Measured(5000, recalls), sample=1000).warnings == ()
    assert tuned(Measured(5000, recalls, worst=0), sample=1000, k=1).warnings == ()
