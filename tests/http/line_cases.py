"""The calls of the other lines' functions, in a database that has every line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pgmatch.lines import LINES
from tests.http.cases import (
    COLLECTION,
    COLLECTIONS,
    READERS,
    ROWS,
    SEARCHES,
    STATUS_OF_REFUSAL,
    WRITERS,
    Answer,
    Call,
    Case,
)

IMAGE = "00000000-0000-4000-8000-000000000001"
LINE_ROWS = f"""
    select put_document(
      'manual',
      '[{{"content": "Locks", "embedding": [1, 0, 0]}}, {{"content": "Views", "embedding": [0, 0, 1]}}]',
      source => 'web', created_at => '2026-05-01 12:00+00'
    );
    insert into video_chunks (id, start_time, end_time, embedding, metadata) values
      ('chunk_0', 0, 1.5, '[1, 0, 0]', '{{"video_url": "a.mp4"}}'),
      ('chunk_1', 2, 3, '[0, 1, 0]', '{{"video_url": "a.mp4"}}');
    insert into image_caption (id, caption, embedding) values ('{IMAGE}', 'a cat on a sofa', '[1, 0, 0]');
    insert into predictions (filename, predictions) values
      ('one.jpg', '{{"predictions": [{{"class": "Paper", "confidence": 0.75}}]}}');
    set local search_path = docs, extensions;
    {LINES["docs"].names(ROWS).replace("'toy-3'", "'toy-3', 'docs'")};
    set local search_path = public, extensions;
    {COLLECTION}
