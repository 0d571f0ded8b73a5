"""match_page_sections: the guide's contract, and the answers that we chose where the guide has none."""

from __future__ import annotations

import json

import psycopg2
import pytest

from tests.conftest import InstallDatabase
from tests.servers import Database, PostgresServer

CALL = "select id, round(similarity::numeric, 4)::float from match_page_sections(%s, %s, %s, %s)"


def found(database: Database, *arguments: object) -> list[int]:
    return [row[0] for row in database.rows(CALL, arguments)]


def test_rows_come_best_first_with_the_inner_product_and_ties_by_id(small: Database) -> None:
    assert small.rows(CALL, ("[1,0,0]", -2, 10, 0)) == [(1, 1.0), (5, 1.0), (2, 0.8), (3, 0.0), (4, -1.0)]


def test_columns_are_the_guides(small: Database) -> None:
    with small.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select * from match_page_sections('[1,0,0]', 0.9, 1, 0)")
        assert [c.name for c in cursor.description or []] == [
            "id",
            "page_id",
            "slug",
            "heading",
            "content",
            "similarity",
        ]
        assert cursor.fetchall() == [(1, 1, "same", "Same", "identical", 1.0)]


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [(1, []), (0.99, [1, 5]), (0.8001, [1, 5]), (0.79, [1, 5, 2]), (0, [1, 5, 2]), (-1, [1, 5, 2, 3])],
)
def test_the_threshold_is_strict(small: Database, threshold: float, expected: list[int]) -> None:
    assert found(small, "[1,0,0]", threshold, 10, 0) == expected


@pytest.mark.parametrize("length", [0, 9, 10, 16, 17, None])
def test_the_least_length_counts_characters_inclusively(small: Database, length: int | None) -> None:
    small.execute("update nods_page_section set content = repeat('🐘', 9) where id = 3")
    lengths = [len(text) for (text,) in small.rows("select content from nods_page_section")]
    assert {9, 16} <= set(lengths)
    assert len(found(small, "[1,0,0]", -2, 10, length)) == sum(n >= (length or 0) for n in lengths)


def test_no_threshold_is_null(small: Database) -> None:
    assert found(small, "[1,0,0]", None, 10, 0) == [1, 5, 2, 3, 4]
    assert found(small, "[1,0,0]", "-Infinity", 10, 0) == [1, 5, 2, 3, 4]
    assert found(small, "[1,0,0]", "Infinity", 10, 0) == []


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 40, 41, 200, 1000, 10000])
def test_as_many_rows_as_asked_for_or_as_there_are(small: Database, count: int) -> None:
    assert len(found(small, "[1,0,0]", None, count, None)) == min(count, 5)


@pytest.mark.parametrize(
    ("arguments", "sqlstate", "message"),
    [
        (("[1,0,0]", 0, None, 0), "22004", "match_count is null"),
        (("[1,0,0]", 0, -1, 0), "2201W", "match_count -1 is negative"),
        (("[1,0,0]", 0, 10001, 0), "22023", "match_count 10001 is more than 10000"),
        (("[1,0,0]", 0, 2147483647, 0), "22023", "match_count 2147483647 is more"),
        (("[1,0,0]", "NaN", 5, 0), "22023", "match_threshold is not a number"),
        ((None, 0, 5, 0), "22004", "embedding is null"),
        (("[1,0]", 0, 5, 0), "22023", "embedding has 2 dimensions, but the table has 3"),
        (("[1,0,0,0]", 0, 5, 0), "22023", "embedding has 4 dimensions, but the table has 3"),
        (("[0,0,0]", 0, 5, 0), "22023", "all zeros"),
        (("[NaN,0,0]", 0, 5, 0), "22000", "NaN not allowed"),
        (("[1,0,", 0, 5, 0), "22P02", "invalid input syntax for type vector"),
    ],
)
def test_arguments_that_cannot_be_answered_are_errors_even_on_an_empty_table(
    small: Database, arguments: tuple[object, ...], sqlstate: str, message: str
) -> None:
    for change in ("analyze", "truncate nods_page cascade"):
        small.execute(change)
        with pytest.raises(psycopg2.Error, match=message) as refused:
            found(small, *arguments)
        assert refused.value.pgcode == sqlstate
        if sqlstate not in ("22P02", "22000"):  # pgvector's own have none
            assert refused.value.diag.message_hint


