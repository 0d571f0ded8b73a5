"""The methods for the lines whose functions no other test calls by a method: over SQL, by RPC, and for asyncio."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from datetime import datetime, timezone
from typing import Any
from uuid import UUID

import numpy as np
import pytest

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.lines import LINES
from pgmatch.migrate import upgrade
from pgmatch.models import (
    CaptionMatch,
    FoundCaption,
    FoundDocument,
    FoundVideoChunk,
    PredictedImage,
    VideoChunkMatch,
)
from tests.client.ways import Blocking, Served
from tests.http.lite import serving
from tests.servers import PostgresServer, created

# they have tests of their own
ELSEWHERE = ("core", "nods", "nods_text", "docs", "collections")
FUNCTIONS = """
    select p.proname, p.proargnames[:p.pronargs], p.pronargdefaults, p.proargnames[p.pronargs + 1:]
    from pgmatch.install as i
    cross join pgmatch.line_members(i.line, 'function') as m
    join pg_proc as p on p.oid = m.object
    where i.line <> all (%s) and m.name not like 'pgmatch.%%' and coalesce(m.readers, m.writers) is not null
      -- the plugin's clients call it by themselves
      and (i.line, p.proname) <> ('documents', 'match_page_sections')
"""
MODELS: dict[str, type[Any]] = {
    "search_documents": FoundDocument,
    "match_video_chunks": VideoChunkMatch,
    "search_video_chunks": FoundVideoChunk,
    "find_image_captions": FoundCaption,
    "match_image_captions": CaptionMatch,
    "find_predicted_images": PredictedImage,
}
IMAGE = UUID("00000000-0000-4000-8000-000000000001")
ROWS = f"""
    insert into video_chunks (id, start_time, end_time, embedding, metadata) values
      ('chunk_0', 0, 1.5, '[1, 0, 0]', '{{"video_url": "a.mp4"}}'),
      ('chunk_1', 1.5, 3, '[0.6, 0.8, 0]', '{{"video_url": "a.mp4"}}');
    insert into image_caption (id, caption, embedding) values ('{IMAGE}', 'a cat on a sofa', '[1, 0, 0]');
    insert into predictions (filename, predictions) values
      ('one.jpg', '{{"predictions": [{{"class": "Paper", "confidence": 1}}, {{"class": "Paper", "confidence": 0.5}}]}}')
