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

FEWEST = 10  # calls of a contender, however slow
COSTED = 15  # questions whose pages are counted
WARMING = 6  # calls of a contender that are not counted: from the sixth on a plan may be kept
SLOW = 0.1  # seconds a call; a slower contender is warmed and costed less


@dataclass(frozen=True, eq=False)
class Samples:
    """What a contender did: seconds of each turn (NaN: not asked), and its answer to each question."""

    seconds: Numbers
    answers: dict[int, list[int]]


def in_turn(
    contenders: Sequence[Contender],
    questions: Sequence[Question],
    *,
    rounds: int = 1,
    budget: float = 15.0,
    seed: int = 1,
) -> dict[str, Samples]:
    """Ask every contender every question, `rounds` times, in an order that changes with every question.

    A contender that has used `budget` seconds is asked no more, so that a slow one does not hold up the
    rest; each answers at least ten questions. The first calls of each, not counted, warm it up.
    """
    rng = np.random.default_rng(seed)
    turns = [question for _ in range(rounds) for question in questions]
    samples = {c.name: Samples(np.full(len(turns), np.nan), {}) for c in contenders}
    spent = dict.fromkeys(samples, 0.0)
    for contender in contenders:
        _warm(contender, questions[-1])
    for turn, question in enumerate(turns):
        for place in rng.permutation(len(contenders)):
            contender = contenders[place]
            if turn >= FEWEST and spent[contender.name] > budget:
                continue
            seconds, ids = _timed(contender, question)
            samples[contender.name].seconds[turn] = seconds
            samples[contender.name].answers[question.number] = ids
            spent[contender.name] += seconds
    return samples


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
        calls=int(np.isfinite(samples.seconds).sum()),
        p50=1000 * percentile(samples.seconds, 50),
        p95=1000 * percentile(samples.seconds, 95),
        recall=float(np.mean([truth.recall(number, ids, threshold) for number, ids in answers])),
        rows=float(np.mean([len(ids) for _, ids in answers])),
        expected=float(np.mean([truth.expected(number, threshold) for number, _ in answers])),
        hit=float(np.median([cost.hit for cost in costs])) if costs else None,
        read=float(np.median([cost.read for cost in costs])) if costs else None,
        uses_index=any(cost.uses_index for cost in costs) if costs else None,
    )
