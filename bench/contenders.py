"""Who is measured: each takes a question and returns rows whose first column is the section's id."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bench.questions import Question
from bench.server import BenchServer

Rows = Sequence[Sequence[Any]]

GUIDE = "guide's function"
GUIDE_INDEX = "guide's index, by hand"
EXACT = "exact scan"
VECS = "vecs"
FAISS = "faiss HNSW, in process"

CALL = "execute call(%(query)s, %(threshold)s, %(k)s, %(min_length)s)"
UNPREPARED = "select * from match_page_sections(%(query)s, %(threshold)s, %(k)s, %(min_length)s)"
# What a person sets who knows: the planner underrates the index, and filters cut a plain walk short.
# `Stage.by_hand_settings` adds the width of the walk.
BY_HAND = {
    "enable_seqscan": "off",
    "enable_sort": "off",
    "hnsw.iterative_scan": "strict_order",
    "plan_cache_mode": "force_generic_plan",
}
_INDEX_SCANS = """
    select coalesce(sum(s.idx_scan), 0)
    from pg_stat_user_indexes as s
    inner join pg_class as c on c.oid = s.indexrelid
    inner join pg_am as a on a.oid = c.relam
    where a.amname in ('hnsw', 'ivfflat')
"""


def ours(kind: str) -> str:
    """Return the name of our function over an index type."""
    return f"pgmatch: {kind}"


def by_hand(kind: str) -> str:
    """Return the name of the hand-written statement over the same index."""
    return f"by hand: {kind}"


def own(kind: str) -> str:
    """Return the name of the function that we make for a table of the user's."""
    return f"pgmatch, own table: {kind}"


def own_by_hand(kind: str) -> str:
    """Return the name of the hand-written statement on that table."""
    return f"own table, by hand: {kind}"


@dataclass(frozen=True)
class Cost:
    """What one call did in the server: pages found in shared buffers, pages read, vector index used."""

    hit: int
    read: int
    uses_index: bool


class Contender(Protocol):
    """Something that answers questions."""

    @property
    def name(self) -> str:
        """What tables call it."""

    def prepare(self, question: Question) -> Callable[[], Rows]:
        """Return the call, ready to be timed."""

    def cost(self, question: Question) -> Cost | None:
        """Make the call once and return its cost in the server; None where there is no server."""

    def close(self) -> None:
        """Give up connections and memory."""


class SqlContender:
    """A statement in a session of its own."""

    def __init__(
        self,
        name: str,
        server: BenchServer,
        database: str,
        call: str = CALL,
        *,
        prepare: str | None = None,
        settings: Mapping[str, str] | None = None,
        role: str | None = None,
    ) -> None:
        """Open the session with `settings`, as `role`, and run the statement `prepare` in it."""
        self.name = name
        self._call = call
        self._connection = server.connect(database, settings)
        self._cursor = self._connection.cursor()
        if role:
            self._cursor.execute(f"set role {role}")
        if prepare:
            self._cursor.execute(prepare)

    def prepare(self, question: Question) -> Callable[[], Rows]:
        """Return the call, its text composed already."""
        statement = self._cursor.mogrify(self._call, question.values)

        def call() -> Rows:
            self._cursor.execute(statement)
            return self._cursor.fetchall()

        return call

    def cost(self, question: Question) -> Cost:
        """Explain the call."""
        before = self._index_scans()
        self._cursor.execute(
            "explain (analyze, buffers, timing off, format json) " + self._call, question.values
        )
        hit, read = pages(self._cursor.fetchone())
        return Cost(hit, read, self._index_scans() > before)

    def close(self) -> None:
        """Close the session."""
        self._connection.close()

    def _index_scans(self) -> int:
        self._cursor.execute("select pg_stat_force_next_flush()")
        self._cursor.execute(_INDEX_SCANS)
        row = self._cursor.fetchone()
        return int(row[0]) if row else 0


def pages(plan: Sequence[Any] | None) -> tuple[int, int]:
    """Return pages hit and read of a plan that `explain (analyze, buffers, format json)` printed."""
    document = plan[0] if plan else []
    top = (json.loads(document) if isinstance(document, str) else document)[0]["Plan"]
    return (
        top["Shared Hit Blocks"] + top["Local Hit Blocks"],
        top["Shared Read Blocks"] + top["Local Read Blocks"],
    )
