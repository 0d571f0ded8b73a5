"""The same search over more and more rows."""

from __future__ import annotations

from collections.abc import Sequence

from bench import contenders as who
from bench.databases import KINDS, name, warm
from bench.experiments import Variant
from bench.measure import in_turn
from bench.results import Ratio
from bench.stage import Stage
from bench.statistics import paired_ratio


def growth(stages: Sequence[Stage]) -> None:
    """Ask our function over every synthetic dataset in turn, the same questions.

    The questions of all sizes are the same, because they are drawn before the rows.
    """
    smallest, *larger = sorted(stages, key=lambda stage: stage.dataset.rows)
    if not larger:
        return
    for kind in KINDS:
        for stage in stages:
            warm(stage.server, name(stage.dataset, kind))
        asked = smallest.questions()
        variants = [Variant(stage.dataset.name, stage.ours(kind), {"threshold": None}) for stage in stages]
        try:
            samples = in_turn(variants, asked, repeats=smallest.plan.repeats, budget=smallest.plan.budget)
        finally:
            for variant in variants:
                variant.close()
        for stage in larger:
            interval = paired_ratio(
                samples[stage.dataset.name].seconds, samples[smallest.dataset.name].seconds
            )
            names = (stage.dataset.name, smallest.dataset.name)
            smallest.results.ratios.append(Ratio("growth", *names, who.ours(kind), who.ours(kind), interval))
