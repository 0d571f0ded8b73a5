"""The calls of a measurement, in one transaction."""

from __future__ import annotations

import shlex
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from pgmatch.errors import PgmatchError
from pgmatch.index.columns import find_relation
from pgmatch.lines import DEFAULT
from pgmatch.tuning.confidence import lower_bound
from pgmatch.tuning.models import Index, Measurement, Setting, Stored, Truth

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

_INDEX = """
    select m.index::text as name, m.target::text as table_name, m.column_name, m.method, m.kind, m.metric,
      m.lists, nullif(c.reltuples, -1)::bigint as rows,
      s.target is not null as is_searched, coalesce(s.line = :line, false) as holds_sections
    from pgmatch.measured_index(cast(:index as regclass), :metric) as m
    inner join pg_class as c on c.oid = m.target
    left join pgmatch.search as s on s.target = m.target and s.embedding = m.column_name
"""
_INDEXES = """
    select v.index::text
    from pgmatch.vector_indexes(cast(:table as regclass), :column) as v
    where v.complete order by v.size, v.index
"""
_STORED = """
    select t.ef_search, t.probes, t.overfetch, t.k, t.recall, t.rows, t.measured_at
    from pgmatch.tuning_of(cast(:index as regclass)) as t
"""
_QUERIES = """
    select q::text
    from unnest(pgmatch.recall_queries(cast(:table as regclass), :column, :sample, :k)) as q
"""
_EXACT = """
    select e.query::text, e.farthest, e.ms
    from pgmatch.nearest_exact(
      cast(:index as regclass), array[cast(:query as pgmatch.row_place)], :k, :metric
    ) as e
"""
_MEASURE = """
    select m.recall, m.worst_recall, m.p50_ms, m.p95_ms, m.pages_hit, m.pages_read
    from pgmatch.measure_search(
      cast(:index as regclass), cast(:queries as pgmatch.row_place[]), :farthest, :k,
      :ef_search, :probes, :overfetch, :metric
    ) as m
"""
_CHECK = "select c.finding from pgmatch.check_embeddings(cast(:table as regclass), :column) as c"
_TUNE = """
    select pgmatch.tune_index(cast(:index as regclass), :ef_search, :probes, :overfetch, :k, :recall)
"""

# Called with how many queries are done, and how many there are.
Progress = Callable[[int, int], None]


class Session:
    """A connection of somebody who sees all rows of the table, and its measurements.

    Every method raises `DBAPIError` when Postgres refuses.
    """

    def __init__(self, connection: Connection) -> None:
        """Measure on a connection of its own, in whose transactions nothing else is done."""
        self._connection = connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Keep the table as it is seen now until the context ends; nothing can be written meanwhile.

        What is true stays so, whoever writes. As during a dump, vacuum keeps the rows that die meanwhile. No
        statement is cut off for the time that it takes.
        """
        self._connection.rollback()
        try:
            self._connection.execute(text("set transaction isolation level repeatable read, read only"))
            self._connection.execute(text("set local statement_timeout = 0"))
            yield
        finally:
            self._connection.rollback()

    def only_index(self, table: str, column: str) -> str:
        """Return the name of a column's only vector index; raise `PgmatchError` where it has none or more."""
        self._check_name(table, "Quote it as in SQL, with its schema: shop.items.")
        names = self._connection.scalars(text(_INDEXES), {"table": table, "column": column}).all()
        if len(names) == 1:
            return str(names[0])
        if not names:
            raise PgmatchError(
                f"column {column} of {table} has no valid HNSW or IVFFlat index of all rows",
                f"Build one first: pgmatch index create {shlex.quote(f'{table}.{column}')}",
            )
        raise PgmatchError(
            f"column {column} of {table} has {len(names)} vector indexes",
            f"Name one with --index: {', '.join(names)}.",
        )

    def index(self, name: str | None = None, metric: str | None = None) -> Index:
        """Return an index by its name; without one that which searches of sections use.

        `metric` is needed for a binary index of a column that no function of pgmatch searches.
        """
        if name is not None:
            self._check_name(name, "`pgmatch index list` shows the vector indexes of a column.")
        row = self._row(_INDEX, index=name, metric=metric, line=DEFAULT)
        return Index(
            name=row.name,
            table=row.table_name,
            column=row.column_name,
            method=row.method,
            kind=row.kind,
            metric=row.metric,
            lists=row.lists,
            rows=row.rows,
            is_searched=row.is_searched,
            holds_sections=row.holds_sections,
            stored=self._stored(row.name),
        )

    def truth(self, index: Index, sample: int, k: int, progress: Progress | None = None) -> Truth:
        """Search exactly for the `k` rows nearest to each of `sample` rows of the table."""
        given = {"table": index.table, "column": index.column, "sample": sample, "k": k}
        queries = self._connection.scalars(text(_QUERIES), given).all()
        rows = []
        for done, query in enumerate(queries, start=1):
            rows.append(self._row(_EXACT, index=index.name, query=query, k=k, metric=index.metric))
            if progress:
                progress(done, len(queries))
        return Truth(
            k=k,
            queries=tuple(row.query for row in rows),
            farthest=tuple(row.farthest for row in rows),
            exact_p50_ms=statistics.median(row.ms for row in rows),
            is_whole=len(rows) < sample,
        )

    def measure(self, index: Index, truth: Truth, setting: Setting) -> Measurement:
        """Search for every query through the index and compare with the truth."""
        row = self._row(
            _MEASURE,
            index=index.name,
            queries=list(truth.queries),
            farthest=list(truth.farthest),
            k=truth.k,
            metric=index.metric,
            **_values(setting),
        )
        low = row.recall if truth.is_whole else lower_bound(row.recall, len(truth.queries))
        return Measurement(setting, low=low, **row._mapping)

    def store(self, index: Index, k: int, measurement: Measurement) -> None:
        """Have searches use a setting from now on; what the session or an argument says wins over it."""
        self._tune(index, k=k, recall=measurement.recall, **_values(measurement.setting))

    def forget(self, index: Index) -> None:
        """Have searches use the defaults again."""
        self._tune(index, k=None, recall=None, **_values(Setting()))

    def check_embeddings(self, index: Index) -> str | None:
        """Return what harms searches about the embeddings of a declared column; None for nothing."""
        given = {"table": index.table, "column": index.column}
        finding: str | None = self._connection.scalar(text(_CHECK), given)
        return finding

    def _stored(self, name: str) -> Stored | None:
        row = self._connection.execute(text(_STORED), {"index": name}).one_or_none()
        if row is None:
            return None
        return Stored(
            Setting(row.ef_search, row.probes, row.overfetch), row.k, row.recall, row.rows, row.measured_at
        )

    def _check_name(self, name: str, hint: str) -> None:
        if find_relation(self._connection, name) is None:
            raise PgmatchError(f"relation {name} does not exist", hint)

    def _tune(self, index: Index, **values: Any) -> None:
        self._connection.execute(text(_TUNE), {"index": index.name, **values})
        self._connection.commit()

    def _row(self, statement: str, **values: Any) -> Row[Any]:
        return self._connection.execute(text(statement), values).one()


def _values(setting: Setting) -> dict[str, int | float | None]:
    return {
        "ef_search": setting.ef_search,
        "probes": setting.probes,
        "overfetch": setting.overfetch,
    }
