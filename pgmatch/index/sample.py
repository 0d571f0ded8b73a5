"""What a sample of the stored vectors tells about indexing them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from pgmatch.index.models import Column
from pgmatch.index.sql import about

_SIZE = 1000
_SAMPLE = """
    select count(*) as size, count(*) filter (where v.norm is null) as without,
      count(*) filter (where v.norm = 0) as zero,
      count(*) filter (where v.norm > 0 and abs(v.norm - 1) > 0.01) as not_normalized,
      coalesce(max(v.norm), 0) as longest, avg(v.positive) as positive
    from (
      select {extension}.{norm}(s.{column}) as norm,
        bit_count({extension}.binary_quantize(s.{column}))::float8
          / nullif({extension}.vector_dims(s.{column}), 0) as positive
      from {table} as s tablesample system (:percent) repeatable (0)
    ) as v
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """About 1,000 rows: how many have no vector, one of zeros, or one whose length is not 1 (within 1 %).

    `longest` is the greatest length; `positive` the mean share of numbers above 0, None without vectors.
    """

    size: int
    without: int
    zero: int
    not_normalized: int
    longest: float
    positive: float | None


def take_sample(connection: Connection, column: Column, rows: int) -> Sample:
    """Return what a sample of the rows tells; `rows` is about how many there are."""
    percent = min(100.0, 100 * _SIZE / max(rows, 1))
    norm = "vector_norm" if column.type == "vector" else "l2_norm"
    row = connection.execute(about(column, _SAMPLE, norm=norm), {"percent": percent}).one()
    return Sample(**row._mapping)
