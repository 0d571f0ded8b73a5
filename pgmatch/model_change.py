"""Another embedding model for a column while people search: functions of the line queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from pgmatch.errors import PgmatchError
from pgmatch.lines import LINES

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

    from pgmatch.embedders import Embedder
    from pgmatch.index import Column
    from pgmatch.index.models import Metric

_HAS_LINE = """
    select true from pg_proc as p
    where p.proname = 'change_model'
      and p.pronamespace = (select n.oid from pg_namespace as n where n.nspname = 'pgmatch')
"""
_BEGIN = """
    select * from pgmatch.change_model(
      model => :model, target => cast(cast(:table as oid) as regclass), embedding => :embedding,
      content => :content, dimensions => :dimensions, metric => :metric, type => :type,
      normalized => :normalized, present_model => :present_model
    )
"""
_STATUS = """
    select s.target::oid as table_id, t.name as table, t.name || '.' || quote_ident(s.second) as second_name,
      s.index::text as index_name, s.*
    from pgmatch.model_status() as s
    cross join lateral pgmatch.full_name(s.target) as t (name)
"""
_ROW_FUNCTIONS = """
    select f::text from pgmatch.row_functions(cast(cast(:table as oid) as regclass)) as f
    where not exists (select 1 from pgmatch.model_changes() as c where c.target = cast(:table as oid))
"""
_INDEXES = "select * from pgmatch.model_indexes(cast(cast(:table as oid) as regclass), :embedding)"
_RECALL = """
    select m.sampled, m.recall, m.worst_recall
    from pgmatch.measure_recall(
      sample => :sample, k => :k, index => cast(:index as regclass), metric => :metric
    ) as m
"""
_OVERLAP = """
    select * from pgmatch.measure_overlap(:sample, :k, cast(cast(:table as oid) as regclass), :embedding)
"""
# what an index on the rows without an embedding of the second column is called, see pgmatch.model_gap_index
GAPS = "_gaps_idx"
_CALL = "select * from pgmatch.{function}(cast(cast(:table as oid) as regclass), :embedding, :force)"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of model that has begun, see `pgmatch.model_status` in SQL.

    `state` is "filling", "indexing", "ready", "switched" or "lost". `gaps` of the `rows` lack an embedding of
    the second column, whose model is `other_model`. If somebody has dropped it, what is known of it is None.
    """

    table_id: int
    table: str
    embedding: str
    second: str | None
    second_name: str | None
    state: str
    model: str | None
    dimensions: int
    metric: Metric
    other_model: str | None
    other_dimensions: int | None
    other_metric: Metric
    rows: int
    gaps: int | None
    waiting: int
    dead: int
    index: str | None
    next: str

    @property
    def key(self) -> dict[str, Any]:
        """What names it in a call."""
        return {"table": self.table_id, "embedding": self.embedding}


@dataclass(frozen=True, slots=True)
class Recall:
    """The share of the true nearest rows that searches through the new index find, 0 to 1."""

    sampled: int
    recall: float
    worst_recall: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """The share of the answers that both models give, 0 to 1; `counts[i]` rows have i of k in common."""

    sampled: int
    overlap: float
    lowest: float
    counts: list[int]


def check_installed(connection: Connection) -> None:
    """Raise `PgmatchError` without the line."""
    if connection.scalar(text(_HAS_LINE)) is None:
        raise PgmatchError(
            "the line queue, whose workers embed the rows, is not installed in this database",
            "Run `pgmatch alembic -n queue upgrade head`.",
        )


def begin(
    connection: Connection,
    column: Column,
    embedder: Embedder,
    *,
    content: str | None = None,
    metric: str | None = None,
    type_: str | None = None,
    present_model: str | None = None,
) -> int:
    """Begin a change to the model of an embedder, or go on with it; return how many rows were queued.

    The connection commits each statement.
    `content` is SQL over a row s; None for what workers embed already, else for what an ingest embeds.
    """
    line = LINES.get(column.line or "")
    given = {
        "model": embedder.name,
        "table": column.table_id,
        "embedding": column.bare_name,
        "content": content or (line.embedded if line else None),
        "dimensions": embedder.dimensions,
        "metric": metric,
        "type": type_,
        "normalized": embedder.normalized,
        "present_model": present_model,
    }
    queued = connection.scalar(text(_BEGIN), given)
    if queued is None:
        # the first call has locked the table, so it queues nothing
        queued = connection.scalar(text(_BEGIN), given)
    return int(queued)


def functions_at_risk(connection: Connection, column: Column) -> list[str]:
    """Return the functions that may fail when the table of a column gets a second one, before it has it."""
    return list(connection.scalars(text(_ROW_FUNCTIONS), {"table": column.table_id}))


def changes(connection: Connection) -> list[Change]:
    """Return the changes that have begun. Reads their tables."""
    return [_change(row) for row in connection.execute(text(_STATUS))]


def change_of(connection: Connection, column: Column | None = None) -> Change:
    """Return the change of a column, None for the only one. Raises `PgmatchError` unless there is one."""
    found = [
        each
        for each in changes(connection)
        if column is None or (each.table_id, each.embedding) == (column.table_id, column.bare_name)
    ]
    if not found:
        raise PgmatchError(
            f"no change of model has begun{f' for {column.full_name}' if column else ''}",
            "Begin it: pgmatch model change --to SPEC.",
        )
    if len(found) > 1:
        raise PgmatchError(
            f"several changes of a model have begun: {', '.join(each.table for each in found)}",
            "Name the column as schema.table.column.",
        )
    return found[0]


def missing_indexes(connection: Connection, change: Change) -> Sequence[Row[Any]]:
    """Return the name and the statement of each index that the change still lacks."""
    return connection.execute(text(_INDEXES), change.key).all()


def measure_recall(connection: Connection, change: Change, sample: int, k: int) -> Recall:
    """Measure the recall of the index on the second column."""
    given = {"sample": sample, "k": k, "index": change.index, "metric": change.other_metric}
    return Recall(**connection.execute(text(_RECALL), given).one()._mapping)


def measure_overlap(connection: Connection, change: Change, sample: int, k: int) -> Overlap:
    """Measure how many answers both models have in common."""
    given = {"sample": sample, "k": k, **change.key}
    return Overlap(**connection.execute(text(_OVERLAP), given).one()._mapping)


def switch(connection: Connection, change: Change, *, force: bool = False) -> None:
    """Let searches use the new embeddings."""
    _call(connection, "switch_model", change, force)


def switch_back(connection: Connection, change: Change, *, force: bool = False) -> None:
    """Let searches use the earlier embeddings again."""
    _call(connection, "switch_model_back", change, force)


def clean(connection: Connection, change: Change, *, force: bool = False) -> None:
    """Drop the column that searches do not use, and end the change."""
    _call(connection, "clean_model", change, force)


def _call(connection: Connection, function: str, change: Change, force: bool) -> None:
    connection.execute(text(_CALL.format(function=function)), {**change.key, "force": force})


def _change(row: Row[Any]) -> Change:
    known = {**row._mapping, "index": row.index_name}
    return Change(**{name: known[name] for name in Change.__dataclass_fields__})
