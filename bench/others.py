"""The contenders that are not SQL of ours: vecs and faiss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench import databases
from bench.contenders import FAISS, VECS, Cost, Rows, SqlContender
from bench.data import Dataset
from bench.questions import Question
from bench.server import BenchServer


class VecsContender:
    """A collection's `query`, as vecs' own documentation calls it; it returns ids and distances only."""

    name = VECS

    def __init__(self, server: BenchServer, dataset: Dataset) -> None:
        """Open vecs' client."""
        database = databases.name(dataset, databases.VECS)
        self._client = databases.vecs_client(server, database)
        self._collection = self._client.get_or_create_collection(
            databases.COLLECTION, dimension=dataset.dimensions
        )
        self._twin = SqlContender(VECS, server, database, _VECS_CALL, settings={"hnsw.ef_search": "40"})

    def prepare(self, question: Question) -> Callable[[], Rows]:
        """Return the call; rendering the vector is part of it."""
        filters = {"source": {"$eq": question.source}} if question.source else None

        def call() -> Rows:
            rows: Rows = self._collection.query(
                data=question.vector,
                limit=question.k,
                filters=filters,
                measure="max_inner_product",
                include_value=True,
            )
            return rows

        return call

    def cost(self, question: Question) -> Cost:
        """Explain the statement that vecs sends for a question without filter."""
        return self._twin.cost(question)

    def close(self) -> None:
        """Close both sessions."""
        self._twin.close()
        self._client.disconnect()


_VECS_CALL = f"""
    select id, vec <#> %(query)s as distance from vecs.{databases.COLLECTION}
    where (%(source)s is null or metadata -> 'source' = to_jsonb(%(source)s::text))
    order by vec <#> %(query)s limit %(k)s
"""


class FaissContender:
    """The physical limit: the same kind of graph in this process's memory, no database around it."""

    name = FAISS

    def __init__(self, dataset: Dataset, index: Any) -> None:
        """Search an index that `faiss_index` built, with one thread."""
        import faiss

        faiss.omp_set_num_threads(1)
        self._rows = dataset.rows
        self._index = index

    def prepare(self, question: Question) -> Callable[[], Rows]:
        """Return the call; faiss knows no filter and no threshold."""
        self._index.hnsw.efSearch = max(question.ef_search, question.k)
        vector = question.vector[None, :]

        def call() -> Rows:
            _, rows = self._index.search(vector, question.k)
            return [(row + 1,) for row in rows[0].tolist() if row >= 0]

        return call

    def cost(self, question: Question) -> None:
        """Return None: no pages."""

    def close(self) -> None:
        """Do nothing."""


def faiss_index(dataset: Dataset) -> Any:
    """Return an HNSW index of the same parameters as pgvector's defaults."""
    import faiss

    index = faiss.IndexHNSWFlat(dataset.dimensions, 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 64
    index.add(dataset.embeddings)
    return index
