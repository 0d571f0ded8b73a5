"""Which settings are tried, and which is the one to use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, sqrt

from pgmatch.tuning.models import Index, Measurement, Setting

# Each step costs about half as much again, so that the cheapest setting is met within that.
_EF_SEARCH = (10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640, 1000)
_PROBES = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 800, 1200, 2000, 3000, 5000, 8000, 12000)
# Less is tried on request only, as are fewer lists than their root. Untuned searches are more thorough.
_USUAL_EF_SEARCH = 40
_DEFAULT_OVERFETCH = 20
_OVERFETCH = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80)
_MOST_EF_SEARCH = 1000
_MOST_CANDIDATES = 10_000
_PATIENCE = 2  # steps without a gain


def plan(index: Index, k: int, *, below_default: bool = False) -> list[list[Setting]]:
    """Return the settings that may be tried, cheapest first; a list for each over-fetch of a binary index.

    Those below pgvector's default of ef_search, the root of the lists or our default of overfetch only if
    `below_default`.
    """
    if index.kind != "binary":
        return [_depths(index, k, None, below_default)]
    overfetches = [o for o in _OVERFETCH if k * o <= _MOST_CANDIDATES] or [1]
    if not below_default:
        overfetches = [o for o in overfetches if o >= _DEFAULT_OVERFETCH] or overfetches[-1:]
    return [_depths(index, k, overfetch, below_default) for overfetch in overfetches]


def _depths(index: Index, k: int, overfetch: float | None, below_default: bool) -> list[Setting]:
    if index.method == "ivfflat":
        lists = index.lists or 1
        least = 1 if below_default else ceil(sqrt(lists))
        steps = [*(p for p in _PROBES if least < p < lists), lists]
        steps = [least, *steps] if least < lists else steps
        return [Setting(probes=p, overfetch=overfetch) for p in steps]
    # with as many candidates as rows the walk ends before it has seen the next row, and goes round once more
    least = min(ceil(k * (overfetch or 1)) + 1, _MOST_EF_SEARCH)
    if overfetch is None:
        least = least if below_default else max(least, _USUAL_EF_SEARCH)
        steps = [least, *(e for e in _EF_SEARCH if e > least)]
    else:
        steps = sorted({min(least * factor, _MOST_EF_SEARCH) for factor in (1, 2, 4)})
    return [Setting(ef_search=e, overfetch=overfetch) for e in steps]


def sweep(
    settings: Sequence[Sequence[Setting]], target: float, measure: Callable[[Setting], Measurement]
) -> list[Measurement]:
    """Measure settings as `plan` gives them, in its order, as long as that can be of use.

    It ends when a setting finds everything, or when one surely reaches the recall `target` (0 to 1) and the
    next steps add nothing. A row of a binary index ends where searching it more thoroughly adds nothing: it
    takes a larger over-fetch then.
    """
    found: list[Measurement] = []
    best: list[Measurement] = []
    for row in settings:
        tried: list[Measurement] = []
        for setting in row:
            tried.append(measure(setting))
            if _is_enough(tried, target) or (len(settings) > 1 and _is_stalled(tried)):
                break
        found += tried
        best.append(max(tried, key=lambda measurement: measurement.recall))
        if _is_enough(best, target):
            break
    return found


def recommend(found: Sequence[Measurement], target: float, k: int) -> Measurement | None:
    """Return the measurement with the fewest pages a search of those that surely reach the recall `target`.

    One that missed nothing counts too. One with a query that found no true row at all is passed over if
    others have none; with a `k` of 1 that is nothing but a miss.

    Not the one with the least time: pages are the same in every run, and they are what takes the time once
    the index is larger than the memory.
    """
    enough = [one for one in found if one.low >= target or one.recall >= 1]
    return _cheapest([one for one in enough if one.worst_recall > 0 or k == 1] or enough)


def is_sure(found: Sequence[Measurement], best: Measurement | None, target: float) -> bool:
    """Whether no larger sample could change the recommendation `best` much.

    It could where a cheaper setting reaches the recall by its mean, or where `best` does only by that.
    """
    cheapest = _cheapest([one for one in found if one.recall >= target])
    return cheapest is None or (best is not None and best.low >= target and cheapest.pages >= best.pages)


def _cheapest(found: Sequence[Measurement]) -> Measurement | None:
    return min(found, key=lambda measurement: (measurement.pages, measurement.p50_ms), default=None)


def _is_enough(tried: Sequence[Measurement], target: float) -> bool:
    return tried[-1].recall >= 1 or (max(one.low for one in tried) >= target and _is_stalled(tried))


def _is_stalled(tried: Sequence[Measurement]) -> bool:
    recalls = [one.recall for one in tried]
    earlier = recalls[:-_PATIENCE]
    return bool(earlier) and max(recalls[-_PATIENCE:]) <= max(earlier)
