"""Which settings are tried, and which is the one to use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from pgmatch.tuning.models import Index, Measurement, Setting

# Each step costs about half as much again, so that the cheapest setting is met within that.
_EF_SEARCH = (10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640, 1000)
_PROBES = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 800, 1200, 2000, 3000, 5000, 8000, 12000)
_OVERFETCH = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80)
_MOST_EF_SEARCH = 1000
_MOST_CANDIDATES = 10_000
_PATIENCE = 2  # steps without a gain


def plan(index: Index, k: int) -> list[list[Setting]]:
    """Return the settings that may be tried, cheapest first; a list for each over-fetch of a binary index."""
    if index.kind != "binary":
        return [_depths(index, k, None)]
    overfetches = [o for o in _OVERFETCH if k * o <= _MOST_CANDIDATES] or [1]
    return [_depths(index, k, overfetch) for overfetch in overfetches]


def _depths(index: Index, k: int, overfetch: float | None) -> list[Setting]:
    if index.method == "ivfflat":
        lists = index.lists or 1
        return [Setting(probes=p, overfetch=overfetch) for p in (*(p for p in _PROBES if p < lists), lists)]
    # with as many candidates as rows the walk ends before it has seen the next row, and goes round once more
    least = min(ceil(k * (overfetch or 1)) + 1, _MOST_EF_SEARCH)
    if overfetch is None:
        steps = [least, *(e for e in _EF_SEARCH if e > least)]
    else:
        steps = sorted({min(least * factor, _MOST_EF_SEARCH) for factor in (1, 2, 4)})
    return [Setting(ef_search=e, overfetch=overfetch) for e in steps]


def sweep(
    settings: Sequence[Sequence[Setting]], target: float, measure: Callable[[Setting], Measurement]
) -> list[Measurement]:
    """Measure settings as `plan` gives them, in its order, as long as that can be of use.

    It ends when a setting finds everything, or when one reaches the recall `target` (0 to 1) and the next
    steps add nothing. A row of a binary index ends where searching it more thoroughly adds nothing: it takes
    a larger over-fetch then.
    """
    found: list[Measurement] = []
    best: list[float] = []
    for row in settings:
        recalls: list[float] = []
        for setting in row:
            found.append(measure(setting))
            recalls.append(found[-1].recall)
            if _is_enough(recalls, target) or (len(settings) > 1 and _is_stalled(recalls)):
                break
        best.append(max(recalls))
        if _is_enough(best, target):
            break
    return found


def recommend(found: Sequence[Measurement], target: float) -> Measurement | None:
    """Return the measurement with the fewest pages a search among those that reach the recall `target`.

    Not the one with the least time: pages are the same in every run, and they are what takes the time once
    the index is larger than the memory.
    """
    enough = [measurement for measurement in found if measurement.recall >= target]
    return min(enough, key=lambda measurement: (measurement.pages, measurement.p50_ms), default=None)


def _is_enough(recalls: Sequence[float], target: float) -> bool:
    return recalls[-1] >= 1 or (max(recalls) >= target and _is_stalled(recalls))


def _is_stalled(recalls: Sequence[float]) -> bool:
    earlier = recalls[:-_PATIENCE]
    return bool(earlier) and max(recalls[-_PATIENCE:]) <= max(earlier)
