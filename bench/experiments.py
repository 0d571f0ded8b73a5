"""The comparisons that run on one dataset; each records what it finds in the stage's results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bench import contenders as who
from bench import databases
from bench.contenders import Contender, Cost, Rows, SqlContender
from bench.databases import KINDS
from bench.measure import in_turn, measurement
from bench.questions import Question, questions
from bench.stage import CONTROL, Stage, closing_all, own_pairs, same_index_pairs

NEVER = 2.0  # more than any similarity of vectors of length 1
WIDTHS = (10, 20, 40, 80, 160, 320)
SWEEP = """
    select id, similarity from search_page_sections(
      %(query)s, match_count => %(k)s, min_content_length => %(min_length)s, ef_search => %(ef_search)s{}
    )
"""


def latency(stage: Stage) -> None:
    """Every contender, 10 rows, with a threshold that all rows reach."""
    reference = who.ours("vector")
    pairs = [
        *same_index_pairs(),
        *own_pairs(),
        (CONTROL, reference),
        *((name, who.GUIDE) for name in (reference, who.own("vector"))),
        *((name, reference) for name in (who.VECS, who.EXACT, who.FAISS)),
        (who.ours("halfvec"), reference),
        (who.ours("binary"), reference),
        (f"{reference}, unprepared", reference),
    ]
    contenders = [
        stage.guide(),
        stage.guide_index(),
        *(make(kind) for kind in KINDS for make in (stage.by_hand, stage.ours)),
        *stage.own(),
        stage.ours_unprepared("vector"),
        stage.control(),
        *stage.others(),
        stage.exact(),
    ]
    with closing_all(contenders):
        stage.compare("latency", "", contenders, stage.questions(), stage.truth(10), pairs)


def k(stage: Stage) -> None:
    """Ask for 10, 100 and 1,000 rows."""
    for count in stage.plan.ks:
        contenders = [
            stage.guide(),
            *(contender for kind in KINDS for contender in (stage.by_hand(kind, k=count), stage.ours(kind))),
            stage.control(),
            *stage.others(),
        ]
        pairs = [*same_index_pairs(), (CONTROL, who.ours("vector"))]
        with closing_all(contenders):
            stage.compare("k", f"k={count}", contenders, stage.questions(count), stage.truth(count), pairs)


def thresholds(stage: Stage) -> None:
    """Ask with a threshold that every question's rows reach, and with one that none does."""
    asked = stage.questions()
    contenders: list[Contender] = [
        stage.guide(),
        *(stage.ours(kind) for kind in KINDS),
        stage.control(),
    ]
    variants = [
        Variant(f"{contender.name}, {word}", contender, {"threshold": value})
        for contender in contenders
        for word, value in (("reached", asked[0].threshold), ("not reached", NEVER))
    ]
    with closing_all(contenders):
        samples = in_turn(variants, asked, repeats=stage.plan.repeats, budget=stage.plan.budget)
        for variant in variants:
            changed = [variant.changed(question) for question in asked]
            figures = measurement("thresholds", "", variant, samples[variant.name], changed, stage.truth(10))
            stage.results.measurements.append(figures)
    pairs = [(f"{each.name}, not reached", f"{each.name}, reached") for each in contenders]
    stage.relate("thresholds", "", samples, pairs)


def rls(stage: Stage) -> None:
    """Ask as anon, to whom policies apply, and as the superuser, to whom they do not."""
    contenders = [
        *(stage.ours(kind, f"{who.ours(kind)}{ending}", role) for kind in KINDS for ending, role in _ROLES),
        *(
            stage.by_hand("vector", name=f"{who.by_hand('vector')}{ending}", role=role)
            for ending, role in _ROLES
        ),
    ]
    pairs = [(f"{name}, anon", name) for name in [*map(who.ours, KINDS), who.by_hand("vector")]]
    with closing_all(contenders):
        stage.compare("rls", "", contenders, stage.questions(), stage.truth(10), pairs)


_ROLES = (("", None), (", anon", "anon"))


def recall(stage: Stage) -> None:
    """Widen the walk step by step; through the binary index so many rows are ranked again, too."""
    for ef_search in WIDTHS:
        contenders: list[Contender] = [
            *(_sweep(stage, kind) for kind in KINDS),
            *(other for other in stage.others() if other.name == who.FAISS),
        ]
        with closing_all(contenders):
            asked = questions(stage.dataset, 10, ef_search=ef_search)
            stage.compare("recall", f"ef_search={ef_search}", contenders, asked, stage.truth(10))


@dataclass(frozen=True)
class Variant:
    """A contender that is asked something else than the others."""

    name: str
    contender: Contender
    changes: dict[str, Any]

    def changed(self, question: Question) -> Question:
        """Return the question as this variant is asked it."""
        return replace(question, **self.changes)

    def prepare(self, question: Question) -> Callable[[], Rows]:
        """Return the call."""
        return self.contender.prepare(self.changed(question))

    def cost(self, question: Question) -> Cost | None:
        """Return the cost of the call."""
        return self.contender.cost(self.changed(question))

    def close(self) -> None:
        """Close the contender."""
        self.contender.close()


def _sweep(stage: Stage, kind: str) -> Contender:
    call = SWEEP.format(", candidates => %(ef_search)s" if kind == "binary" else "")
    return SqlContender(who.ours(kind), stage.server, databases.name(stage.dataset, kind), call)


Experiment = Callable[[Stage], None]
EVERYWHERE: Sequence[Experiment] = (latency,)
DETAILS: Sequence[Experiment] = (recall, k, thresholds, rls)
