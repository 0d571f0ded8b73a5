"""The calls of the functions of the line `documents`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from pgmatch.client.call import Call, Json, Rows, given, record
from pgmatch.client.embedding import Embedding, vector_text, with_vector_texts
from pgmatch.client.methods import Method
from pgmatch.errors import PgmatchError
from pgmatch.lines.rows import FoundDocument

LINE = "documents"
_CHUNK = "A chunk is {'content': …, 'embedding': …}; an 'id' is optional."
_FRACTION = re.compile(r"\.(\d+)")
_ZONE = re.compile(r"([+-]\d\d)$")


def put_document(
    document_id: str,
    chunks: Sequence[Mapping[str, Any]],
    source: str | None = None,
    source_id: str | None = None,
    url: str | None = None,
    author: str | None = None,
    created_at: datetime | str | None = None,
) -> Call[int]:
    """Store a document with its chunks, in place of those that it had, and return how many chunks it has.

    A chunk is a mapping with the keys content, embedding and, if it shall have one of its own, id. The other
    arguments are the same for all chunks; without `created_at` it is now. All are stored, or none.
    """
    arguments = given({**locals(), "chunks": None}, chunks=_chunks(chunks), created_at=_date(created_at))
    return Call("put_document", arguments, _number, line=LINE, for_writers=True)


def search_documents(
    query_embedding: Embedding,
    match_count: int = 10,
    match_threshold: float | None = None,
    min_content_length: int | None = None,
    in_document_id: str | None = None,
    in_source: str | None = None,
    in_source_id: str | None = None,
    in_author: str | None = None,
    in_start_date: datetime | str | None = None,
    in_end_date: datetime | str | None = None,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
) -> Call[list[FoundDocument]]:
    """Return the chunks nearest to an embedding, best first, that equal what the filters say.

    The dates are inclusive. The other arguments are those of `search_page_sections`.
    """
    arguments = given(
        locals(),
        query_embedding=vector_text(query_embedding, "query_embedding"),
        in_start_date=_date(in_start_date),
        in_end_date=_date(in_end_date),
    )
    return Call("search_documents", arguments, _found, line=LINE, only_reads=True)


def delete_documents(
    document_ids: Sequence[str] | None = None,
    source: str | None = None,
    source_id: str | None = None,
    author: str | None = None,
    start_date: datetime | str | None = None,
    end_date: datetime | str | None = None,
    delete_all: bool = False,
) -> Call[int]:
    """Delete the documents of these ids, or by a filter, and return how many chunks they had.

    A chunk has to pass all that is given; the dates are inclusive. To delete all documents, pass `delete_all`
    alone.
    """
    if isinstance(document_ids, str):
        raise PgmatchError(
            f"document_ids is the text {document_ids[:60]!r}", "Pass a list of ids, also for one."
        )
    arguments = given(locals(), start_date=_date(start_date), end_date=_date(end_date))
    return Call("delete_documents", arguments, _number, line=LINE, for_writers=True)


class Methods:
    """One method a function, with its name and arguments."""

    put_document = Method(put_document)
    search_documents = Method(search_documents)
    delete_documents = Method(delete_documents)


def _chunks(chunks: Sequence[Mapping[str, Any]]) -> Json:
    if chunks is None or isinstance(chunks, str | Mapping):
        raise PgmatchError(f"chunks is of the type {type(chunks).__name__}", "Pass a list of chunks.")
    return Json(with_vector_texts("chunks", chunks, _CHUNK), "chunks")


def _date(value: datetime | str | None) -> str | None:
    return None if value is None else str(value)


def _number(rows: Rows) -> int:
    (row,) = rows
    return int(next(iter(row.values())))


def _found(rows: Rows) -> list[FoundDocument]:
    return [record(FoundDocument, {**row, "created_at": _time(row["created_at"])}) for row in rows]


def _time(value: datetime | str | None) -> datetime | None:
    """Read a time as JSON has it; by SQL it is one already."""
    if not isinstance(value, str):
        return value
    if value.endswith("infinity"):
        bound = datetime.min if value.startswith("-") else datetime.max
        return bound.replace(tzinfo=timezone.utc)
    # Python 3.10 reads no other forms
    text = _ZONE.sub(r"\1:00", _FRACTION.sub(lambda found: f".{found[1]:0<6}", value))
    return datetime.fromisoformat(text)
