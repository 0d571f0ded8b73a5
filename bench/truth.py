"""The right answers, computed exactly over all rows, and how much of them an answer holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.data import Dataset, Vectors

# A row as near as the last right one is right too; sums of 32-bit products differ in their last digits.
TOLERANCE = 1e-5
_CHUNK = 50


@dataclass(frozen=True, eq=False)
class Truth:
    """How near the k-th best row of each question is, and how many rows a complete answer has.

    Rows that a filter leaves out are not counted; where fewer than k are left, all of them are right.
    """

    dataset: Dataset
    matching: NDArray[np.bool_]
    floors: NDArray[np.float32]
    complete: int

    def recall(self, question: int, ids: Sequence[int], threshold: float | None = None) -> float:
        """Return which part of the right rows above the threshold is among the ids: 0 to 1."""
        floor = self.floors[question]
        expected = self.expected(question, threshold)
        if not expected:
            return float(not ids)
        rows = np.array(sorted(set(ids)), dtype=np.int64) - 1
        rows = rows[self.matching[rows]]
        near = self.dataset.embeddings[rows] @ self.dataset.questions[question]
        return min(1.0, float((near >= floor - TOLERANCE).sum()) / expected)

    def expected(self, question: int, threshold: float | None = None) -> int:
        """Return how many rows a complete answer has."""
        if threshold is None or self.floors[question] > threshold:
            return self.complete
        near = self.dataset.embeddings @ self.dataset.questions[question]
        return min(self.complete, int((near[self.matching] > threshold).sum()))


def truth(dataset: Dataset, k: int, source: str | None = None) -> Truth:
    """Return the truth for the k best rows of every question, among those of a source."""
    matching = dataset.having(source)
    complete = min(k, int(matching.sum()))
    floors = [
        _floors(dataset.embeddings, dataset.questions[start : start + _CHUNK], matching, complete)
        for start in range(0, len(dataset.questions), _CHUNK)
    ]
    return Truth(dataset, matching, np.concatenate(floors), complete)


def _floors(
    embeddings: Vectors, questions: Vectors, matching: NDArray[np.bool_], complete: int
) -> NDArray[np.float32]:
    if not complete:
        return np.full(len(questions), -np.inf, dtype=np.float32)
    near = questions @ embeddings.T
    near[:, ~matching] = -np.inf
    place = near.shape[1] - complete
    return np.asarray(np.partition(near, place, axis=1)[:, place], dtype=np.float32)


@dataclass(frozen=True, eq=False)
class StreamedTruth(Truth):
    """The truth of rows that were seen once, block by block: the best of each question are kept.

    `near` holds their similarities and `ids` their ids, both of the shape (questions, rows kept).
    """

    near: Vectors = field(kw_only=True)
    ids: NDArray[np.int64] = field(kw_only=True)

    def recall(self, question: int, ids: Sequence[int], threshold: float | None = None) -> float:
        """Return which part of the right rows is among the ids: 0 to 1; every threshold is reached."""
        right = self.ids[question][self.near[question] >= self.floors[question] - TOLERANCE]
        return min(1.0, len(set(ids) & set(right.tolist())) / self.complete)

    def expected(self, question: int, threshold: float | None = None) -> int:
        """Return how many rows a complete answer has."""
        return self.complete


@dataclass
class Nearest:
    """The best rows of each question among those seen so far; twice as many as are asked for, for ties."""

    dataset: Dataset
    k: int
    seen: int = 0
    near: Vectors = field(init=False)
    ids: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.dataset.questions)
        self.near = np.empty((count, 0), dtype=np.float32)
        self.ids = np.empty((count, 0), dtype=np.int64)

    def see(self, embeddings: Vectors) -> None:
        """Look at the rows that come next."""
        numbers = np.arange(self.seen + 1, self.seen + len(embeddings) + 1)
        self.seen += len(embeddings)
        near = np.concatenate([self.near, self.dataset.questions @ embeddings.T], axis=1)
        ids = np.concatenate([self.ids, np.broadcast_to(numbers, (len(near), len(numbers)))], axis=1)
        best = np.argsort(-near, axis=1)[:, : 2 * self.k]
        self.near = np.take_along_axis(near, best, axis=1)
        self.ids = np.take_along_axis(ids, best, axis=1)

    def truth(self) -> StreamedTruth:
        """Return the truth when all rows were seen."""
        complete = min(self.k, self.seen)
        floors = self.near[:, complete - 1]
        matching = np.ones(self.seen, dtype=np.bool_)
        return StreamedTruth(self.dataset, matching, floors, complete, near=self.near, ids=self.ids)