"""


def _part(number: int, start: float, end: float, **columns: Any) -> dict[str, Any]:
    metadata = {"video_url": "a.mp4"}
    return {"id": f"chunk_{number}", "start_time": start, "end_time": end, "metadata": metadata, **columns}


WHICH = {
    "in_document_id": "manual",
    "in_source": "web",
    "in_start_date": "2026-05-01T12:00:00Z",
    "in_end_date": "2026-05-01 12:00+00",
}
CHUNKS = [{"content": "New", "embedding": [0, 1, 0]}, {"content": "Newer", "embedding": "[0,1,0]"}]
# each function of the lines in the schema public, and what it answers
ANSWERS: list[tuple[str, dict[str, Any], Any]] = [
    ("put_document", {"document_id": "new", "chunks": CHUNKS, "url": "https://a.example"}, 2),
    ("delete_documents", {"document_ids": ["new", "none"], "start_date": "2026-06-01"}, 2),
    (
        "match_video_chunks",
        {"query_embedding": [1, 0, 0], "match_threshold": 0.5, "match_count": 5},
        [_part(0, 0, 1.5, similarity=1)],
    ),
    (
        "search_video_chunks",
        {"query_embedding": [1, 0, 0], "video": "a.mp4", "from_time": 2},
        [_part(1, 2, 3, video_url="a.mp4", similarity=0)],
    ),
    ("find_image_captions", {"query_text": "dog", "match_count": 1}, []),
    (
        "match_image_captions",
        {"query_embedding": [1, 0, 0], "match_threshold": 0, "match_count": 5},
        [{"id": IMAGE, "caption": "a cat on a sofa", "similarity": 1}],
    ),
    (
        "find_predicted_images",
        {"class": "Paper", "min_confidence": 0.5},
        [{"filename": "one.jpg", "confidence": 0.75, "detections": 1}],
    ),
]
# without the dates, which the server of the tests writes in another way than PostgREST
COLUMNS = "id,document_id,source,content,similarity"
SEARCH_DOCUMENTS = [
    Call("search_documents", {"query_embedding": [1, 0, 0], "match_count": 1}, select=COLUMNS),
    Call(
        "search_documents",
        {"query_embedding": "[1,0,0]", "match_count": 5, "match_threshold": 0.5, **WHICH},
        select=COLUMNS,
    ),
]
FOUND = [{"id": "manual_0", "document_id": "manual", "source": "web", "content": "Locks", "similarity": 1}]
# of the plugin, with the name of a function of nods; the client has no method for it
PLUGIN = Call(
    "match_page_sections",
    {"in_embedding": "[1,0,0]", "in_match_count": 1},
    select="id,document_id,similarity",
)
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("put_document", {"document_id": "new", "chunks": []}, "22023"),
    ("delete_documents", {}, "22004"),
    ("search_documents", {"query_embedding": [1, 0]}, "22023"),
    ("search_video_chunks", {"query_embedding": [0, 0, 0]}, "22023"),
    (
        "match_image_captions",
        {"query_embedding": [1, 0, 0], "match_threshold": 0, "match_count": -1},
        "2201W",
    ),
    ("find_image_captions", {"query_text": "cat", "match_count": -1}, "2201W"),
    ("find_predicted_images", {"class": "Paper", "min_confidence": 80}, "22023"),
]


def _of_docs(function: str) -> bool:
    return function not in ("hybrid_search_page_sections", "explain_terms", "pgmatch_info")


DOCS = [
    *(
        replace(case, name=f"in docs, {case.name}", call=replace(case.call, schema="docs"), by_database=True)
        for case in SEARCHES
        if _of_docs(case.call.function)
    ),
    Case(
        "in docs, what is installed",
        Call("pgmatch_info", schema="docs", select="revision,model", where={"line": "docs"}),
        Answer([{"revision": "docs_0002", "model": "toy-3"}], status=200),
        http_only=True,
    ),
]
SUMMARY = {"collection": "shelf", "dimension": 3}
WHOLE_COLLECTIONS = [
    Case(
        f"on a whole collection, {function}",
        Call(function, arguments, schema="collections", select=select),
        Answer(data, status=200),
        http_only=True,
        by_database=True,
    )
    for function, arguments, select, data in (
        ("create_collection", {"collection": "shelf", "dimension": 3}, "collection,dimension", SUMMARY),
        ("get_or_create_collection", {"collection": "shelf"}, "collection,dimension", SUMMARY),
        ("drop_index", {"collection": "shelf"}, None, False),
        ("drop_collection", {"collection": "shelf"}, None, True),
        ("list_collections", {}, "collection,dimension", [{"collection": "books", "dimension": 3}]),
        (
            "find_duplicates",
            {"collection": "books", "max_distance": 0.3},
            "id,other_id",
            [{"id": "gulls", "other_id": "owls"}],
        ),
    )
]
REFUSED = [
    Case(
        f"{role} calls {call.schema}.{call.function} in private",
        replace(call, role=role, select=None),
        Answer(code="42501", status=status),
        by_database=True,
    )
    for role, status in STATUS_OF_REFUSAL.items()
    for call in (
        PLUGIN,
        SEARCH_DOCUMENTS[0],
        *{name: Call(name, arguments) for name, arguments, _ in ANSWERS}.values(),
        *(Call(name, arguments, schema="docs") for name, arguments, _ in READERS if _of_docs(name)),
        *(Call(name, arguments, schema="docs") for name, arguments in WRITERS),
    )
]
LINE_CASES = [
    *(
        Case(f"{number}: {name}", Call(name, arguments), Answer(data, status=200))
        for number, (name, arguments, data) in enumerate(ANSWERS)
    ),
    *(
        Case(f"{number}: documents", call, Answer(FOUND, status=200), http_only=True)
        for number, call in enumerate(SEARCH_DOCUMENTS)
    ),
    Case(
        "the plugin's call, beside the guide's",
        PLUGIN,
        Answer([{"id": "manual_0", "document_id": "manual", "similarity": 1}], status=200),
        http_only=True,
    ),
    *(
        Case(f"{name}, wrongly", Call(name, arguments), Answer(code=code, status=400), by_database=True)
        for name, arguments, code in WRONG
    ),
    Case(
        "a function for the owner alone",
        Call("set_caption_webhook", {"url": "https://a.example"}),
        Answer(code="42501", status=403),
        by_database=True,
    ),
    *DOCS,
    *REFUSED,
    *COLLECTIONS,
    *WHOLE_COLLECTIONS,
    Case(
        "an index by a measure that does not exist",
        Call("create_index", {"collection": "books", "measure": "cosine"}, schema="collections"),
        Answer(code="22023", status=400),
        by_database=True,
    ),
]
