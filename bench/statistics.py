"""Figures of a measurement, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95 % bootstrap confidence interval; `pairs` is how many values it rests on."""

    value: float
    low: float
    high: float
    pairs: int

    def __str__(self) -> str:
        return f"{self.value:.3g} [{self.low:.3g}, {self.high:.3g}]"


def paired_ratio(numerator: Numbers, denominator: Numbers, seed: int = 1) -> Interval:
    """Return the median of the ratios of two contenders that were asked the same questions in turn.

    Both have one value a question, in the same order; NaN where a contender was not asked.
    """
    both = ~np.isnan(numerator) & ~np.isnan(denominator)
    return median_interval(numerator[both] / denominator[both], seed)


def paired_difference(minuend: Numbers, subtrahend: Numbers, seed: int = 1) -> Interval:
    """Return the median of the differences of two contenders that were asked the same questions in turn."""
    both = ~np.isnan(minuend) & ~np.isnan(subtrahend)
    return median_interval(minuend[both] - subtrahend[both], seed)


def median_interval(values: Numbers, seed: int = 1) -> Interval:
    """Return the median with its interval; raises `ValueError` without a value."""
    return _interval(np.median, values, seed)


def mean_interval(values: Numbers, seed: int = 1) -> Interval:
    """Return the mean with its interval; raises `ValueError` without a value."""
    return _interval(np.mean, values, seed)


def _interval(figure: Callable[..., Any], values: Numbers, seed: int) -> Interval:
    if not len(values):
        raise ValueError("no pair of measurements to compare")
    picks = np.random.default_rng(seed).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(figure(values[picks], axis=1), [2.5, 97.5])
    return Interval(float(figure(values)), float(low), float(high), len(values))


def percentile(values: Numbers, percent: float) -> float:
    """Return a percentile of the values that are not NaN."""
    return float(np.nanpercentile(values, percent))
