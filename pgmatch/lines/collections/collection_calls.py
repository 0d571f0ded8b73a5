"""The calls of the functions on whole collections."""

from __future__ import annotations

from pgmatch.client.call import Call, Rows, all_rows, given, record
from pgmatch.lines.collections.calling import reading, value, writing
from pgmatch.models import CollectionSummary, DuplicateRecords


def create_collection(collection: str, dimension: int) -> Call[CollectionSummary]:
    """Create an empty collection, whose vectors have the length `dimension`, and return its summary.

    A name that is taken is refused with SQLSTATE 42P07.
    """
    return writing("create_collection", given(locals()), _summary)


def get_or_create_collection(collection: str, dimension: int | None = None) -> Call[CollectionSummary]:
    """Return the summary of a collection, which is created if there is none.

    Without `dimension`, the collection must exist: else the call raises SQLSTATE 42P01.
    """
    return writing("get_or_create_collection", given(locals()), _summary, for_writers=dimension is not None)


def list_collections() -> Call[list[CollectionSummary]]:
    """Return the collections that the caller may read, by name."""
    return reading("list_collections", {}, all_rows(CollectionSummary))


def drop_collection(collection: str) -> Call[bool]:
    """Drop a collection with its records, and return whether there was one."""
    return writing("drop_collection", given(locals()), value)


def create_index(
    collection: str,
    measure: str = "cosine_distance",
    method: str = "auto",
    m: int | None = None,
    ef_construction: int | None = None,
    n_lists: int | None = None,
    kind: str = "vector",
    replace: bool = True,
) -> Call[str]:
    """Build the vector index of a collection in place of the one that is there, and return its name.

    `measure` is cosine_distance, l2_distance, max_inner_product or l1_distance; `method` hnsw, ivfflat or
    auto; `kind` what the index stores: vector, halfvec or binary. `m` and `ef_construction` are for hnsw,
    `n_lists` for ivfflat. Without `replace`, an index that is there is refused with SQLSTATE 42P07. By SQL
    no statement timeout ends the build. Writes wait for it.
    """
    return writing("create_index", given(locals()), value, takes_long=True)


def drop_index(collection: str) -> Call[bool]:
    """Drop the vector index of a collection, and return whether there was one."""
    return writing("drop_index", given(locals()), value)


def find_duplicates(
    collection: str,
    max_distance: float,
    measure: str = "cosine_distance",
    match_count: int = 100,
) -> Call[list[DuplicateRecords]]:
    """Return pairs of records that are nearer than a distance, the nearest first, each once.

    Runs one search for each record, about a millisecond with an index.
    """
    return reading("find_duplicates", given(locals()), all_rows(DuplicateRecords), for_writers=True)


def _summary(rows: Rows) -> CollectionSummary:
    (row,) = rows
    # an API sends the only row of a composite type as one value
    return record(CollectionSummary, next(iter(row.values())) if len(row) == 1 else row)
