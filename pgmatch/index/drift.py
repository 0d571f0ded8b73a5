"""Whether the lists of an IVFFlat index still suit the rows: measured on a sample of old and new ones.

k-means has placed the lists among the rows that were there at the build; later rows go to the nearest one.
The new rows are told from the old by their transaction, which is younger than the index. Where the lists suit
them they are as near to the middle of their list as the old rows are, and it is about as long.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.index.models import Column, Index
from pgmatch.index.plan import OPERATORS
from pgmatch.index.sql import about

_SAMPLE = 1000  # rows whose age is looked at
_LOOKED_AT = 20  # old, and new rows whose lists are read
_FEW = 0.1  # share of new, or of old rows, below which nothing is compared
_FARTHER = 0.05  # from the middle of the list; for embeddings of real text the standard error is 0.03
_ERRORS = 3  # so many standard errors are no chance
_LONGER = 2

_MAY_READ = """
    select has_table_privilege(cast(:table as oid), 'select') and not row_security_active(cast(:table as oid))
"""
_AGES = """
    select s.ctid::text as row, age(s.xmin) < least(age(x.xmin), age(c.xmin)) as is_new
    from {table} as s tablesample system (:percent) repeatable (0)
    cross join pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    where s.{column} is not null and x.indexrelid = :index
"""
_ROW = "(select s.{column} from {table} as s where s.ctid = :row)"
_SIGNS = "{extension}.binary_quantize(" + _ROW + ")"
# With one probe the index returns the rows of one list, the one that the row itself is in.
_LIST = """
    select count(*) as length, {extension}.avg(l.v) operator({extension}.<->) %s as distance
    from (
      select s.{column} as v from {table} as s
      order by {expression} operator({extension}.{operator}) %s::{type}
    ) as l
"""
_ONE_LIST = """
    select set_config(k, v, true) from unnest(
      '{ivfflat.probes, ivfflat.iterative_scan, hnsw.ef_search, enable_seqscan, enable_sort, jit}'::text[],
      '{1, off, 1000, off, off, off}'::text[]
    ) as s (k, v)
"""


@dataclass(frozen=True, slots=True)
class Drift:
    """How the rows that came after the build differ from those before it.

    `new_rows` is their share, 0 to 1. `distance` is how far they are from the middle of their lists, with its
    standard `error`, and `length` how long their lists are, both as multiples of the same for the old rows;
    None where there are too few new or old rows to compare.
    """

    new_rows: float
    distance: float | None = None
    error: float | None = None
    length: float | None = None

    @property
    def has_drifted(self) -> bool:
        """Whether the lists do not suit the new rows, or hardly one of the old ones is left."""
        if self.distance is None or self.error is None or self.length is None:
            return self.new_rows > 1 - _FEW
        return self.distance - 1 > max(_FARTHER, _ERRORS * self.error) or self.length > _LONGER


def measure_drift(connection: Connection, column: Column, index: Index, rows: int) -> Drift | None:
    """Return how the rows have changed since an IVFFlat index was built; None where it cannot be measured.

    `rows` is about how many there are. Reads up to 40 lists, within the caller's transaction. It cannot be
    measured without rows, where row level security hides some, and where the planner takes another index for
    the same ordering. New rows that are near to the middle of lists that do not keep their neighbours
    together are not seen: that is what measuring the recall shows.
    """
    if not rows or not connection.scalar(text(_MAY_READ), {"table": column.table_id}):
        return None
    given = {"index": index.id, "percent": min(100.0, 100 * _SAMPLE / rows)}
    sample = connection.execute(about(column, _AGES), given).all()
    if not sample:
        return None
    new = [row.row for row in sample if row.is_new]
    old = [row.row for row in sample if not row.is_new]
    share = len(new) / len(sample)
    if not _FEW <= share <= 1 - _FEW:
        return Drift(share)
    looked_at = [*_some(new), *_some(old)]
    with connection.begin_nested() as savepoint:
        connection.execute(text(_ONE_LIST))
        lists = _lists(connection, column, index, looked_at)
        savepoint.rollback()
    middle = len(_some(new))
    return _compared(share, lists[:middle], lists[middle:])


def _some(rows: Sequence[str]) -> list[str]:
    return list(rows[:: max(1, len(rows) // _LOOKED_AT)])[:_LOOKED_AT]


def _lists(
    connection: Connection, column: Column, index: Index, rows: Sequence[str]
) -> list[tuple[int, float | None]]:
    """Return the length of each row's list and the row's distance from the middle of it."""
    query = _SIGNS if index.kind == "binary" else _ROW
    statement = about(
        column,
        _LIST % (_ROW, query),
        expression=index.expression,
        operator=OPERATORS[index.metric],
        type=index.type_name,
    )
    plan = connection.scalar(text(f"explain (format json) {statement.text}"), {"row": rows[0]})
    if f'"Index Name": {json.dumps(index.bare_name)}' not in json.dumps(plan):
        return []
    found = [connection.execute(statement, {"row": row}).one() for row in rows]
    return [(row.length, row.distance) for row in found]


def _compared(
    share: float, new: Sequence[tuple[int, float | None]], old: Sequence[tuple[int, float | None]]
) -> Drift | None:
    of_new, of_old = ([d for _, d in lists if d is not None] for lists in (new, old))
    if min(len(of_new), len(of_old)) < 2 or not fmean(of_old):
        return None
    distance = fmean(of_new) / fmean(of_old)
    error = math.hypot(_error(of_new), fmean(of_new) / fmean(of_old) * _error(of_old)) / fmean(of_old)
    return Drift(share, distance, error, fmean(n for n, _ in new) / fmean(n for n, _ in old))


def _error(values: Sequence[float]) -> float:
    return stdev(values) / math.sqrt(len(values))