def test_sections_without_embedding_or_content_are_not_found(small: Database) -> None:
    small.execute(
        "insert into nods_page_section (page_id, content, embedding) values (1, 'no embedding', null), (1, null, '[1,0,0]')"
    )
    assert found(small, "[1,0,0]", None, 10, None) == [1, 5, 2, 3, 4]


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("ip", [(2, 4.0), (1, 1.0), (3, 0.0), (4, -1.0)]),
        ("cosine", [(1, 1.0), (2, 0.8), (3, 0.0), (4, -1.0)]),
        ("l2", [(1, 1.0), (3, 0.4142), (4, 0.3333), (2, 0.1907)]),
        ("l1", [(1, 1.0), (3, 0.3333), (4, 0.3333), (2, 0.1429)]),
    ],
)
def test_similarity_and_order_follow_the_metric(
    supabase_server: PostgresServer,
    install_database: InstallDatabase,
    metric: str,
    indexed: bool,
    expected: list[tuple[int, float]],
) -> None:
    made = install_database(supabase_server, extension_schema="extensions", dimensions="3", metric=metric)
    made.execute(
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding) values"
        " (1, 'identical', '[1,0,0]'), (1, 'long', '[4,3,0]'), (1, 'orthogonal', '[0,1,0]'), (1, 'opposite', '[-1,0,0]')"
    )
    if not indexed:
        made.execute(f"drop index nods_page_section_embedding_hnsw_{metric}_idx")
    assert made.rows(CALL, ("[1,0,0]", None, 10, 0)) == expected


def test_a_stored_zero_vector_is_never_similar_under_cosine(
    supabase_server: PostgresServer, install_database: InstallDatabase
) -> None:
    made = install_database(supabase_server, extension_schema="extensions", dimensions="3", metric="cosine")
    made.execute(
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding) values (1, 'zero', '[0,0,0]'), (1, 'one', '[1,0,0]')"
    )
    assert made.rows(CALL, ("[1,0,0]", None, 10, 0)) == [(2, 1.0)]
    made.execute("drop index nods_page_section_embedding_hnsw_cosine_idx")
    assert made.rows(CALL, ("[1,0,0]", None, 10, 0)) == [(2, 1.0)]


@pytest.mark.parametrize("embedding", [[1, 0, 0], "[1,0,0]", [1e-3, 2e-3, 3]])
def test_json_arrays_and_strings_decode_as_postgrest_decodes_them(small: Database, embedding: object) -> None:
    body = json.dumps(
        {"embedding": embedding, "match_threshold": -2, "match_count": 2, "min_content_length": 0}
    )
    rows = small.rows(
        "select m.* from (select * from json_to_record(%s::json) as"
        " _ (embedding extensions.vector, match_threshold float, match_count int, min_content_length int) limit 1) as b,"
        " lateral public.match_page_sections(embedding := b.embedding, match_threshold := b.match_threshold,"
        " match_count := b.match_count, min_content_length := b.min_content_length) as m",
        (body,),
    )
    assert len(rows) == 2


def test_it_answers_in_a_read_only_transaction(small: Database) -> None:
    with small.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set transaction read only")
        cursor.execute(CALL, ("[1,0,0]", 0, 60, 0))
        assert len(cursor.fetchall()) == 3


def test_it_coexists_with_the_retrieval_plugins_function_of_the_same_name(small: Database) -> None:
    small.execute(
        "create function match_page_sections(in_embedding extensions.vector, in_match_count int default 3,"
        " in_document_id text default '%%') returns table (id text) language sql as $$ select 'plugin' $$"
    )
    assert small.rows("select id from match_page_sections('[1,0,0]', 0.9, 10, 0)") == [(1,), (5,)]
    assert small.rows("select id from match_page_sections(in_embedding => '[1,0,0]')") == [("plugin",)]
