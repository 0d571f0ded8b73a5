"""A whole tuning: the truth once, then one setting after another."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from pgmatch.tuning.models import Index, Measurement, Setting
from pgmatch.tuning.session import Session
from pgmatch.tuning.sweep import is_sure, plan, recommend, sweep

_LARGER = 4  # times the sample, where it is too small to tell settings apart
_MOST = 10_000  # queries
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
    below_default: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Measure an index with one setting after another and recommend the cheapest sure to reach `target`.

    Where a `sample` is too small to be sure, all is measured again with one four times as large. Settings
    less thorough than the default are tried only if `below_default`.

    Nothing is stored: that is `Session.store`. Raises `DBAPIError` when Postgres refuses.
    """
    settings = plan(index, k, below_default=below_default)
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
        for size in (sample, min(_LARGER * sample, _MOST)):
            truth = session.truth(
                index, size, k, progress and (lambda done, of: progress("Searching exactly", done, of))
            )
            done = 0
            now = measure(Setting())
            found = sweep(settings, target, measure)
            best = recommend(found, target, k)
            if truth.is_whole or is_sure(found, best, target):
                break
    return Report(
        index=index,
        target=target,
        k=k,
        sampled=len(truth.queries),
        exact_p50_ms=truth.exact_p50_ms,
        now=now,
        found=tuple(found),
        recommended=best,
        warnings=(*_of_misses(now, best, k), *_warnings(session, index)),
    )


def _of_misses(now: Measurement, best: Measurement | None, k: int) -> list[str]:
    """Return what to say where a query found none of its true rows; with a `k` of 1 that is any miss."""
    if k == 1:
        return []
    if best and best.worst_recall == 0:
        return [
            f"With {best.setting} some search still finds none of its {k} nearest rows. Rebuild the index."
        ]
    if now.worst_recall == 0:
        return [f"Some search finds none of its {k} nearest rows now."]
    return []


def _warnings(session: Session, index: Index) -> list[str]:
    stored, warnings = index.stored, []
    if stored and stored.rows and index.rows and index.rows >= _GROWN * stored.rows:
        warnings.append(
            f"The stored setting was measured with about {stored.rows:,} rows; now there are {index.rows:,}."
        )
    if index.is_searched and (finding := session.check_embeddings(index)):
        warnings.append(finding)
    return warnings
