"""What is shown of the questions that were asked through `pgmatch.serve`, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from bench.answers.asked import SEARCHES, Asked
from bench.answers.questions import FAR, KINDS, UNANSWERABLE
from bench.report import Table

THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.78)
COLUMNS = ["sources hold the answer", "unanswerable: don't know", "far off: don't know"]
OVER_HTTP = "over HTTP: the same sources"
SHORT = ["sources hold", "unanswerable", "far off"]


def asked_tables(asked: Sequence[Asked]) -> list[Table]:
    """Return all tables of a run."""
    return [_manuals(asked), _thresholds(asked), _kinds(asked), _misses(asked)]


def _manuals(asked: Sequence[Asked]) -> Table:
    rows = []
    for manual in (*dict.fromkeys(each.question.manual for each in asked), "all"):
        for search in SEARCHES:
            found = [
                each for each in asked if each.search == search and manual in ("all", each.question.manual)
            ]
            shares = _shares(found, lambda each: each.holds, lambda each: not each.is_known)
            rows.append((manual, search, *shares, _share(each.served == each.sources for each in found)))
    return Table("answers of ask", ["manual", "search", *COLUMNS, OVER_HTTP], rows, names=2)


def _thresholds(asked: Sequence[Asked]) -> Table:
    """Return what other thresholds would do to a hybrid search, for each manual by itself."""
    manuals = list(dict.fromkeys(each.question.manual for each in asked))
    rows = []
    for threshold in THRESHOLDS:
        cells: list[str] = []
        for manual in manuals:
            found = [each for each in asked if each.search == "hybrid" and each.question.manual == manual]
            cells += _shares(
                found,
                lambda each: each.holds_above(threshold),  # noqa: B023 - called at once
                lambda each: each.nearest <= threshold,  # noqa: B023
            )
        rows.append((f"{threshold:.2f}", *cells))
    columns = [f"{manual}: {column}" for manual in manuals for column in SHORT]
    return Table("thresholds of ask, hybrid search", ["threshold", *columns], rows)


def _kinds(asked: Sequence[Asked]) -> Table:
    rows = []
    for kind in KINDS:
        found = [each for each in asked if each.question.kind == kind and each.search == "hybrid"]
        if found and kind != UNANSWERABLE:
            unknown = _share(not each.is_known for each in found)
            rows.append((kind, str(len(found)), _share(each.holds for each in found), unknown))
    return Table(
        "answers of ask by kind, hybrid search", ["kind", "questions", COLUMNS[0], "don't know"], rows
    )


def _misses(asked: Sequence[Asked]) -> Table:
    """Return each question whose answer has no right source, and each far-off one that has an answer."""
    rows = [
        (
            each.question.text.replace("|", "\\|"),
            each.question.kind,
            ", ".join(each.sources[:2]) or "don't know",
        )
        for each in asked
        if each.search == "hybrid"
        and (each.is_known if each.question.kind == FAR else each.question.is_answerable and not each.holds)
    ]
    return Table("misses of ask, hybrid search", ["question", "kind", "first sources"], rows, names=3)


def _shares(
    asked: Sequence[Asked], holds: Callable[[Asked], bool], is_unknown: Callable[[Asked], bool]
) -> list[str]:
    """Return the figures of `COLUMNS`."""
    return [
        _share(holds(each) for each in asked if each.question.is_answerable),
        *(
            _share(is_unknown(each) for each in asked if each.question.kind == kind)
            for kind in (UNANSWERABLE, FAR)
        ),
    ]


def _share(hits: Iterable[bool]) -> str:
    counted = list(hits)
    return f"{np.mean(counted):.0%} of {len(counted)}" if counted else "-"
