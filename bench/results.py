"""What a run finds, as plain records that become JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.statistics import Interval


@dataclass(frozen=True)
class Measurement:
    """One contender in one case of one experiment.

    Times in milliseconds. `recall` and `rows` are means over the questions; `expected` is what `rows` would
    be if complete. `hit` and `read` are median pages of a call, null where it is not a call to the server;
    `uses_index` likewise. A page that is touched twice counts twice in them, and once in `different`, which
    is counted only where memory is short. `missed` counts the questions whose answer has no right row.
    """

    experiment: str
    dataset: str
    case: str
    contender: str
    calls: int
    p50: float
    p95: float
    recall: float
    rows: float
    expected: float
    hit: float | None
    read: float | None
    uses_index: bool | None
    different: float | None = None
    missed: int = 0

    @property
    def pages(self) -> float | None:
        """Pages that a call touches."""
        return None if self.hit is None or self.read is None else self.hit + self.read


@dataclass(frozen=True)
class Ratio:
    """How many times as long one contender takes as another, from paired calls."""

    experiment: str
    dataset: str
    case: str
    contender: str
    reference: str
    interval: Interval


@dataclass(frozen=True)
class IndexBuild:
    """One index: what holds it (an index type of ours, guide, vecs or faiss), seconds, bytes."""

    dataset: str
    holds: str
    seconds: float
    size: int


@dataclass(frozen=True)
class Throughput:
    """Queries per second of one contender under pgbench; `mode` is prepared or simple."""

    dataset: str
    contender: str
    mode: str
    clients: int
    qps: float
    qps_per_core: float


@dataclass(frozen=True)
class Ingest:
    """One way to load: seconds of each round, in the order in which all ways took turns.

    `index` is the vector index that is there already.
    """

    way: str
    index: str
    rows: int
    seconds: list[float]

    @property
    def rows_per_second(self) -> float:
        """That of the median round."""
        return self.rows / median(self.seconds)


@dataclass(frozen=True)
class Step:
    """What one step adds to the time of a call, in milliseconds."""

    dataset: str
    kind: str
    step: str
    milliseconds: Interval


@dataclass(frozen=True)
class Target:
    """What a run should show. `met` is null where the run did not measure it."""

    name: str
    wanted: str
    measured: str
    met: bool | None


@dataclass
class Results:
    """All of one run."""

    machine: dict[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)
    measurements: list[Measurement] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    indexes: list[IndexBuild] = field(default_factory=list)
    throughput: list[Throughput] = field(default_factory=list)
    ingest: list[Ingest] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def find(self, experiment: str, dataset: str, case: str, contender: str) -> Measurement | None:
        """Return one measurement, or None if the run has it not."""
        wanted = (experiment, dataset, case, contender)
        return next(
            (m for m in self.measurements if (m.experiment, m.dataset, m.case, m.contender) == wanted), None
        )

    def ratio(
        self, experiment: str, dataset: str, case: str, contender: str, reference: str
    ) -> Interval | None:
        """Return one paired ratio, or None if the run has it not."""
        wanted = (experiment, dataset, case, contender, reference)
        found = (
            r.interval
            for r in self.ratios
            if (r.experiment, r.dataset, r.case, r.contender, r.reference) == wanted
        )
        return next(found, None)

    def index(self, dataset: str, holds: str) -> IndexBuild | None:
        """Return what an index took, or None if the run has it not."""
        return next((i for i in self.indexes if (i.dataset, i.holds) == (dataset, holds)), None)

    def write(self, file: Path) -> None:
        """Write the results as JSON."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read(file: Path) -> Results:
    """Return the results of a file that `write` made."""
    raw = json.loads(file.read_text(encoding="utf-8"))
    for ratio in raw["ratios"]:
        ratio["interval"] = Interval(**ratio["interval"])
    for step in raw["steps"]:
        step["milliseconds"] = Interval(**step["milliseconds"])
    records = {
        "measurements": Measurement,
        "ratios": Ratio,
        "indexes": IndexBuild,
        "throughput": Throughput,
        "ingest": Ingest,
        "steps": Step,
        "targets": Target,
    }
    lists = {key: [record(**each) for each in raw[key]] for key, record in records.items()}
    return Results(**{**raw, **lists})
