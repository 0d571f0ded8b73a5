"""The functions of the line: what the contract leaves open, and what pgmatch adds beside it."""

from __future__ import annotations

import json
from typing import Any

import psycopg2
import pytest
from sqlalchemy import make_url

from pgmatch.doctor import diagnose
from tests.index.conftest import connected
from tests.servers import Database

MATCH = "select id from match_page_sections('[1, 0, 0]', %s)"
PUT = "select put_document(%s, %s)"


def put(database: Database, document: str, *embeddings: list[float], **others: str) -> None:
    chunks = [{"content": f"text of {document}", "embedding": embedding} for embedding in embeddings]
    names = "".join(f", {name} => %s" for name in others)
    database.execute(f"select put_document(%s, %s{names})", [document, json.dumps(chunks), *others.values()])


def refused(database: Database, statement: str, *arguments: Any) -> psycopg2.Error:
    with pytest.raises(psycopg2.Error) as error:
        database.execute(statement, arguments)
    assert error.value.diag.message_hint
    return error.value


def test_equal_similarities_are_in_the_order_of_the_ids(documents: Database) -> None:
    for document in "dbcae":
        put(documents, document, [0.6, 0.8, 0])
    expected = [(f"{document}_0",) for document in "abcde"]
    assert documents.rows(MATCH, [10]) == expected
    assert documents.rows(MATCH, [3]) == expected[:3]
    by_index = (
        "set local enable_sort = off; select id from match_page_sections('[1, 0, 0]', 3, in_source => '%%')"
    )
    assert documents.rows(by_index) == expected[:3]


def test_chunks_without_a_date_or_an_embedding_are_not_found(documents: Database) -> None:
    put(documents, "a", [1, 0, 0])
    documents.execute(
        "insert into documents (id, created_at, embedding) values ('undated', null, '[1, 0, 0]');"
        "insert into documents (id, content) values ('not embedded', 'text')"
    )
    assert documents.rows(MATCH, [10]) == [("a_0",)]


def test_null_and_what_matches_all_do_not_filter(documents: Database) -> None:
    put(documents, "a", [1, 0, 0], source="file", created_at="2024-05-01")
    call = "select id from match_page_sections('[1, 0, 0]', in_source => {0}, in_start_date => {1}, in_end_date => {1})"
    assert documents.rows(call.format("null", "null")) == [("a_0",)]
    assert documents.rows(call.format("'%'", "'2024-05-01'")) == [("a_0",)]
    assert documents.rows(call.format("'%'", "'infinity'")) == []


def test_a_search_with_exact_filters_finds_what_is_equal(documents: Database) -> None:
    put(documents, "a", [1, 0, 0], source="file", author="ann", created_at="2024-05-01")
    put(documents, "b", [0.8, 0.6, 0], source="files", author="ann", created_at="2024-05-02")
    put(documents, "c", [0.6, 0.8, 0], created_at="2024-05-03")
    call = "select id from search_documents('[1, 0, 0]', {})"
    for filters, expected in {
        "3": "abc",
        "3, in_source => 'file'": "a",
        "3, in_source => 'file%'": "",
        "3, in_author => 'ann', in_start_date => '2024-05-02'": "b",
        "3, in_document_id => 'c', in_end_date => '2024-05-03'": "c",
        "3, match_threshold => 0.7": "ab",
        "3, min_content_length => 10": "",
    }.items():
        found = documents.rows(call.format(filters))
        assert found == [(f"{document}_0",) for document in expected], filters


def test_what_no_pattern_and_no_index_takes_is_named(documents: Database) -> None:
    put(documents, "a", [1, 0, 0], author="an\\n")
    match = "select id from match_page_sections('[1, 0, 0]', in_author => %s)"
    error = refused(documents, match, "ann\\")
    assert (error.pgcode, error.diag.message_primary) == (
        "22025",
        "in_author=ann\\ ends in a backslash, which escapes nothing",
    )
    assert documents.rows(match, ["an\\\\%"]) == [("a_0",)]
    assert documents.rows(match, ["an\\\\"]) == []
    error = refused(documents, PUT, "x" * 2601, '[{"content": "a", "embedding": [1, 0, 0]}]')
    assert (error.pgcode, error.diag.message_primary) == (
        "22023",
        "document_id has more than 2,600 bytes, too many for an index",
    )


def test_a_document_is_replaced_as_a_whole(documents: Database) -> None:
    put(documents, "a", [1, 0, 0], [0, 1, 0], source="file", url="/a", author="ann", created_at="2024-05-01")
    put(documents, "b", [0, 0, 1])
    chunks = '[{"content": "new", "embedding": "[0.6, 0.8, 0]", "id": "mine"}]'
    assert documents.rows(PUT, ["a", chunks]) == [(1,)]
    assert documents.rows(
        "select id, document_id, source, content, embedding::text, created_at = now() from documents order by id"
    ) == [
        ("b_0", "b", None, "text of b", "[0,0,1]", False),
        ("mine", "a", None, "new", "[0.6,0.8,0]", False),
    ]


