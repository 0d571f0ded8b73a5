"""The calls of the functions on the records of a collection."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pgmatch.client.call import Call, Json, Rows, given, json_or_none, record
from pgmatch.client.embedding import Embedding, vector_text
from pgmatch.errors import PgmatchError
from pgmatch.lines.collections.calling import reading, value, writing
from pgmatch.models import FoundRecord, StoredRecord

_PARTS = ("id", "vec", "metadata")


def upsert_records(collection: str, records: Sequence[Mapping[str, Any] | Sequence[Any]]) -> Call[int]:
    """Insert records, or replace those with the same ids, and return how many were written.

    A record is a mapping with the keys id, vec and metadata, or these three values. All are written or none.
    By SQL `pgmatch.collections` writes many records faster.
    """
    return writing("upsert_records", given(locals(), records=_sent_records(records)), value)


def query_records(
    collection: str,
    query_embedding: Embedding | None = None,
    match_count: int = 10,
    filters: Mapping[str, Any] | None = None,
    measure: str = "cosine_distance",
    record_id: str | None = None,
    max_distance: float | None = None,
    include_value: bool = False,
    include_metadata: bool = False,
    include_vector: bool = False,
    ef_search: int | None = None,
    probes: int | None = None,
) -> Call[list[FoundRecord]]:
    """Return the records nearest to a vector, or to the record `record_id`, nearest first.

    `match_count` is at most 1,000. `filters` are those of vecs, on the metadata. `measure` is
    cosine_distance, l2_distance, max_inner_product or l1_distance. Only records at most `max_distance` away.
    The distance, the metadata and the vector are None unless they are included. `ef_search` and `probes` say
    how much of an HNSW and an IVFFlat index is searched.
    """
    arguments = given(locals())
    question = None if query_embedding is None else vector_text(query_embedding, "query_embedding")
    arguments = {**arguments, "query_embedding": question, "filters": json_or_none(filters)}
    return reading("query_records", arguments, _found)


def fetch_records(collection: str, ids: Sequence[str]) -> Call[list[StoredRecord]]:
    """Return the records with these ids, each once, in the order of the ids; others are left out."""
    return reading("fetch_records", given(locals(), ids=_ids(ids)), _stored)


def count_records(collection: str, filters: Mapping[str, Any] | None = None) -> Call[int]:
    """Return how many records pass a filter, or how many there are."""
    return reading("count_records", given(locals(), filters=json_or_none(filters)), value)


def delete_records(
    collection: str, ids: Sequence[str] | None = None, filters: Mapping[str, Any] | None = None
) -> Call[list[str]]:
    """Delete the records with these ids, or those that pass a filter, and return the ids of the deleted.

    A filter that all records pass is refused with SQLSTATE 22023.
    """
    return writing(
        "delete_records",
        given(locals(), ids=_ids(ids), filters=json_or_none(filters)),
        lambda rows: [row["delete_records"] for row in rows],
    )


def _ids(ids: Sequence[str] | None) -> list[str] | None:
    if isinstance(ids, str):
        raise PgmatchError(f"ids is the text {ids[:60]!r}", "Pass a list of ids, also for one.")
    return None if ids is None else list(ids)


def _sent_records(records: Sequence[Mapping[str, Any] | Sequence[Any]]) -> Json:
    if records is None or isinstance(records, str | Mapping):
        raise PgmatchError(f"records is of the type {type(records).__name__}", "Pass a list of records.")
    return Json([_sent(record, place) for place, record in enumerate(records)], "records")


def _sent(given_record: Mapping[str, Any] | Sequence[Any], place: int) -> Mapping[str, Any]:
    if isinstance(given_record, Mapping):
        sent = dict(given_record)
    elif isinstance(given_record, list | tuple) and len(given_record) == len(_PARTS):
        sent = dict(zip(_PARTS, given_record, strict=True))
    else:
        raise PgmatchError(
            f"records[{place}] is no record: {str(given_record)[:60]}",
            "A record is {'id': …, 'vec': …, 'metadata': …}, or these three values.",
        )
    if sent.get("vec") is not None:
        sent["vec"] = vector_text(sent["vec"], f"records[{place}].vec")
    return sent


def _found(rows: Rows) -> list[FoundRecord]:
    return [
        record(FoundRecord, {**row, "value": _number(row["value"]), "vec": _vector(row["vec"])})
        for row in rows
    ]


def _stored(rows: Rows) -> list[StoredRecord]:
    return [record(StoredRecord, {**row, "vec": _vector(row["vec"])}) for row in rows]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)  # JSON has one kind of number


def _vector(text: str | None) -> tuple[float, ...] | None:
    return None if text is None else tuple(map(float, json.loads(text)))
