"""Asking the contenders in turn, so that whatever disturbs the machine disturbs them all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.contenders import Contender
from bench.questions import Question
from bench.results import Measurement
from bench.statistics import Numbers, percentile
from bench.truth import Truth

FEWEST = 10  # questions that a contender is asked, however slow
COSTED = 15  # questions whose pages are counted
WARMING = 6  # calls of a contender that are not counted: from the sixth on a plan may be kept
SLOW = 0.1  # seconds a call; a slower contender is warmed and costed less, and asked each question once


@dataclass(frozen=True, eq=False)
class Samples:
    """What a contender did: seconds for each question (NaN: not asked), its answers, number of calls."""

    seconds: Numbers
    answers: dict[int, list[int]]
    calls: int


def in_turn(
    contenders: Sequence[Contender],
    questions: Sequence[Question],
    *,
    repeats: int = 1,
    budget: float = 15.0,
    seed: int = 1,
) -> dict[str, Samples]:
    """Ask every contender every question, in an order that changes with every question.

    Each call is made `repeats` times in a row, and the quickest counts: the others were disturbed by the
    contender before, or by whatever else the machine did. A contender that has used `budget` seconds is not
    asked any more, so that a slow one does not hold up the rest; each answers at least ten questions. The
    first calls of each, not counted, warm it up.
    """
    rng = np.random.default_rng(seed)
    seconds = {c.name: np.full(len(questions), np.nan) for c in contenders}
    answers: dict[str, dict[int, list[int]]] = {c.name: {} for c in contenders}
    calls = dict.fromkeys(seconds, 0)
    spent = dict.fromkeys(seconds, 0.0)
    for contender in contenders:
        _warm(contender, questions[-1])
    for turn, question in enumerate(questions):
        for place in rng.permutation(len(contenders)):
            name = contenders[place].name
            if turn >= FEWEST and spent[name] > budget:
                continue
            times, answers[name][question.number] = _best_of(contenders[place], question, repeats)
            seconds[name][turn] = min(times)
            calls[name] += len(times)
            spent[name] += sum(times)
    return {name: Samples(seconds[name], answers[name], calls[name]) for name in seconds}


def _best_of(contender: Contender, question: Question, repeats: int) -> tuple[list[float], list[int]]:
    """Return the seconds of each call, and the answer."""
    seconds, ids = _timed(contender, question)
    times = [seconds]
    while len(times) < repeats and seconds <= SLOW:
        times.append(_timed(contender, question)[0])
    return times, ids


def _warm(contender: Contender, question: Question) -> None:
    for _ in range(WARMING):
        seconds, _ids = _timed(contender, question)
        if seconds > SLOW:
            break


def _timed(contender: Contender, question: Question) -> tuple[float, list[int]]:
    call = contender.prepare(question)
    started = time.perf_counter()
    rows = call()
    return time.perf_counter() - started, [int(row[0]) for row in rows]


def measurement(
    experiment: str,
    case: str,
    contender: Contender,
    samples: Samples,
    questions: Sequence[Question],
    truth: Truth,
) -> Measurement:
    """Return the figures of one contender: times, completeness against the truth, pages."""
    threshold = questions[0].threshold
    answers = samples.answers.items()
    costed = COSTED if percentile(samples.seconds, 50) < SLOW else 3
    recalls = [truth.recall(number, ids, threshold) for number, ids in answers]
    costs = [
        cost
        for question in questions[:costed]
        if question.number in samples.answers and (cost := contender.cost(question))
    ]
    return Measurement(
        experiment=experiment,
        dataset=truth.dataset.name,
        case=case,
        contender=contender.name,
        calls=samples.calls,
        p50=1000 * percentile(samples.seconds, 50),
        p95=1000 * percentile(samples.seconds, 95),
        recall=float(np.mean(recalls)),
        rows=float(np.mean([len(ids) for _, ids in answers])),
        expected=float(np.mean([truth.expected(number, threshold) for number, _ in answers])),
        hit=float(np.median([cost.hit for cost in costs])) if costs else None,
        read=float(np.median([cost.read for cost in costs])) if costs else None,
        uses_index=any(cost.uses_index for cost in costs) if costs else None,
        missed=recalls.count(0.0),
    )