"""


@pytest.fixture(scope="module")
def served(supabase_server: PostgresServer) -> Iterator[Served]:
    with created(supabase_server, "methods_of_lines") as database:
        for line in LINES.keys() - {*ELSEWHERE}:
            options = {"dimensions": "3"} if "dimensions" in LINES[line].options else {}
            upgrade(database.url, line, **options)
        database.execute(ROWS)
        with serving(database.url) as server:
            yield Served(database, server)


@pytest.fixture(params=["sql", "rpc", "async"])
def database(served: Served, request: pytest.FixtureRequest) -> Iterator[pgmatch.Database]:
    """Whoever may write, each way."""
    if request.param == "sql":
        with pgmatch.connect(served.database.url) as client:
            yield client
    elif request.param == "rpc":
        with pgmatch.connect(served.server.url, served.server.secret_key) as client:
            yield client
    else:
        asynchronous = pgmatch.connect_async(served.server.url, served.server.secret_key)
        with closing(Blocking(asynchronous)) as blocking:
            yield blocking.database


def test_each_function_has_a_method_with_its_arguments_and_columns(served: Served) -> None:
    found = served.database.rows(FUNCTIONS, [list(ELSEWHERE)])
    assert len(found) >= 8
    for name, arguments, defaults, columns in found:
        _, *parameters = inspect.signature(getattr(pgmatch.Database, name)).parameters.values()
        assert [parameter.name.rstrip("_") for parameter in parameters] == arguments, name
        optional = [each for each in parameters if each.default is not inspect.Parameter.empty]
        # a function for clients of a guide has no defaults; its method has, for those that narrow the search
        assert len(optional) == defaults or (defaults, len(optional)) == (0, 2), name
        model = MODELS.get(name)
        assert ([field.name for field in fields(model)] if model else []) == (columns or []), name


def test_documents_from_the_first_to_the_last(database: pgmatch.Database) -> None:
    written = datetime(2024, 5, 1, 12, 0, 0, 120_000, timezone.utc)
    chunks: list[dict[str, Any]] = [
        {"content": "a hat", "embedding": np.array([1, 0, 0], np.float32)},
        {"content": "a shoe", "embedding": "[0.6,0.8,0]", "id": "shoe"},
    ]
    assert database.put_document("shop", chunks, "web", url="https://a.example", created_at=written) == 2
    assert database.put_document("late", chunks[:1], created_at="infinity") == 1

    first, second = database.search_documents([1, 0, 0], in_document_id="shop")
    assert first == FoundDocument(
        "shop_0", "shop", "web", None, "https://a.example", None, written, "a hat", 1.0
    )
    assert (second.id, type(second.similarity)) == ("shoe", float)
    assert [
        row.id for row in database.search_documents([1, 0, 0], in_start_date=written, in_end_date=written)
    ] == ["shop_0", "shoe"]
    (late,) = database.search_documents([1, 0, 0], in_document_id="late")
    assert late.created_at == datetime.max.replace(tzinfo=timezone.utc)

    assert database.delete_documents(["shop"], start_date="2030-01-01") == 0
    assert database.delete_documents(["shop"], end_date=written) == 2
    assert database.delete_documents(delete_all=True) == 1


def test_what_is_no_document_is_named(database: pgmatch.Database) -> None:
    with pytest.raises(PgmatchError, match=r"chunks\[0\] is of the type str"):
        database.put_document("a", ["text"])  # type: ignore[list-item]
    with pytest.raises(PgmatchError, match="chunks is of the type str"):
        database.put_document("a", "text")  # type: ignore[arg-type]
    with pytest.raises(PgmatchError, match=r"chunks\[0\].embedding"):
        database.put_document("a", [{"content": "a", "embedding": [float("nan")]}])
    with pytest.raises(PgmatchError, match="document_ids is the text 'a'"):
        database.delete_documents("a")
    with pytest.raises(DatabaseError, match="nothing says which documents to delete") as nothing:
        database.delete_documents()
    assert str(nothing.value.hint).endswith("pass delete_all=True alone.")
    with pytest.raises(DatabaseError, match="chunk 1 has no embedding") as refused:
        database.put_document("a", [{"content": "a"}])
    assert refused.value.sqlstate == "22023"


def test_a_reader_is_told_that_it_may_not_write(served: Served) -> None:
    with (
        pgmatch.connect(served.server.url, served.server.publishable_key) as client,
        pytest.raises(DatabaseError) as refused,
    ):
        client.delete_documents(["a"])
    assert "may not put or delete documents" in (refused.value.hint or "")


def test_videos_captions_and_predictions_are_found(database: pgmatch.Database) -> None:
    assert database.match_video_chunks([1, 0, 0], 0.7) == [
        VideoChunkMatch("chunk_0", 0.0, 1.5, {"video_url": "a.mp4"}, 1.0)
    ]
    (later,) = database.search_video_chunks([1, 0, 0], video="a.mp4", from_time=2)
    assert (later.id, later.video_url) == ("chunk_1", "a.mp4")
    assert later.similarity == pytest.approx(0.6)
    assert database.match_image_captions([1, 0, 0]) == [CaptionMatch(IMAGE, "a cat on a sofa", 1.0)]
    (found,) = database.find_image_captions("cats", None)
    assert (found.id, found.caption, type(found.rank)) == (IMAGE, "a cat on a sofa", float)
    assert database.find_predicted_images("Paper", 0.4) == [PredictedImage("one.jpg", 1.0, 2)]
    assert database.find_predicted_images("Paper", 0.4, None) == [PredictedImage("one.jpg", 1.0, 2)]


def test_without_the_line_the_error_says_how_to_install_it(
    database: pgmatch.Database, served: Served
) -> None:
    with (
        created(served.database.server, "without_lines") as empty,
        pgmatch.connect(empty.url) as client,
        pytest.raises(DatabaseError) as refused,
    ):
        client.find_predicted_images("Paper")
    assert "pgmatch alembic -n predictions upgrade head" in (refused.value.hint or "")
