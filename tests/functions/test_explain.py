"""explain_search and explain_sections: how a search was answered, and why a section is not in the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.functions.corpus import fill, query_vector
from tests.servers import Database, PostgresServer, created

INDEX = "nods_page_section_embedding_hnsw_ip_idx"
DECLARE = """
    select pgmatch.create_search(
      'public.match_sections', 'nods_page_section', returns => '{id, slug}', content => 'content',
      filters => '{"page bigint": "page_id = $"}'
    )
"""


@pytest.fixture(scope="module")
def corpus(server: PostgresServer) -> Iterator[Database]:
    """3,000 sections on 300 pages; the one with the id 6 has no embedding."""
    with created(server, "explained", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="64", access="public_read")
        upgrade(made.url, "nods_text")
        fill(made, 300)
        made.execute("select pgmatch.refresh_searches()")
        made.execute(DECLARE)
        made.execute("update nods_page_section set embedding = null where id = 6; analyze nods_page_section")
        yield made


def arguments(corpus: Database, **changes: Any) -> str:
    return json.dumps({"query_embedding": json.loads(query_vector(corpus, 500)), **changes})


def explained(corpus: Database, search: str, given: str) -> tuple[Any, ...]:
    [(path, index, rows, ms)] = corpus.rows(
        "select path, index, rows, ms from explain_search(%s, %s)", [search, given]
    )
    assert ms > 0
    return path, index and index.rpartition(".")[2], rows


def test_a_search_without_filters_takes_the_fast_path(corpus: Database) -> None:
    for search in ("search_page_sections", "match_sections"):
        assert explained(corpus, search, arguments(corpus)) == ("fast", INDEX, 10)
    assert explained(corpus, "search_page_sections", arguments(corpus, match_threshold=0.999)) == (
        "fast",
        INDEX,
        1,
    )


def test_few_rows_are_compared(corpus: Database) -> None:
    assert explained(corpus, "search_page_sections", arguments(corpus, page_type="0.1")) == (
        "compared",
        None,
        9,
    )
    assert explained(corpus, "match_sections", arguments(corpus, page=1)) == ("compared", None, 9)


def test_a_hybrid_search_is_explained_by_its_search_for_the_meaning(corpus: Database) -> None:
    given = arguments(corpus, query_text="H7", match_count=5)
    path, *rest = explained(corpus, "hybrid_search_page_sections", given)
    assert (path in ("fast", "complete"), *rest) == (True, INDEX, 5)
    given = arguments(corpus, query_text="H7", match_count=5, page_type="0.1")
    assert explained(corpus, "hybrid_search_page_sections", given) == ("compared", None, 5)


def test_a_search_without_its_index_compares_all_rows(corpus: Database) -> None:
    given = arguments(corpus)
    with corpus.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"drop index {INDEX}")
        cursor.execute("select path, index from explain_search('search_page_sections', %s)", [given])
        assert cursor.fetchall() == [("compared", None)]
        connection.rollback()


def test_policies_take_the_complete_path(corpus: Database) -> None:
    given = arguments(corpus)
    with corpus.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "create policy half on nods_page_section as restrictive for select to anon using (id % 2 = 0)"
        )
        cursor.execute("set local role anon")
        cursor.execute("select path, rows from explain_search('search_page_sections', %s)", [given])
        [(path, rows)] = cursor.fetchall()
        assert (path, rows) == ("complete", 10)
        connection.rollback()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("'match_page_sections'", "match_page_sections needs the argument embedding"),
        ("'match_page_sections', '{}'", "match_page_sections needs the argument embedding"),
        ("'match_page_sections', null", "arguments null are not an object"),
        ("'match_page_sections', '[]'", "arguments [] are not an object"),
        ("null, '{}'", "null is not a search: it needs no argument"),
        ("'pg_catalog.now'", "now is not a search: it needs no argument"),
        ("'nods_corpora'", "nods_corpora is not a search: it needs no argument"),
        ("'nods_pages'", "nods_pages is not a search: it needs no argument"),
    ],
)
def test_what_cannot_be_called_is_said(corpus: Database, call: str, message: str) -> None:
    with pytest.raises(psycopg2.Error) as refused:
        corpus.rows(f"select * from pgmatch.explain_call({call})")
    assert refused.value.pgcode == "22023"
    assert str(refused.value.diag.message_primary).endswith(message)
    assert refused.value.diag.message_hint


def sections(corpus: Database, expected: str, search: str, given: str) -> list[tuple[Any, ...]]:
    return corpus.rows(
        "select id, place, round(similarity::numeric, 2), reasons from explain_sections(%s, %s, %s)",
        [expected, search, given],
    )


def test_the_section_itself_is_first(corpus: Database) -> None:
    [(section, place, similarity, reasons)] = sections(
        corpus, "/10/50#s499", "search_page_sections", arguments(corpus)
    )
    assert (section, place, float(similarity), reasons) == (500, 1, 1.0, [])


def test_what_is_further_down_has_its_place(corpus: Database) -> None:
    nearest = [
        row[0]
        for row in corpus.rows(
            "select id from search_page_sections(%s, 60, ef_search => 1000)", [query_vector(corpus, 500)]
        )
    ]
    [(slug,)] = corpus.rows(
        "select p.path || '#' || s.slug from nods_page_section as s join nods_page as p on p.id = s.page_id where s.id = %s",
        [nearest[50]],
    )
    [(section, place, _, reasons)] = sections(
        corpus, slug, "search_page_sections", arguments(corpus, match_count=7)
    )
    assert (section, place) == (nearest[50], 51)
    assert reasons == ["it is at place 51, and match_count is 7"]


def test_one_per_section_counts_sections(corpus: Database) -> None:
    with corpus.connect() as connection, connection.cursor() as cursor:
        # the section of the nearest row gets its three next ones
        cursor.execute(
            "update nods_page_section set page_id = f.page_id, slug = f.slug"
            " from nods_page_section as f where f.id = 500 and nods_page_section.id in"
            " (select id from search_page_sections(%s, 4, ef_search => 1000))",
            [query_vector(corpus, 500)],
        )
        for one_per_section, places in ((False, [1, 2, 3, 4]), (True, [1, 1, 1, 1])):
            given = arguments(corpus, match_count=4, one_per_section=one_per_section)
            cursor.execute(
                "select id = 500, place, reasons, similarity"
                " from explain_sections('/10/50#s499', 'search_page_sections', %s) order by similarity desc",
                [given],
            )
            found = cursor.fetchall()
            assert found[0][:3] == (True, 1, [])
            assert [place for _, place, _, _ in found] == places
            assert found[1][3] < 1
            stands = ["a better piece of the same section stands for it"] if one_per_section else []
            assert [reasons for _, _, reasons, _ in found[1:]] == [stands] * 3
        cursor.execute(
            "select p.path || '#' || s.slug from search_page_sections(%s, 5, ef_search => 1000) as s"
            " join nods_page as p on p.id = s.page_id offset 4",
            [query_vector(corpus, 500)],
        )
        [(fifth,)] = cursor.fetchall()
        given = arguments(corpus, match_count=1, one_per_section=True)
        cursor.execute(
            "select place, reasons from explain_sections(%s, 'search_page_sections', %s)", [fifth, given]
        )
        assert cursor.fetchone() == (2, ["it is at place 2, and match_count is 1"])
        connection.rollback()


def test_a_threshold_is_named(corpus: Database) -> None:
    given = arguments(corpus, match_threshold=0.9999, match_count=10000)
    [(_, place, _, reasons)] = sections(corpus, "/10/50#s498", "search_page_sections", given)
    assert place > 1
    [reason] = reasons
    assert reason.startswith("its similarity ")
    assert reason.endswith(" is not above match_threshold 0.9999")


def test_filters_that_leave_it_out_are_named(corpus: Database) -> None:
    given = arguments(corpus, page_type="10", source="odd", path_prefix="/1/", meta={"tags": ["all"]})
    [(_, place, _, reasons)] = sections(corpus, "/10/50#s499", "search_page_sections", given)
    assert place is None
    assert reasons == [
        'the filter path_prefix leaves it out: "/1/"',
        'the filter source leaves it out: "odd"',
    ]


def test_a_section_without_an_embedding_is_found_by_no_meaning(corpus: Database) -> None:
    [(section, place, similarity, reasons)] = sections(
        corpus, "/0.1/1#s5", "search_page_sections", arguments(corpus)
    )
    assert (section, place, similarity, reasons) == (6, None, None, ["it has no embedding"])


def test_hybrid_search_has_the_ranks_of_both(corpus: Database) -> None:
    given = arguments(corpus, query_text="H499", match_count=3)
    [row] = corpus.rows(
        "select id, place, full_text_rank, semantic_rank, reasons from explain_sections(%s, %s, %s)",
        ["10/50#s499", "hybrid_search_page_sections", given],
    )
    assert row == (500, 1, 1, 1, [])


def test_sections_are_meant_by_their_words_too(corpus: Database) -> None:
    corpus.execute(
        "update nods_page_section set content = 'Sat on 100% of the Mat' where id = 77;"
        "update nods_page_section set content = 'the mat, of which 100% sat on' where id = 70"
    )
    given = arguments(corpus)
    found = [row[0] for row in sections(corpus, "100% of  mat", "search_page_sections", given)]
    assert found == [70, 77]
    found = [row[0] for row in sections(corpus, "sat on 100%", "search_page_sections", given)]
    assert found == [77, 70]
    assert [row[0] for row in sections(corpus, "/0.1/1", "search_page_sections", given)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        ("explain_search('pg_sleep', '{}')", "42883", "there is no search 'pg_sleep'"),
        ("explain_search('nearest', '{}')", "42883", "there is no search 'nearest'"),
        ("explain_search(null, '{}')", "42883", "there is no search NULL"),
        ("explain_search('search_page_sections', '{}')", "22023", "needs the argument query_embedding"),
        ("explain_search('search_page_sections', '[]')", "22023", "arguments .. are not an object"),
        ("explain_search('search_page_sections', null)", "22023", "arguments null are not an object"),
        (
            """explain_search('search_page_sections', '{"query_embedding": [1], "x) or (true": 1}')""",
            "22023",
            r"has no argument x\) or \(true",
        ),
        ("explain_search('search_page_sections', '{\"query_embedding\": [1]}')", "22023", "1 dimension"),
        (
            "explain_sections('', 'search_page_sections', '{}')",
            "P0002",
            "no section has the path or the words ''",
        ),
        ("explain_sections('/no', 'search_page_sections', '{}')", "P0002", "no section has"),
        ("explain_sections(null, 'search_page_sections', '{}')", "P0002", "the words NULL"),
    ],
)
def test_wrong_arguments_are_named(corpus: Database, call: str, code: str, message: str) -> None:
    with pytest.raises(psycopg2.Error, match=message) as raised:
        corpus.rows(f"select * from {call}")
    assert raised.value.pgcode == code


def test_a_function_of_that_name_that_is_no_search_of_sections_is_not_called(corpus: Database) -> None:
    upgrade(corpus.url, "documents", dimensions="64")
    with corpus.connect() as connection, connection.cursor() as cursor:
        # undone at the end
        cursor.execute(
            "create role planter; grant create on schema public to planter; set local role planter;"
            "create function match_of_a_stranger(a text) returns bigint language plpgsql as"
            " $$ begin raise exception 'called'; end\n-- pgmatch.search_function: {\"\n $$;"
            "create function hybrid_search_page_sections(min_content_length text) returns bigint language plpgsql as"
            " $$ begin raise exception 'called'; end $$; reset role"
        )
        given = {"embedding": json.loads(query_vector(corpus, 500)), "match_threshold": 0.1}
        cursor.execute(
            "select rows from explain_search('match_page_sections', %s)",
            [json.dumps({**given, "match_count": 5, "min_content_length": 0})],
        )
        assert cursor.fetchall() == [(5,)]
        cursor.execute(
            "select rows from explain_search('hybrid_search_page_sections', %s)",
            [arguments(corpus, query_text="word")],
        )
        assert cursor.rowcount == 1
        with pytest.raises(
            psycopg2.errors.UndefinedFunction, match="there is no search 'match_of_a_stranger'"
        ):
            cursor.execute("select * from explain_search('match_of_a_stranger', '{\"a\": \"b\"}')")
        connection.rollback()
