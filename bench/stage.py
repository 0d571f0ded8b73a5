"""One dataset with its databases, and what the experiments share: contenders and their comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from bench import contenders as who
from bench import databases, own
from bench.contenders import BY_HAND, Contender, SqlContender
from bench.data import Dataset
from bench.databases import KINDS
from bench.measure import Samples, in_turn, measurement
from bench.noise import check_control
from bench.others import FaissContender, VecsContender
from bench.plan import Plan
from bench.questions import Question, questions, reachable
from bench.results import Measurement, Ratio, Results
from bench.server import BenchServer
from bench.statistics import paired_ratio
from bench.truth import Truth, truth
from bench.tuning import DEFAULT, width
from pgmatch.tuning import Setting

CONTROL = "control: pgmatch: vector again"


@dataclass
class Stage:
    """A dataset on the server.

    `faiss_index` is None where faiss is left out; `binary` is how the binary index is searched; `truths` are
    the right answers that are known, by the number of rows and the source.
    """

    server: BenchServer
    dataset: Dataset
    plan: Plan
    results: Results
    faiss_index: Any = None
    binary: Setting = DEFAULT
    truths: dict[tuple[int, str | None], Truth] = field(default_factory=dict)

    @property
    def is_detailed(self) -> bool:
        """Whether all is measured on it: on the real texts, and on the middle size."""
        return self.dataset.name == "docs" or self.dataset.rows == self.plan.middle

    @property
    def has_own(self) -> bool:
        """Whether there are databases with a user's table."""
        return self.results.index(self.dataset.name, own.holds("vector")) is not None

    def truth(self, k: int, source: str | None = None) -> Truth:
        """Return the right answers for k rows of a source."""
        if (k, source) not in self.truths:
            self.truths[k, source] = truth(self.dataset, k, source)
        return self.truths[k, source]

    def questions(self, k: int = 10, source: str | None = None) -> list[Question]:
        """Return the questions with a threshold that every one of them reaches."""
        return questions(self.dataset, k, reachable(self.truth(k, source)), source)

    def ours(self, kind: str, name: str = "", role: str | None = None) -> Contender:
        """Return our function over one type of index, prepared."""
        return self._sql(name or who.ours(kind), kind, prepare=databases.statement("ours.sql"), role=role)

    def ours_unprepared(self, kind: str) -> Contender:
        """Return our function as a plain statement, the way simple clients send it."""
        return self._sql(f"{who.ours(kind)}, unprepared", kind, call=who.UNPREPARED)

    def control(self) -> Contender:
        """Return the reference a second time: what differs between the two is noise."""
        return self.ours("vector", CONTROL)

    def by_hand(self, kind: str, *, k: int = 10, name: str = "", role: str | None = None) -> Contender:
        """Return the best hand-written statement for one type of index."""
        text = self.statement(f"by_hand_{kind}.sql")
        settings = self.by_hand_settings(kind, k)
        return self._sql(name or who.by_hand(kind), kind, prepare=text, settings=settings, role=role)

    def own(self, kinds: Sequence[str] = KINDS) -> list[Contender]:
        """Return our function for a user's table, and the statement by hand; none without the table."""
        return [each for kind in kinds if self.has_own for each in (self._own(kind), self._own_by_hand(kind))]

    def _own(self, kind: str) -> Contender:
        return self._sql(who.own(kind), own.holds(kind), prepare=databases.statement("own.sql"))

    def _own_by_hand(self, kind: str) -> Contender:
        text = self.statement(f"by_hand_{kind}.sql", own.TABLE)
        settings = self.by_hand_settings(kind)
        return self._sql(who.own_by_hand(kind), own.holds(kind), prepare=text, settings=settings)

    def statement(self, file: str, table: str = databases.SECTIONS) -> str:
        """Return a hand-written statement for this dataset."""
        candidates = ceil(self.binary.overfetch or 1)
        return databases.statement(
            file, dimensions=self.dataset.dimensions, candidates=candidates, table=table
        )

    def by_hand_settings(self, kind: str, k: int = 10) -> dict[str, str]:
        """Return the settings of hand-written statements; they walk an index as far as ours do."""
        wanted = ceil(k * (self.binary.overfetch or 1)) if kind == "binary" else k
        database = databases.name(self.dataset, kind)
        return {**BY_HAND, "hnsw.ef_search": width(self.server, database, wanted)}

    def guide(self) -> Contender:
        """Return the guide's function with the default settings that its users have."""
        return self._sql(who.GUIDE, databases.GUIDE, prepare=databases.statement("ours.sql"))

    def guide_index(self, k: int = 10) -> Contender:
        """Return the hand-written statement on the guide's own table and index."""
        text, settings = self.statement("by_hand_vector.sql"), self.by_hand_settings("vector", k)
        return self._sql(who.GUIDE_INDEX, databases.GUIDE, prepare=text, settings=settings)

    def exact(self) -> Contender:
        """Return a scan of our table without index."""
        settings = {"enable_indexscan": "off"}
        return self._sql(who.EXACT, "vector", prepare=databases.statement("exact.sql"), settings=settings)

    def others(self) -> list[Contender]:
        """Return vecs and faiss, unless they are left out."""
        found: list[Contender] = []
        if self.results.index(self.dataset.name, databases.VECS):
            found.append(VecsContender(self.server, self.dataset))
        if self.faiss_index is not None:
            found.append(FaissContender(self.dataset, self.faiss_index))
        return found

    def compare(
        self,
        experiment: str,
        case: str,
        contenders: Sequence[Contender],
        asked: Sequence[Question],
        right: Truth,
        pairs: Sequence[tuple[str, str]] = (),
    ) -> dict[str, Samples]:
        """Ask all contenders in turn; record their figures and the ratios of the pairs (one, reference)."""
        samples = in_turn(
            contenders, asked, repeats=self.plan.repeats, budget=self.plan.budget, seed=self.plan.seed
        )
        for contender in contenders:
            self.results.measurements.append(
                measurement(experiment, case, contender, samples[contender.name], asked, right)
            )
        self.relate(experiment, case, samples, pairs)
        return samples

    def relate(
        self, experiment: str, case: str, samples: Mapping[str, Samples], pairs: Sequence[tuple[str, str]]
    ) -> None:
        """Record the ratios of pairs, and a warning where two equal contenders differ."""
        for one, reference in pairs:
            if one in samples and reference in samples:
                interval = paired_ratio(samples[one].seconds, samples[reference].seconds, self.plan.seed)
                ratio = Ratio(experiment, self.dataset.name, case, one, reference, interval)
                self.results.ratios.append(ratio)
                if one.startswith("control: "):
                    check_control(self.results, ratio)

    def measured(self, experiment: str, case: str | None = None) -> list[Measurement]:
        """Return what an experiment has found on this dataset."""
        return [
            each
            for each in self.results.measurements
            if each.experiment == experiment
            and each.dataset == self.dataset.name
            and case in {None, each.case}
        ]

    def _sql(self, name: str, holds: str, **options: Any) -> SqlContender:
        return SqlContender(name, self.server, databases.name(self.dataset, holds), **options)


@contextmanager
def closing_all(contenders: list[Contender]) -> Iterator[list[Contender]]:
    """Close the contenders at the end."""
    try:
        yield contenders
    finally:
        for contender in contenders:
            contender.close()


def same_index_pairs() -> list[tuple[str, str]]:
    """Return ours beside the hand-written statement, for every type of index."""
    return [(who.ours(kind), who.by_hand(kind)) for kind in KINDS]


def own_pairs() -> list[tuple[str, str]]:
    """Return our function for a user's table beside the statement by hand, and beside ours for nods."""
    by_hand = [(who.own(kind), who.own_by_hand(kind)) for kind in KINDS]
    return [*by_hand, *((who.own(kind), who.ours(kind)) for kind in KINDS)]
