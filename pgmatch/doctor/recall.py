"""What searches find of the true nearest sections, and whether the index has become worse."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from pgmatch.doctor.models import Finding, Patient
from pgmatch.doctor.registry import check
from pgmatch.index import Column, list_indexes
from pgmatch.index.columns import searched_columns
from pgmatch.tuning import Index, Measurement, Session, Setting
from pgmatch.tuning.confidence import upper_bound

_K = 10


@check(needs="owner")
def recall(patient: Patient) -> Iterator[Finding]:
    """Yield a finding where a sample of searches misses too many of the true nearest rows of a column."""
    for column in searched_columns(patient.connection) if patient.sample else ():
        if column.table_id in patient.unread:
            continue
        used = next((index for index in list_indexes(patient.connection, column) if index.is_used), None)
        # that there is no index is what index_missing tells
        if used is not None:
            yield from _measured(patient, column, used.name)


def _measured(patient: Patient, column: Column, name: str) -> Iterator[Finding]:
    session, progress = Session(patient.connection), patient.progress
    with session.snapshot():
        index = session.index(*((name, column.metric) if not column.is_default else ()))
        try:
            truth = session.truth(
                index, patient.sample, _K, progress and (lambda done, of: progress("recall", done, of))
            )
        except DBAPIError as error:
            if getattr(error.orig, "pgcode", None) != "22023":
                raise
            # no more rows than a search asks for, and it completes what an index gives
            return
        found = session.measure(index, truth, Setting())
    yield from judge_recall(index, found, len(truth.queries), patient.floor)


def judge_recall(index: Index, found: Measurement, sampled: int, floor: float) -> Iterator[Finding]:
    """Yield what is wrong with the recall of an index, the most telling sign only."""
    rows = "sections" if index.holds_sections else "rows"
    measured = f"{sampled} searches found {found.recall:.3f} of their {_K} nearest {rows}"
    name, stored = f"index {index.name}", index.stored
    words = ["pgmatch", "tune", *([] if index.holds_sections else ["--index", index.name])]
    words += ["--metric", index.metric] if index.kind == "binary" and not index.holds_sections else []
    tuned = f"{shlex.join(words)} --recall {max(0.95, floor):g} --store"
    # as surely as can be told from so few
    if stored and stored.recall and stored.k == _K and upper_bound(found.recall, sampled) < stored.recall:
        yield Finding(
            "warning",
            name,
            f"{measured}. It was {stored.recall:.3f} when the index was tuned on"
            f" {stored.measured_at:%Y-%m-%d}. Rows that changed since have made the index worse: a rebuild is"
            " due.",
            ("pgmatch index rebuild " + shlex.quote(index.name), tuned),
        )
    elif found.recall < floor:
        yield Finding(
            "warning",
            name,
            f"{measured}, the worst {found.worst_recall:.2f}; {floor:g} is expected.",
            (tuned,),
        )
    elif found.worst_recall == 0:
        yield Finding("warning", name, f"{measured}, but at least one found none of them.", (tuned,))
