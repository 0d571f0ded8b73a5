"""How much a run does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

EXPERIMENTS = {
    "latency": "every contender, 10 rows, on every dataset",
    "recall": "recall against latency for several values of ef_search",
    "k": "requests for 10, 100 and 1,000 rows",
    "filters": "filters that 100, 50, 10, 1 and 0.1 % of the rows pass",
    "thresholds": "a threshold that all reach, and one that none does",
    "short_texts": "the guide's function on short sections",
    "rls": "as anon under row level security, and as the owner",
    "anatomy": "where a call spends its time",
    "throughput": "queries per second under pgbench",
    "memory": "shared buffers that the index does not fit in",
    "growth": "the same search over more rows",
    "ingest": "rows per second for each way to load",
    "tenants": "tenants of 50 and 5 % of the rows",
    "defaults": "recall of the default settings on difficult data",
    "peers": "a filter of 1 %, beside @mastra/pg",
    "collections": "queries and upserts of a collection, beside vecs",
}
# what no other run measures
SEPARATELY = {"million": "our halfvec and binary indexes on a million rows, beside the statement by hand"}
# what is measured of a search: a run of its own, because the rest takes three times as long
SEARCHES = ("latency", "short_texts", "filters", "throughput", "tenants", "defaults", "peers")
CACHE = Path(__file__).with_name("cache")


@dataclass(frozen=True)
class Plan:
    """What to measure and for how long.

    `rows` are the sizes of the synthetic datasets. `budget` is how many seconds one contender may use in one
    comparison, `pgbench` pgbench's options for the length of a run. `corpus` is a folder of HTML files that
    replaces Debian's package.
    """

    rows: tuple[int, ...] = (10_000, 30_000, 100_000)
    dimensions: int = 1536
    with_docs: bool = True
    corpus: Path | None = None
    only: frozenset[str] = frozenset(EXPERIMENTS)
    questions: int = 100
    repeats: int = 5  # calls in a row, of which the quickest counts
    budget: float = 4.0
    pgbench: tuple[str, ...] = ("-T", "2")
    pgbench_rounds: int = 3  # in which all contenders take turns; the best of each counts
    ingest_rows: int = 1_000  # with a vector index; without one twice as many
    ingest_rounds: int = 3
    difficult_rows: int = 10_000
    peer_rows: int = 20_000
    collection_rows: int = 100_000
    small_dimensions: int = 384  # of the datasets with these numbers of rows
    million_rows: int = 1_000_000
    cold_questions: int = 30  # of those, with nothing in memory
    ks: tuple[int, ...] = (10, 100, 1000)
    seed: int = 1
    optional: bool = False  # leave out the contenders whose packages are missing, instead of refusing
    cache: Path = CACHE
    folder: Path | None = None  # where the server's temporary folder is made

    @property
    def middle(self) -> int:
        """The size of the synthetic dataset that the details are measured on."""
        return sorted(self.rows)[len(self.rows) // 2]


SMOKE = Plan(
    rows=(300, 600),
    dimensions=64,
    with_docs=False,
    questions=4,
    repeats=2,
    budget=0.2,
    pgbench=("-t", "4"),
    pgbench_rounds=1,
    ingest_rows=50,
    ingest_rounds=1,
    difficult_rows=600,
    peer_rows=600,
    collection_rows=600,
    small_dimensions=64,
    million_rows=600,
    cold_questions=3,
    ks=(10, 100),
    optional=True,
)
