"""Searches with shared buffers that the vector index does not fit in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bench import contenders as who
from bench.contenders import Contender
from bench.databases import IVFFLAT, KINDS, create_ivfflat
from bench.measure import COSTED, Samples, in_turn, measurement
from bench.questions import Question
from bench.stage import CONTROL, Stage, closing_all
from bench.tuning import tune_binary

FRACTION = 6  # the vector index is so many times larger than shared buffers
SMALLEST = 2 * 1024**2


def memory(stage: Stage) -> None:
    """Ask each contender in blocks of its own, in turn: within a block nobody else uses the memory.

    The operating system's cache cannot be emptied by an ordinary user, so a page that is read comes from
    there: what counts is how many are.
    """
    index = stage.results.index(stage.dataset.name, "vector")
    assert index is not None
    size = max(index.size // FRACTION, SMALLEST)
    stage.results.indexes.append(create_ivfflat(stage.server, stage.dataset))
    tune_binary(stage.server, stage.dataset, IVFFLAT, stage.plan.questions // 2, stage.results)
    stage.server.restart(shared_buffers=f"{size // 1024}kB")
    stage.results.machine["small_shared_buffers"] = size
    try:
        _compare(stage)
    finally:
        stage.server.restart()


def _compare(stage: Stage) -> None:
    asked = stage.questions()
    contenders = [*(stage.ours(kind) for kind in (*KINDS, IVFFLAT)), stage.guide_index(), stage.control()]
    with closing_all(contenders):
        samples = _in_blocks(contenders, asked, stage.plan.budget)
        for contender in contenders:
            in_turn([contender], asked, budget=stage.plan.budget)  # its own pages are in memory again
            figures = measurement("memory", "", contender, samples[contender.name], asked, stage.truth(10))
            different = _different_pages(stage, contender, asked)
            stage.results.measurements.append(replace(figures, different=different))
    reference = who.ours("vector")
    others = [who.ours("halfvec"), who.ours("binary"), who.ours(IVFFLAT), who.GUIDE_INDEX, CONTROL]
    stage.relate("memory", "", samples, [(each, reference) for each in others])


def _in_blocks(
    contenders: Sequence[Contender], asked: Sequence[Question], budget: float
) -> dict[str, Samples]:
    half = len(asked) // 2
    parts: dict[str, list[Samples]] = {contender.name: [] for contender in contenders}
    for contender in contenders:
        in_turn([contender], asked, budget=budget)  # the operating system has read all files once
    for warming, timed in ((asked[:half], asked[half:]), (asked[half:], asked[:half])):
        for contender in contenders:
            in_turn([contender], warming, budget=budget)
            parts[contender.name] += in_turn([contender], timed, budget=budget).values()
    return {name: _joined(each) for name, each in parts.items()}


def _joined(parts: Sequence[Samples]) -> Samples:
    answers = {number: ids for part in parts for number, ids in part.answers.items()}
    return Samples(
        np.concatenate([part.seconds for part in parts]), answers, sum(part.calls for part in parts)
    )


def _different_pages(stage: Stage, contender: Contender, asked: Sequence[Question]) -> float:
    """Return how many pages a call reads that finds none in shared buffers."""
    read = []
    for question in asked[:COSTED]:
        stage.server.execute("postgres", "select pg_buffercache_evict_all()")
        if cost := contender.cost(question):
            read.append(cost.read)
    return float(np.median(read))