@pytest.mark.parametrize(
    ("chunks", "sqlstate", "message"),
    [
        (None, "22004", "chunks is null"),
        ("{}", "22023", "chunks is of the type object"),
        ("[]", "22023", "chunks is empty"),
        ('["text"]', "22023", "chunk 1 is not an object"),
        ('[{"content": "a", "vector": [1, 0, 0]}]', "22023", 'chunk 1 has the key "vector"'),
        ('[{"embedding": [1, 0, 0]}]', "22023", "chunk 1 has no text as its content"),
        ('[{"content": 1, "embedding": [1, 0, 0]}]', "22023", "chunk 1 has no text as its content"),
        ('[{"content": "a", "embedding": null}]', "22023", "chunk 1 has no embedding"),
        (
            '[{"content": "a", "id": 1, "embedding": [1, 0, 0]}]',
            "22023",
            "chunk 1 has an id of the type number",
        ),
        ('[{"content": "a", "embedding": [1, 0]}]', "22023", "chunk 1 has 2 dimensions, but the table has 3"),
        ('[{"content": "a", "embedding": [0, 0, 0]}]', "22023", "chunk 1 has an embedding of zeros"),
        ('[{"content": "a", "embedding": ["x"]}]', "22023", "chunk 1 has no vector as its embedding: "),
        (
            f'[{{"content": "a", "embedding": [{"1," * 17000}1]}}]',
            "22023",
            "chunk 1 has no vector as its embedding: vector cannot have more than 16000 dimensions",
        ),
        (
            f'[{{"content": "a", "id": "{"x" * 2601}", "embedding": [1, 0, 0]}}]',
            "22023",
            "chunk 1 has an id of more than 2,600 bytes",
        ),
        (
            '[{"content": "a", "id": "x", "embedding": [1, 0, 0]}, {"content": "b", "id": "x", "embedding": [1, 0, 0]}]',
            "23505",
            'an id of a chunk of the document "kept" is taken',
        ),
        (
            '[{"content": "a", "id": "other_0", "embedding": [1, 0, 0]}]',
            "23505",
            'an id of a chunk of the document "kept" is taken',
        ),
    ],
)
def test_a_wrong_chunk_is_named_and_nothing_changes(
    documents: Database, chunks: str | None, sqlstate: str, message: str
) -> None:
    put(documents, "kept", [1, 0, 0])
    put(documents, "other", [1, 0, 0])
    rows = "select * from documents order by id"
    before = documents.rows(rows)
    error = refused(documents, PUT, "kept", chunks)
    assert error.pgcode == sqlstate
    assert str(error.diag.message_primary).startswith(message)
    assert documents.rows(rows) == before


def test_a_document_needs_an_id(documents: Database) -> None:
    chunks = '[{"content": "a", "embedding": [1, 0, 0]}]'
    assert [refused(documents, PUT, given, chunks).pgcode for given in (None, "")] == ["22004", "22023"]


def test_documents_are_deleted_by_id_and_by_filter(documents: Database) -> None:
    for document, author in (("a", "ann"), ("b", "ann"), ("c", "bob"), ("d", "bob")):
        put(
            documents,
            document,
            [1, 0, 0],
            [0, 1, 0],
            author=author,
            created_at=f"2024-05-0{ord(document) - 96}",
        )
    for arguments, deleted in {
        "'{}'": 0,
        "'{a, none}'": 2,
        "author => 'bob', start_date => '2024-05-04'": 2,
        "'{b}', author => 'bob'": 0,
        "end_date => '2024-05-02', source => null": 2,
    }.items():
        assert documents.rows(f"select delete_documents({arguments})") == [(deleted,)], arguments
    assert documents.rows("select distinct document_id from documents") == [("c",)]


def test_nothing_deletes_all_documents_but_delete_all(documents: Database) -> None:
    put(documents, "a", [1, 0, 0])
    assert refused(documents, "select delete_documents()").pgcode == "22004"
    assert refused(documents, "select delete_documents('{a}', delete_all => true)").pgcode == "22023"
    assert documents.rows("select count(*) from documents") == [(1,)]
    assert documents.rows("select delete_documents(delete_all => true)") == [(1,)]


def test_the_doctor_finds_all_functions_and_indexes(documents: Database) -> None:
    with connected(documents.url) as connection:
        report = diagnose(connection, make_url(documents.url))
    assert [finding for finding in report.findings if finding.level == "error"] == []
