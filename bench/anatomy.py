"""Where the time of a call goes: statements that each do one thing more than the one before."""

from __future__ import annotations

from bench import contenders as who
from bench import databases
from bench.contenders import Contender, SqlContender
from bench.databases import KINDS
from bench.measure import in_turn
from bench.results import Step
from bench.stage import Stage, closing_all
from bench.statistics import median_interval, paired_difference

ROUND_TRIP = "round trip"
LITERAL = "reading the vector's text"
WALK = "walking the index"
ROWS = "rows: filter, columns, ranking"
FUNCTION = "our function around it"


def anatomy(stage: Stage) -> None:
    """Take the time of a call apart, for every type of index."""
    for kind in KINDS:
        with closing_all(_steps(stage, kind)) as steps:
            samples = in_turn(steps, stage.questions(), repeats=stage.plan.repeats, budget=stage.plan.budget)
        name = stage.dataset.name
        first, *others = [samples[step.name].seconds * 1000 for step in steps]
        stage.results.steps.append(Step(name, kind, steps[0].name, median_interval(first)))
        before = first
        for step, after in zip(steps[1:], others, strict=True):
            stage.results.steps.append(Step(name, kind, step.name, paired_difference(after, before)))
            before = after


def _steps(stage: Stage, kind: str) -> list[Contender]:
    database = databases.name(stage.dataset, kind)
    settings = stage.by_hand_settings(kind)

    def step(name: str, call: str, prepare: str | None = None) -> Contender:
        return SqlContender(name, stage.server, database, call, prepare=prepare, settings=settings)

    walk, by_hand = stage.statement(f"walk_{kind}.sql"), stage.statement(f"by_hand_{kind}.sql")
    return [
        step(ROUND_TRIP, "select 1"),
        step(LITERAL, "select vector_dims(%(query)s::vector)"),
        step(WALK, "execute call(%(query)s, %(k)s)", walk),
        step(ROWS, who.CALL, by_hand),
        SqlContender(FUNCTION, stage.server, database, who.CALL, prepare=databases.statement("ours.sql")),
    ]
