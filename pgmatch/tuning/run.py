"""A whole tuning: the truth once, then one setting after another."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from pgmatch.tuning.models import Index, Measurement, Setting
from pgmatch.tuning.session import Session
from pgmatch.tuning.sweep import plan, recommend, sweep

_GROWN = 1.5  # times as many rows as when the stored setting was measured

# Called with what is done now, how many steps of it are done, and how many there are at most.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What `tune` found.

    `target` is the recall that was asked for, 0 to 1; `sampled` how many rows were searched for; `now` what
    searches find and cost as they are, `found` with each setting that was tried, and `recommended` the one to
    use, None where none reaches the target. `warnings` are sentences.
    """

    index: Index
    target: float
    k: int
    sampled: int
    exact_p50_ms: float
    now: Measurement
    found: tuple[Measurement, ...]
    recommended: Measurement | None
    warnings: tuple[str, ...]

    def to_json(self) -> str:
        """Return everything as a JSON object, for programs."""
        return json.dumps(asdict(self), default=str, indent=2)


def tune(
    session: Session,
    index: Index,
    *,
    target: float = 0.98,
    k: int = 10,
    sample: int = 100,
    progress: Progress | None = None,
) -> Report:
    """Measure an index with one setting after another and recommend the cheapest that reaches `target`.

    Nothing is stored: that is `Session.store`. Raises `DBAPIError` when Postgres refuses.
    """
    settings = plan(index, k)
    steps = 1 + sum(map(len, settings))
    done = 0

    def measure(setting: Setting) -> Measurement:
        nonlocal done
        measurement = session.measure(index, truth, setting)
        done += 1
        if progress:
            progress("Searching through the index", done, steps)
        return measurement

    with session.snapshot():
        truth = session.truth(
            index, sample, k, progress and (lambda done, of: progress("Searching exactly", done, of))
        )
        now = measure(Setting())
        found = sweep(settings, target, measure)
    return Report(
        index=index,
        target=target,
        k=k,
        sampled=len(truth.queries),
        exact_p50_ms=truth.exact_p50_ms,
        now=now,
        found=tuple(found),
        recommended=recommend(found, target),
        warnings=tuple(_warnings(session, index)),
    )


def _warnings(session: Session, index: Index) -> list[str]:
    stored, warnings = index.stored, []
    if stored and stored.rows and index.rows and index.rows >= _GROWN * stored.rows:
        warnings.append(
            f"The stored setting was measured with about {stored.rows:,} rows; now there are {index.rows:,}."
        )
    if index.holds_sections and (finding := session.check_embeddings()):
        warnings.append(finding)
    return warnings
