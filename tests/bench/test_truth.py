"""Recall against an exact search in memory."""

from __future__ import annotations

import numpy as np
import pytest

from bench.data import SHARES, Dataset, streamed, synthetic
from bench.questions import reachable
from bench.truth import Nearest, truth


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return synthetic(1_000, 32, 10)


def best(dataset: Dataset, question: int, count: int) -> list[int]:
    near = dataset.embeddings @ dataset.questions[question]
    return [int(row) + 1 for row in np.argsort(-near)[:count]]


def test_the_true_rows_have_recall_1_in_any_order(dataset: Dataset) -> None:
    assert truth(dataset, 10).recall(3, best(dataset, 3, 10)[::-1]) == 1


def test_a_wrong_row_and_a_missing_row_count_against_recall(dataset: Dataset) -> None:
    right = truth(dataset, 10)
    rows = best(dataset, 3, 11)
    assert right.recall(3, [*rows[:9], rows[10]]) == 0.9
    assert right.recall(3, rows[:9]) == 0.9
    assert right.recall(3, [rows[0]] * 10) == 0.1


def test_a_row_as_near_as_the_last_right_one_is_right() -> None:
    twins = np.eye(4, dtype=np.float32)[[0, 1, 1, 2]]
    dataset = Dataset("twins", twins, np.eye(4, dtype=np.float32)[[1]], ["x"] * 4, np.array([1, 1, 1, 1]))
    assert truth(dataset, 1).recall(0, [2]) == truth(dataset, 1).recall(0, [3]) == 1
    assert truth(dataset, 1).recall(0, [4]) == 0


def test_rows_that_the_filter_leaves_out_are_wrong(dataset: Dataset) -> None:
    right = truth(dataset, 10, "tenth")
    inside = [row for row in best(dataset, 0, 1_000) if dataset.having("tenth")[row - 1]]
    assert right.recall(0, inside[:10]) == 1
    assert right.recall(0, [row for row in best(dataset, 0, 1_000) if row not in inside][:10]) == 0


def test_fewer_rows_are_complete_where_fewer_match(dataset: Dataset) -> None:
    right = truth(dataset, 10, "thousandth")
    assert right.complete == right.expected(0) == dataset.having("thousandth").sum() == 5


def test_a_threshold_takes_rows_out_of_the_truth(dataset: Dataset) -> None:
    right = truth(dataset, 10)
    near = np.sort(dataset.embeddings @ dataset.questions[0])[::-1]
    threshold = float((near[3] + near[4]) / 2)
    assert right.expected(0, threshold) == 4
    assert right.recall(0, best(dataset, 0, 4), threshold) == 1
    assert right.expected(0, 2.0) == 0
    assert right.recall(0, [], 2.0) == 1
    assert right.recall(0, [1], 2.0) == 0


def test_a_reachable_threshold_leaves_every_question_its_rows(dataset: Dataset) -> None:
    right = truth(dataset, 10)
    assert {right.expected(number, reachable(right)) for number in range(10)} == {10}


def test_shares_of_the_pages_are_what_they_say() -> None:
    dataset = synthetic(10_000, 8, 10)
    assert {name: dataset.having(name).mean() for name in SHARES} == pytest.approx(SHARES)


def test_the_questions_are_the_same_for_every_number_of_rows() -> None:
    few, many = synthetic(100, 8, 10), synthetic(200, 8, 10)
    assert np.array_equal(few.questions, many.questions)


def test_rows_that_are_seen_block_by_block_give_the_same_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.data.BLOCK", 300)
    whole = synthetic(1_000, 32, 10)
    dataset, blocks = streamed(1_000, 32, 10)
    nearest, drawn = Nearest(dataset, 10), []
    for block in blocks:
        nearest.see(block.embeddings)
        drawn.append(block)
    assert np.array_equal(np.concatenate([block.embeddings for block in drawn]), whole.embeddings)
    assert [int(page) for block in drawn for page in block.pages] == whole.pages.tolist()
    right, expected = nearest.truth(), truth(whole, 10)
    assert np.allclose(right.floors, expected.floors)
    rows = best(whole, 3, 11)
    for ids in (rows[:10], rows[1:11], rows[:3], [rows[0]] * 10):
        assert right.recall(3, ids) == expected.recall(3, ids)
    assert right.expected(3) == 10
