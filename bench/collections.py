"""A collection of pgmatch beside one of vecs: upserts and queries end to end, each through its own client."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any

import numpy as np

from bench import copying, data, databases
from bench.contenders import BY_HAND, VECS, Contender, Rows, SqlContender
from bench.data import Dataset
from bench.plan import Plan
from bench.progress import timed
from bench.questions import Question
from bench.results import Ingest, Results
from bench.server import BenchServer
from bench.stage import Stage, closing_all
from pgmatch import collections
from pgmatch.migrate import upgrade

OURS = "pgmatch.collections"
CONTROL = f"control: {OURS} again"
SAME_INDEX = f"{VECS}, on the collection of {OURS}"
HAND = "by hand, prepared"
HOLDS = "both"  # the database with both collections
MEASURE = "cosine_distance"
CASES = {"no filter": None, "1 % pass": "hundredth"}
# what is there before the upsert: the vector index, and the records
INDEXES = {
    "none": "an empty collection without a vector index",
    "hnsw": "an empty collection with an HNSW index",
    "hnsw, filled": "the collection that is searched",
}


@dataclass(frozen=True)
class Side:
    """One of the clients, with a collection of its own to search and another to fill."""

    name: str
    client: Any
    dimension: int
    searched: str
    filled: str

    def collection(self, name: str) -> Any:
        """Return a collection, which is created if there is none."""
        return self.client.get_or_create_collection(name, dimension=self.dimension)


class CollectionContender:
    """A collection's `query`, as the guides call it; it returns ids and distances."""

    def __init__(self, name: str, collection: Any) -> None:
        """Query with this collection."""
        self.name = name
        self._collection = collection

    def prepare(self, question: Question) -> Callable[[], Rows]:
        """Return the call; sending the vector is part of it."""
        filters = {"source": {"$eq": question.source}} if question.source else None

        def call() -> Rows:
            rows: Rows = self._collection.query(
                data=question.vector,
                limit=question.k,
                filters=filters,
                measure=MEASURE,
                include_value=True,
            )
            return rows

        return call

    def cost(self, question: Question) -> None:
        """Return None: what counts is the time until the client has the rows."""

    def close(self) -> None:
        """Do nothing: the client belongs to both experiments."""


def compare(server: BenchServer, plan: Plan, results: Results) -> None:
    """Query both collections in turn, then upsert into both."""
    drawn = data.synthetic(plan.collection_rows, plan.dimensions, plan.questions, plan.seed)
    dataset = replace(drawn, name=f"collections_{drawn.rows}")
    results.datasets[dataset.name] = {"rows": dataset.rows, "dimensions": dataset.dimensions}
    stage = Stage(server, dataset, plan, results)
    with _sides(server, dataset) as sides:
        with timed(f"{dataset.name}: loading"):
            _load(server, dataset, sides)
        _query(stage, sides)
        for index in INDEXES:
            with timed(f"{dataset.name}: upserting, vector index: {index}"):
                _upsert(stage, sides, index)
    server.drop_database(databases.name(dataset, HOLDS))


@contextmanager
def _sides(server: BenchServer, dataset: Dataset) -> Iterator[Sequence[Side]]:
    database = databases.name(dataset, HOLDS)
    server.create_database(database)
    upgrade(server.url(database), "collections")
    clients: dict[str, Any] = {OURS: collections.create_client(server.url(database))}
    if find_spec("vecs"):
        clients[VECS] = databases.vecs_client(server, database)
    sides = [
        Side(name, client, dataset.dimensions, f"{name}: searched", f"{name}: filled")
        for name, client in clients.items()
    ]
    try:
        yield sides
    finally:
        for side in sides:
            side.client.disconnect()


def _load(server: BenchServer, dataset: Dataset, sides: Sequence[Side]) -> None:
    """Make the collections through each client, the rows by COPY, and the index through the client."""
    database = databases.name(dataset, HOLDS)
    for side in sides:
        for name in (side.searched, side.filled):
            side.collection(name)
        with closing(server.connect(database)) as connection:
            target = f'copy vecs."{side.searched}" (id, vec, metadata) from stdin (format binary)'
            for rows in copying.batches(dataset.rows):
                copying.copy(connection, target, copying.encoded(copying.record_rows(dataset, rows)))
        side.collection(side.searched).create_index(measure=MEASURE, method="hnsw")
    server.execute(database, "vacuum analyze", "create extension pg_prewarm")
    databases.warm(server, database)


def _query(stage: Stage, sides: Sequence[Side]) -> None:
    ours = sides[0].searched
    asked_for = [(side.name, side, side.searched) for side in sides]
    asked_for += [(CONTROL, sides[0], ours), *((SAME_INDEX, side, ours) for side in sides[1:])]
    contenders = [CollectionContender(name, side.collection(searched)) for name, side, searched in asked_for]
    with closing_all([*contenders]), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for case, source in CASES.items():
            asked, right = stage.questions(10, source), stage.truth(10, source)
            pairs = [(VECS, OURS), (SAME_INDEX, OURS), (OURS, HAND), (CONTROL, OURS)]
            hand = [] if source else [_by_hand(stage, ours)]
            with closing_all([*hand]):
                stage.compare("collections", case, [*contenders, *hand], asked, right, pairs)


def _by_hand(stage: Stage, collection: str) -> Contender:
    """Return the statement by hand, which scans the index as far as ours does."""
    return SqlContender(
        HAND,
        stage.server,
        databases.name(stage.dataset, HOLDS),
        "execute call(%(query)s, %(k)s)",
        prepare=databases.statement("by_hand_collection.sql", table=collection),
        settings={**BY_HAND, "hnsw.ef_search": "100"},
    )


def _upsert(stage: Stage, sides: Sequence[Side], index: str) -> None:
    """Upsert the same records with each client, in an order that changes with every round."""
    plan, dataset = stage.plan, stage.dataset
    is_filled = index == "hnsw, filled"
    count = min(dataset.rows, plan.ingest_rows if index != "none" else 2 * plan.ingest_rows)
    seconds: dict[str, list[float]] = {side.name: [] for side in sides}
    rng = np.random.default_rng(plan.seed)
    for side in sides:
        if index == "hnsw":
            side.collection(side.filled).create_index(measure=MEASURE, method="hnsw")
    for turn in range(plan.ingest_rounds):
        # new ones each time: what is replaced stays in the index until a vacuum
        records = _records(dataset, range(count), f"{turn} " if is_filled else "")
        for place in rng.permutation(len(sides)):
            side = sides[place]
            if not is_filled:
                stage.server.execute(databases.name(dataset, HOLDS), f'truncate vecs."{side.filled}"')
            collection = side.collection(side.searched if is_filled else side.filled)
            started = time.perf_counter()
            collection.upsert(records)
            seconds[side.name].append(time.perf_counter() - started)
    for name, times in seconds.items():
        stage.results.ingest.append(Ingest(name, index, count, times))


def _records(dataset: Dataset, rows: range, start: str) -> list[tuple[str, Any, dict[str, str]]]:
    """Return records as people have them after embedding: each with an array of numpy."""
    return [(f"{start}{row + 1}", dataset.embeddings[row], copying.metadata(dataset, row)) for row in rows]
