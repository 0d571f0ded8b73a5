"""The two clients of the retrieval plugin work unchanged, beside `nods`, which has another match_page_sections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any, TypeAlias

import pytest

from tests.documents.plugin import PostgresClient, SupabaseClient
from tests.http.lite import Lite
from tests.servers import Database

Client: TypeAlias = PostgresClient | SupabaseClient

QUERY = [1.0, 0.0, 0.0]
DAY = datetime(2024, 5, 1, tzinfo=timezone.utc)
ROWS: list[dict[str, Any]] = [
    {"id": "a_0", "document_id": "a", "embedding": [1, 0, 0], "source": "file", "author": "ann"},
    {"id": "a_1", "document_id": "a", "embedding": [0.8, 0.6, 0], "source": "file", "author": "ann"},
    {"id": "b_0", "document_id": "b", "embedding": [0.6, 0.8, 0], "source": "email", "author": "bob"},
    {"id": "c_0", "document_id": "c", "embedding": [0, 0, 1], "source": None, "author": None},
]


@pytest.fixture(params=["postgres", "supabase"])
def client(request: pytest.FixtureRequest, documents: Database, api: Lite) -> Iterator[Client]:
    """A client with the four rows, which it has written itself."""
    connected = (
        PostgresClient(documents.url)
        if request.param == "postgres"
        else SupabaseClient(api.url, api.secret_key)
    )
    for row in ROWS:
        connected.upsert(
            {"content": f"text {row['id']}", "source_id": None, "url": None, **row, "created_at": DAY}
        )
    yield connected
    connected.close()


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def test_a_call_with_the_vector_alone_finds_three(client: Client) -> None:
    found = client.rpc("match_page_sections", {"in_embedding": QUERY})
    assert ids(found) == ["a_0", "a_1", "b_0"]
    assert list(found[0]) == [
        *("id", "source", "source_id", "document_id", "url", "created_at", "author", "content"),
        *("embedding", "similarity"),
    ]
    assert [float(row["similarity"]) for row in found] == pytest.approx([1, 0.8, 0.6])
    assert found[0]["content"] == "text a_0"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"in_document_id": "a"}, ["a_0", "a_1"]),
        ({"in_source": "e%"}, ["b_0", "c_0"]),
        ({"in_author": "_nn", "in_source": "file"}, ["a_0", "a_1", "c_0"]),
        ({"in_source_id": "nothing"}, ["a_0", "a_1", "b_0", "c_0"]),
        ({"in_start_date": DAY, "in_end_date": DAY}, ["a_0", "a_1", "b_0", "c_0"]),
        ({"in_start_date": datetime(2024, 5, 2, tzinfo=timezone.utc)}, []),
        ({"in_match_count": 2}, ["a_0", "a_1"]),
    ],
)
def test_filters_are_patterns_and_let_pass_what_has_no_value(
    client: Client, filters: dict[str, Any], expected: list[str]
) -> None:
    found = client.rpc("match_page_sections", {"in_embedding": QUERY, "in_match_count": 10, **filters})
    assert ids(found) == expected


def test_what_is_written_again_is_replaced_and_what_is_deleted_is_gone(client: Client) -> None:
    client.upsert(
        {**ROWS[2], "content": "new", "source_id": None, "url": None, "embedding": QUERY, "created_at": DAY}
    )
    found = client.rpc("match_page_sections", {"in_embedding": QUERY, "in_document_id": "b"})
    assert [(row["id"], row["content"]) for row in found] == [("b_0", "new")]
    client.delete_in("document_id", ["a", "c"])
    assert ids(client.rpc("match_page_sections", {"in_embedding": QUERY})) == ["b_0"]
    client.delete_like("document_id", "%")
    assert client.rpc("match_page_sections", {"in_embedding": QUERY}) == []


GUIDE = {"embedding": QUERY, "match_threshold": 0.5, "match_count": 5, "min_content_length": 1}
PAGE = """
    insert into nods_page (id, path) values (1, '/a');
    insert into nods_page_section (id, page_id, slug, content, embedding) values (7, 1, 'x', 'text', '[1, 0, 0]')
"""


def by_position(database: Database, *arguments: str) -> list[Any]:
    return [row[0] for row in database.rows(f"select id from match_page_sections({', '.join(arguments)})")]


def test_both_functions_of_the_name_answer_their_own_calls(client: Client, documents: Database) -> None:
    documents.execute(PAGE)
    for arguments, expected in ((GUIDE, [7]), ({"in_embedding": QUERY}, ["a_0", "a_1", "b_0"])):
        assert ids(client.rpc("match_page_sections", arguments)) == expected
    assert by_position(documents, "'[1, 0, 0]'", "0.5", "5", "1") == [7]
    assert by_position(documents, "'[1, 0, 0]'", "1", "'a'") == ["a_0"]
    assert by_position(documents, "'[1, 0, 0]'") == ["a_0", "a_1", "b_0"]
