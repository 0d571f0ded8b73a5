"""A database with collections."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from threading import Lock
from types import TracebackType

from pgmatch.client.call import Call, Result
from pgmatch.client.connecting import open_transport
from pgmatch.client.transport import Transport
from pgmatch.collections.adapters import Adapter
from pgmatch.collections.checks import checked_dimension, checked_name
from pgmatch.collections.collection import Collection
from pgmatch.collections.errors import raising
from pgmatch.collections.exc import (
    ArgError,
    CollectionNotFound,
    MismatchedDimension,
)
from pgmatch.collections.installed import installed
from pgmatch.collections.progress import Bar
from pgmatch.collections.records import Record
from pgmatch.collections.upsert import upsert
from pgmatch.lines.collections import collection_calls
from pgmatch.models import CollectionSummary

SCHEMA = "collections"
_INSTEAD = "use Client.get_or_create_collection"


class Client:
    """The collections of a database. Disconnect it, or use it in a `with` statement. Threads may share it."""

    def __init__(
        self,
        connection_string: str | None = None,
        key: str | None = None,
        *,
        schema: str = SCHEMA,
        user_id: str | None = None,
        access_token: str | None = None,
        timeout: float | None = None,
    ) -> None:
        """Connect, and ask what is installed; see `create_client`."""
        self._arguments = (connection_string, key, schema, user_id, access_token, timeout)
        self._lock = Lock()
        self._transport: Transport | None = None
        try:
            self.vector_version = installed(self._opened()).vector_version
        except BaseException:
            self.disconnect()
            raise

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disconnect()

    def __repr__(self) -> str:
        return f"<pgmatch.collections.Client {self._opened()!r}>"

    def get_or_create_collection(
        self, name: str, *, dimension: int | None = None, adapter: Adapter | None = None
    ) -> Collection:
        """Return the collection of this name; make it if there is none.

        `dimension` is how long its vectors are; an adapter may say so in its place. `adapter` makes vectors
        of what `upsert` and `query` are given. Raises `MismatchedDimension` where these and the collection do
        not agree, and `ArgError` for a wrong argument, and where a new collection is to be made and nothing
        says how long.
        """
        checked_name(name)
        if dimension is not None:
            dimension = checked_dimension(dimension)
        exported = adapter.exported_dimension if adapter else None
        if exported is not None:
            exported = checked_dimension(exported, "the exported_dimension of the adapter")
        if dimension and exported and dimension != exported:
            raise MismatchedDimension(
                f"dimension is {dimension}, but the adapter makes vectors of {exported}",
                "Leave dimension out.",
            )
        wanted = dimension or exported
        listed = self._got(name, wanted)
        if wanted and listed.dimension != wanted:
            raise MismatchedDimension(
                f'the collection "{name}" has {listed.dimension} dimensions, not {wanted}',
                "Use another name, or delete the collection first.",
            )
        return self._collection(listed, adapter)

    def create_collection(self, name: str, dimension: int) -> Collection:
        """Return a new collection; raise `CollectionAlreadyExists` if there is one. Deprecated."""
        warnings.warn(_INSTEAD, DeprecationWarning, stacklevel=2)
        return self._collection(
            self.run(collection_calls.create_collection(checked_name(name), checked_dimension(dimension)))
        )

    def get_collection(self, name: str) -> Collection:
        """Return a collection; raise `CollectionNotFound` if there is none. Deprecated."""
        warnings.warn(_INSTEAD, DeprecationWarning, stacklevel=2)
        return self._collection(self.run(collection_calls.get_or_create_collection(checked_name(name))))

    def list_collections(self) -> list[Collection]:
        """Return all collections, by name."""
        return [self._collection(each) for each in self.run(collection_calls.list_collections())]

    def delete_collection(self, name: str) -> None:
        """Drop a collection with its records; do nothing if there is none."""
        self.run(collection_calls.drop_collection(checked_name(name)))

    def disconnect(self) -> None:
        """Close the connections. The next call opens new ones."""
        with self._lock:
            if self._transport:
                self._transport.close()
            self._transport = None

    def run(self, call: Call[Result]) -> Result:
        """Make a call and return its result; the methods are made of such calls."""
        with raising():
            return self._opened().run(call)

    def upsert(self, name: str, dimension: int, records: Iterator[Record], bar: Bar) -> None:
        """Write records into a collection; `Collection.upsert` is for everybody."""
        with raising():
            upsert(self._opened(), name, dimension, records, bar)

    def _collection(self, listed: CollectionSummary, adapter: Adapter | None = None) -> Collection:
        # -1 is what vecs says where the column has no number of dimensions
        return Collection(listed.collection, listed.dimension or -1, self, adapter)

    def _got(self, name: str, dimension: int | None) -> CollectionSummary:
        """Return what is listed of a collection, made with `dimension` if there is none."""
        try:
            return self.run(collection_calls.get_or_create_collection(name))
        except CollectionNotFound as error:
            if dimension is None:
                raise ArgError(
                    f'there is no collection "{name}", and nothing says how long its vectors would be',
                    "Pass dimension, or an adapter.",
                ) from error
        return self.run(collection_calls.get_or_create_collection(name, dimension))

    def _opened(self) -> Transport:
        with self._lock:
            if self._transport is None:
                self._transport = open_transport(*self._arguments)
            return self._transport
