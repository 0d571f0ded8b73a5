"""A collection: vectors, each with an id and metadata."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sized
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pgmatch.client.embedding import vector_text
from pgmatch.collections.adapters import Adapter, AdapterContext, one_vector
from pgmatch.collections.checks import (
    checked_filters,
    checked_ids,
    checked_limit,
    checked_probes,
    one_of,
)
from pgmatch.collections.errors import raising
from pgmatch.collections.exc import ArgError, CollectionAlreadyExists, MismatchedDimension
from pgmatch.collections.indexes import (
    IndexArgs,
    IndexMeasure,
    IndexMethod,
    known_kind,
    known_measure,
    known_method,
)
from pgmatch.collections.progress import Bar
from pgmatch.collections.records import Record, checked, read_matches, read_records
from pgmatch.lines.collections import calls, collection_calls, record_calls
from pgmatch.models import CollectionSummary, DuplicateRecords

if TYPE_CHECKING:
    from pgmatch.collections.client import Client


class Collection:
    """Vectors in a table, each with an id and metadata. `Client.get_or_create_collection` gives it.

    Its methods raise the exceptions of `exc` for wrong arguments, and `pgmatch.errors.DatabaseError` for what
    else the database refuses.
    """

    def __init__(self, name: str, dimension: int, client: Client, adapter: Adapter | None = None) -> None:
        """Stand for a collection that is there; nothing is sent."""
        self.client = client
        self.name = name
        self.dimension = dimension
        self.adapter = adapter
        self._listed: CollectionSummary | None = None

    def __repr__(self) -> str:
        return f'vecs.Collection(name="{self.name}", dimension={self.dimension})'

    def __len__(self) -> int:
        """Return how many records there are; all of them are counted."""
        return self.client.run(record_calls.count_records(self.name))

    def __getitem__(self, items: str) -> Record:
        """Return the record of an id; raise `KeyError` where there is none."""
        if not isinstance(items, str):
            raise ArgError(f"the id is {items!r}, which is not a string", "For several ids, call fetch.")
        found = self.fetch([items])
        if not found:
            raise KeyError(f"no record has the id {items!r}")
        return found[0]

    def upsert(
        self,
        records: Iterable[tuple[str, Any, Any]] | None = None,
        skip_adapter: bool = False,
        *,
        vectors: Iterable[tuple[str, Any, Any]] | None = None,
        progress: bool = True,
    ) -> None:
        """Write records: new ones, and those whose id is there in place of what they were.

        Each is (id, vector, metadata); with an adapter, what that takes stands in place of the vector.
        `records` may be a generator: up to 3,000 records at a time are held in memory. By SQL, all are
        written or none. By RPC, up to 500 of them, or 2 MB, are a call, and an error says how many are
        stored. `vectors` is what vecs called `records` before 0.3, as some guides still do.

        Where stderr is a terminal, a bar shows the `progress` of what takes longer than a second. Raises
        `MismatchedDimension` for a vector of another length, and `ArgError` for what is no record and for an
        id that comes twice.
        """
        records = one_of(records=records, vectors=vectors)
        total = len(records) if isinstance(records, Sized) else None
        if self.adapter and not skip_adapter:
            records, total = self.adapter(records, AdapterContext.upsert), None
        with Bar(f"Upserting into {self.name}", total, shown=progress) as bar:
            self.client.upsert(self.name, self.dimension, checked(records), bar)

    def fetch(self, ids: Iterable[str]) -> list[Record]:
        """Return the records of these ids; an id that nothing has is left out."""
        return read_records(self.client.run(calls.fetch_records(self.name, checked_ids(ids))))

    def delete(self, ids: Iterable[str] | None = None, filters: Mapping[str, Any] | None = None) -> list[str]:
        """Delete the records of these ids, or those that pass the filter, and return the ids that were there.

        Without an id, and with an empty filter, nothing is deleted.
        """
        if (ids is None) == (filters is None):
            raise ArgError(
                "neither ids nor filters are given" if ids is None else "both ids and filters are given",
                "Pass one of them.",
            )
        wanted = None if ids is None else checked_ids(ids)
        conditions = checked_filters(filters)
        if not wanted and not conditions:
            return []
        return self.client.run(record_calls.delete_records(self.name, wanted, conditions))

    def query(
        self,
        data: Any = None,
        limit: int = 10,
        filters: Mapping[str, Any] | None = None,
        measure: IndexMeasure | str = IndexMeasure.cosine_distance,
        include_value: bool = False,
        include_metadata: bool = False,
        include_vector: bool = False,
        *,
        probes: int | None = None,
        ef_search: int | None = None,
        skip_adapter: bool = False,
        query_vector: Any = None,
    ) -> list[Any]:
        """Return the records nearest to a vector, or to what the adapter makes one of, nearest first.

        They are ids; or tuples of an id, then what is asked for: its distance, from pgvector, of which the
        smallest is the nearest; its vector; its metadata. `limit` is at most 1,000. With `filters`, there are
        as many as pass them, up to `limit`. `ef_search` and `probes` are those of an HNSW and an IVFFlat
        index: how much of it is searched. Without them, that suits the index. `query_vector` is what vecs
        called `data` before 0.3, as some guides still do.

        Warns where the index does not serve the `measure`, as all records are then compared.
        """
        data = one_of(data=data, query_vector=query_vector)
        wanted, count, lists = known_measure(measure), checked_limit(limit), checked_probes(probes)
        asked = {"value": include_value, "vec": include_vector, "metadata": include_metadata}
        columns = ["id", *(column for column, is_asked in asked.items() if is_asked)]
        call = calls.query_records(
            self.name,
            checked_filters(filters),
            columns,
            query_embedding=self._question(data, skip_adapter=skip_adapter),
            match_count=count,
            measure=wanted.value,
            ef_search=ef_search,
            probes=lists,
        )
        matches = read_matches(columns, self.client.run(call)) if count else []
        if not self._covers(wanted):
            warnings.warn(
                f"Query does not have a covering index for {wanted}. See Collection.create_index",
                UserWarning,
                stacklevel=2,
            )
        return matches

    def find_duplicates(
        self,
        max_distance: float,
        measure: IndexMeasure | str = IndexMeasure.cosine_distance,
        limit: int = 100,
    ) -> list[DuplicateRecords]:
        """Return the pairs of records that are nearer than `max_distance`, the nearest first, each once.

        `limit` is at most 9,999 pairs. This is one search for each record, about a millisecond each where the
        index serves the `measure`.
        """
        wanted = known_measure(measure).value
        return self.client.run(collection_calls.find_duplicates(self.name, max_distance, wanted, limit))

    @property
    def index(self) -> str | None:
        """The name of the vector index, None if there is none."""
        if self._listed and self._listed.index is None:
            self._listed = None  # it may be there by now
        return self._summary().index

    def is_indexed_for_measure(self, measure: IndexMeasure | str) -> bool:
        """Tell whether the vector index serves this measure; a binary one serves all."""
        return self.index is not None and measure in list(IndexMeasure) and self._covers(measure)

    def create_index(
        self,
        measure: IndexMeasure | str = IndexMeasure.cosine_distance,
        method: IndexMethod | str = IndexMethod.auto,
        index_arguments: IndexArgs | None = None,
        replace: bool = True,
        *,
        kind: str = "vector",
    ) -> None:
        """Build the vector index; in place of the one that is there, or raise `ArgError` unless `replace`.

        Without `index_arguments` they suit the collection. `kind` is `vector`; `halfvec`, of half the size;
        or `binary`, the signs alone, for every measure. Writes wait until the index is built.
        """
        wanted, how = known_measure(measure), known_method(method, index_arguments)
        arguments = asdict(index_arguments) if index_arguments else {}
        self._listed = None
        call = collection_calls.create_index(
            self.name,
            measure=wanted.value,
            method=how.value,
            replace=replace,
            kind=known_kind(kind).value,
            **arguments,
        )
        try:
            self.client.run(call)
        except CollectionAlreadyExists as error:
            raise ArgError(error.message, error.hint, error.sqlstate) from error

    def _covers(self, measure: IndexMeasure | str) -> bool:
        listed = self._summary()
        return listed.index is not None and listed.measure in (None, measure)  # None of a binary one

    def _summary(self) -> CollectionSummary:
        """Return what is known of the index; asked for once, as each query needs it for its warning."""
        if self._listed is None:
            self._listed = self.client.run(collection_calls.get_or_create_collection(self.name))
        return self._listed

    def _question(self, data: Any, *, skip_adapter: bool) -> str:
        """Return a vector as Postgres reads it."""
        vector = one_vector(self.adapter, data) if self.adapter and not skip_adapter else data
        with raising():
            text = vector_text(vector, "data")
        found = text.count(",") + 1
        if self.dimension > 0 and found != self.dimension:
            raise MismatchedDimension(
                f"data has {found} dimensions, but the collection has {self.dimension}",
                "Embed it with the model that the collection was made for.",
            )
        return text
