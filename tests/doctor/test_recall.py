"""What the doctor makes of a measured recall."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from pgmatch.doctor.recall import judge_recall
from pgmatch.tuning import Index, Measurement, Setting, Stored

INDEX = Index("i", "t", "c", "hnsw", "vector", "ip", None, 1000, True, None)
TUNED = replace(INDEX, stored=Stored(Setting(60), 10, 0.997, 1000, datetime(2026, 1, 31)))


def evidence(index: Index, recall: float, worst: float = 0.5, sampled: int = 400) -> list[tuple[str, str]]:
    """Return what is said and the first fix."""
    found = Measurement(Setting(), recall, worst, 1, 1, 1, 0, recall)
    return [(one.evidence, one.fix[0]) for one in judge_recall(index, found, sampled, 0.9)]


def test_a_recall_as_expected_is_no_finding() -> None:
    assert evidence(INDEX, 0.95) == evidence(TUNED, 0.997) == []


def test_a_recall_below_what_was_tuned_asks_for_a_rebuild() -> None:
    """As measured after churn: 0.977, and 0.9975 after a rebuild."""
    ((said, fix),) = evidence(TUNED, 0.977)
    assert "It was 0.997 when the index was tuned on 2026-01-31" in said
    assert "a rebuild is due" in said
    assert fix == "pgmatch index rebuild i"


def test_a_loss_that_may_be_chance_is_no_finding() -> None:
    assert evidence(TUNED, 0.99, sampled=50) == []


@pytest.mark.parametrize("sampled", [5, 20, 50, 400])
def test_nothing_was_lost_where_everything_is_found(sampled: int) -> None:
    assert TUNED.stored is not None
    tuned = replace(TUNED, stored=replace(TUNED.stored, recall=1.0))
    assert evidence(tuned, 1.0, worst=1.0, sampled=sampled) == []


def test_a_recall_that_was_tuned_for_another_k_is_not_compared() -> None:
    assert TUNED.stored is not None
    assert evidence(replace(TUNED, stored=replace(TUNED.stored, k=100)), 0.977) == []


@pytest.mark.parametrize(
    ("recall", "worst", "said"),
    [(0.85, 0.5, "the worst 0.50; 0.9 is expected"), (0.95, 0.0, "but at least one found none of them")],
)
def test_a_low_recall_and_a_blind_search_ask_for_tuning(recall: float, worst: float, said: str) -> None:
    ((evidence_found, fix),) = evidence(INDEX, recall, worst)
    assert said in evidence_found
    assert fix == "pgmatch tune --recall 0.95 --store"
