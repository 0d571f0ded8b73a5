"""Ratios and their confidence intervals."""

from __future__ import annotations

import numpy as np
import pytest

from bench.statistics import median_interval, paired_difference, paired_ratio, percentile


def test_a_paired_ratio_sees_through_what_slows_down_both() -> None:
    rng = np.random.default_rng(1)
    disturbance = rng.lognormal(0, 1, 300)
    ratio = paired_ratio(1.2 * disturbance * rng.normal(1, 0.02, 300), disturbance)
    assert ratio.low < ratio.value < ratio.high
    assert 1.19 < ratio.low < 1.2 < ratio.high < 1.21


def test_the_interval_of_equal_contenders_holds_one_in_19_of_20_runs() -> None:
    rng = np.random.default_rng(2)
    intervals = [paired_ratio(rng.normal(1, 0.1, 100), rng.normal(1, 0.1, 100), seed) for seed in range(200)]
    holding = sum(interval.low <= 1 <= interval.high for interval in intervals)
    assert 180 <= holding <= 199


def test_only_questions_that_both_were_asked_are_compared() -> None:
    ratio = paired_ratio(np.array([2.0, 2.0, 9.0, np.nan]), np.array([1.0, 1.0, np.nan, 1.0]))
    assert (ratio.value, ratio.pairs) == (2.0, 2)


def test_a_difference_is_paired_too() -> None:
    assert paired_difference(np.array([5.0, 7.0, np.nan]), np.array([4.0, 6.0, 0.0])).value == 1.0


def test_without_pairs_there_is_no_ratio() -> None:
    with pytest.raises(ValueError, match="no pair"):
        paired_ratio(np.array([1.0, np.nan]), np.array([np.nan, 1.0]))


def test_a_percentile_leaves_out_what_was_not_measured() -> None:
    assert percentile(np.array([1.0, np.nan, 3.0]), 50) == 2.0


def test_an_interval_reads_as_value_and_bounds() -> None:
    assert str(median_interval(np.array([2.0, 2.0]))) == "2 [2, 2]"
