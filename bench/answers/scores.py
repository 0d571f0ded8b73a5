"""Figures of the answers, and how sure they are: questions are drawn anew for each interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bench.answers.ask import Answer
from bench.errors import BenchError
from bench.statistics import Interval, Numbers, mean_interval


def of_way(answers: Iterable[Answer], way: str) -> list[Answer]:
    """Return the answers of one way of searching, in the order of the questions."""
    return [answer for answer in answers if answer.way == way]


def reciprocal_ranks(answers: Sequence[Answer]) -> Numbers:
    """Return 1 / rank of the first right row for each answer, 0 where there is none."""
    return np.array([1 / answer.rank if answer.rank else 0.0 for answer in answers])


def hits(answers: Sequence[Answer], depth: int) -> Numbers:
    """Return 1 for each answer with a right row among the first `depth`, 0 for the others."""
    return np.array([float(answer.rank is not None and answer.rank <= depth) for answer in answers])


def difference(minuend: Sequence[Answer], subtrahend: Sequence[Answer]) -> Interval:
    """Return how much higher the mean reciprocal rank is than that of other answers to the same questions.

    Raises `BenchError` if they are not to the same questions.
    """
    if [each.question for each in minuend] != [each.question for each in subtrahend]:
        raise BenchError("the earlier answers are to other questions", "Compare runs of the same questions.")
    return mean_interval(reciprocal_ranks(minuend) - reciprocal_ranks(subtrahend))


def auc(right: Numbers, wrong: Numbers) -> float:
    """Return how likely a value of `right` is above one of `wrong`; 0.5 says that they tell nothing apart."""
    return float((np.sign(right[:, None] - wrong[None, :]).mean() + 1) / 2)


def kept(similarities: Numbers, threshold: float) -> float:
    """Return the share of the answers that keep a row; their highest similarity is above the threshold."""
    return float((similarities > threshold).mean())
