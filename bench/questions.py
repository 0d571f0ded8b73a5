"""What a contender is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.data import Dataset, Vectors
from bench.truth import Truth
from pgmatch.client.embedding import vector_text

MIN_LENGTH = 50  # what the guide's clients send; no row of the data is shorter


@dataclass(frozen=True, eq=False)
class Question:
    """One search. `literal` is the vector as text, made beforehand: clients send it over HTTP as it is."""

    number: int
    vector: Vectors
    literal: str
    k: int
    threshold: float | None = None
    source: str | None = None
    ef_search: int = 40

    @property
    def values(self) -> Mapping[str, Any]:
        """The arguments by name."""
        return {
            "query": self.literal,
            "threshold": self.threshold,
            "k": self.k,
            "min_length": MIN_LENGTH,
            "source": self.source,
            "ef_search": self.ef_search,
        }


def questions(
    dataset: Dataset, k: int, threshold: float | None = None, source: str | None = None, ef_search: int = 40
) -> list[Question]:
    """Return all questions of a dataset, asked in one way."""
    return [
        Question(number, vector, vector_text(vector), k, threshold, source, ef_search)
        for number, vector in enumerate(dataset.questions)
    ]


def reachable(truth: Truth) -> float:
    """Return a threshold that leaves every question all its rows."""
    return round(float(truth.floors.min()) - 0.01, 3)
