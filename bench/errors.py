"""What the benchmark refuses to go on with."""

from __future__ import annotations

from pgmatch.errors import PgmatchError


class BenchError(PgmatchError):
    """Something is missing that a run needs, or a contender did not do what it is measured for."""
