"""What is shown of the answers, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.answers.ask import LEGS, ONE, ROWS, WAYS, Answer
from bench.answers.questions import KINDS
from bench.answers.scores import auc, difference, hits, kept, of_way, reciprocal_ranks
from bench.report import Table
from bench.statistics import Interval, Numbers, mean_interval

THRESHOLDS = (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.78)


def tables(answers: Sequence[Answer]) -> list[Table]:
    """Return all tables of a run; those of a question with an answer first."""
    answerable = [answer for answer in answers if answer.question.is_answerable]
    return [
        _legs(answerable),
        _differences(answerable),
        _manuals(answerable),
        _kinds(answerable),
        _nothing_found(answers),
        _thresholds(answers),
    ]


def compared(answers: Sequence[Answer], earlier: Sequence[Answer]) -> Table:
    """Return how the mean reciprocal rank differs from that of an earlier run of the same questions."""
    rows = [
        (kind, *(_signed(difference(_of(answers, leg, kind), _of(earlier, leg, kind))) for leg in LEGS))
        for kind in ("all", *KINDS)
        if _of(answers, "vector", kind)
    ]
    return Table("difference from the earlier run, MRR@10", ["kind", *LEGS], rows)


def _legs(answers: Sequence[Answer]) -> Table:
    rows = []
    for way in WAYS:
        found = of_way(answers, way)
        shares = [f"{hits(found, depth).mean():.2f}" for depth in (1, 3, ROWS)]
        different = np.mean([len(set(answer.found)) for answer in found])
        rows.append((way, _plain(mean_interval(reciprocal_ranks(found))), *shares, f"{different:.1f}"))
    columns = ["search", "MRR@10 [95 %]", "hit@1", "hit@3", "hit@10", "sections in 10 rows"]
    return Table(f"{len(of_way(answers, 'vector'))} questions with an answer", columns, rows)


def _differences(answers: Sequence[Answer]) -> Table:
    pairs = [("hybrid", "vector"), ("hybrid", "text"), *((f"{leg}{ONE}", leg) for leg in LEGS)]
    rows = [
        (f"{one} - {other}", _signed(difference(of_way(answers, one), of_way(answers, other))))
        for one, other in pairs
    ]
    return Table("the same questions, MRR@10", ["searches", "difference [95 %]"], rows)


def _manuals(answers: Sequence[Answer]) -> Table:
    names = sorted({answer.question.manual for answer in answers})
    rows = []
    for name in names:
        found = [answer for answer in answers if answer.question.manual == name]
        figures = [_plain(mean_interval(reciprocal_ranks(of_way(found, leg)))) for leg in LEGS]
        rows.append((name, str(len(of_way(found, "vector"))), *figures))
    return Table("MRR@10 by manual", ["manual", "questions", *LEGS], rows)


def _kinds(answers: Sequence[Answer]) -> Table:
    rows = []
    for kind in KINDS:
        found = {leg: _of(answers, leg, kind) for leg in LEGS}
        if not found["vector"]:
            continue
        figures = {leg: mean_interval(reciprocal_ranks(each)) for leg, each in found.items()}
        better = max(("vector", "text"), key=lambda leg: figures[leg].value)
        rows.append(
            (
                kind,
                str(len(found["vector"])),
                *map(_plain, figures.values()),
                f"{_signed(difference(found['hybrid'], found[better]))} ({better})",
            )
        )
    return Table("MRR@10 by kind", ["kind", "questions", *LEGS, "hybrid - better leg"], rows)


def _nothing_found(answers: Sequence[Answer]) -> Table:
    """Return how well a figure of the first row tells questions with an answer from those without."""
    measured = [
        ("vector: similarity", *_split(of_way(answers, "vector"), "similarity")),
        ("hybrid: score", *_split(of_way(answers, "hybrid"), "score")),
        ("hybrid: similarity", *_split(of_way(answers, "hybrid"), "similarity")),
    ]
    rows = [
        (name, f"{auc(right, wrong):.2f}", _spread(right), _spread(wrong))
        for name, right, wrong in measured
        if len(right) and len(wrong)
    ]
    columns = ["figure", "AUC", "with an answer: 5, 50, 95 %", "without: 5, 50, 95 %"]
    return Table("telling that nothing was found", columns, rows)


def _thresholds(answers: Sequence[Answer]) -> Table:
    """Return what a threshold leaves of a vector search, of which 10 rows are looked at."""
    found = of_way(answers, "vector")
    any_row, wrong = _split(found, "similarity")
    right = np.array([each.right_similarity for each in found if each.right_similarity is not None])
    rows = [
        (f"{threshold:.2f}", *(f"{share:.0%}" for share in shares))
        for threshold in THRESHOLDS
        if len(right) and len(wrong)
        for shares in [(kept(any_row, threshold), kept(right, threshold), 1 - kept(wrong, threshold))]
    ]
    columns = ["match_threshold", "with an answer: keep a row", "keep the right row", "without: get no row"]
    return Table("thresholds", columns, rows)


def _of(answers: Sequence[Answer], leg: str, kind: str) -> list[Answer]:
    return [
        answer
        for answer in of_way(answers, leg)
        if answer.question.is_answerable and kind in {"all", answer.question.kind}
    ]


def _split(answers: Sequence[Answer], figure: str) -> tuple[Numbers, Numbers]:
    """Return a figure of the answerable questions and of the others; 0 for a search without rows."""
    parts: tuple[list[float], list[float]] = ([], [])
    for answer in answers:
        parts[not answer.question.is_answerable].append(getattr(answer, figure) or 0.0)
    return np.array(parts[0]), np.array(parts[1])


def _spread(values: Numbers) -> str:
    return ", ".join(f"{value:.3g}" for value in np.percentile(values, [5, 50, 95]))


def _plain(interval: Interval) -> str:
    return f"{interval.value:.3f} [{interval.low:.2f}, {interval.high:.2f}]"


def _signed(interval: Interval) -> str:
    return f"{interval.value:+.3f} [{interval.low:+.3f}, {interval.high:+.3f}]"
