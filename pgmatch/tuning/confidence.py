"""How sure a measured recall is."""

from __future__ import annotations

from math import sqrt

_Z = 1.645  # 95 % on one side of the normal distribution


def lower_bound(recall: float, sampled: int) -> float:
    """Return the recall of all questions that a measured one proves, with 95 % confidence.

    The lower limit of the score interval of E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", Journal of the American Statistical Association 22 (1927). Each question counts as
    one trial. That is cautious: a question's recall lies between 0 and 1, and so varies no more than a trial
    that finds all or nothing.
    """
    return _wilson(recall, sampled, -1)


def upper_bound(recall: float, sampled: int) -> float:
    """Return the recall of all questions that a measured one still allows, with 95 % confidence."""
    return _wilson(recall, sampled, 1)


def _wilson(recall: float, sampled: int, side: int) -> float:
    share = _Z**2 / sampled
    middle = recall + share / 2
    half = _Z * sqrt(recall * (1 - recall) / sampled + share / (4 * sampled))
    # a recall of 1 allows 1 itself, which floating point misses by its last digit
    return round(min(1.0, max(0.0, (middle + side * half) / (1 + share))), 12)
