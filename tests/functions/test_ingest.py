"""The functions that ingest and those that preview it, as any language calls them."""

from __future__ import annotations

import json
import threading
from typing import Any

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.client.waiting import wait_until
from tests.conftest import CreateDatabase
from tests.functions.conftest import ON_18
from tests.functions.ingesting import (
    add,
    begin,
    finish,
    preview,
    put,
    section,
    sections_of,
    to_embed,
    would_remove,
)
from tests.guide import fill_sql, guide_sql
from tests.servers import Database, PostgresServer

pytestmark = ON_18


def test_a_new_page_is_stored_whole(target: Database) -> None:
    run = begin(target)
    assert to_embed(target, run, "/p", "1", "text a", "text b") == [1, 2]
    assert put(target, run, "/p", "1", section("a"), section("b"), meta='{"t": 1}') == ("new", 2, 0, 0)
    assert target.rows("select path, checksum, meta, type, source, corpus from nods_page") == [
        ("/p", "1", {"t": 1}, "markdown", "guide", "docs")
    ]
    assert target.rows(
        "select content, heading, slug, token_count, embedding::text from nods_page_section order by id"
    ) == [("text a", "A", "a", 2, "[1,0,0]"), ("text b", "B", "b", 2, "[0,1,0]")]
    assert target.rows("select slug from match_page_sections('[0,1,0]', 0.9, 5, 0)") == [("b",)]


def test_an_unchanged_page_costs_no_embedding_and_no_write(target: Database) -> None:
    run = begin(target)
    put(target, run, "/p", "1", section("a"), section("b"))
    versions = "select xmin::text, ctid::text from nods_page union all select xmin::text, ctid::text from nods_page_section"
    before = target.rows(versions)
    again = begin(target)
    assert to_embed(target, again, "/p", "1", "text a", "text b") == []
    assert put(target, again, "/p", "1", section("a", None), section("b", None)) == ("unchanged", 0, 2, 0)
    finish(target, again, "/p")
    assert target.rows(versions) == before


def test_only_changed_sections_are_replaced_and_the_order_is_the_documents(target: Database) -> None:
    run = begin(target)
    put(target, run, "/p", "1", section("a"), section("b"), section("c"))
    ids = {content: number for number, content in sections_of(target, "/p")}
    contents = ("text c", "text d", "text a")
    assert to_embed(target, run, "/p", "2", *contents) == [2]
    assert put(target, run, "/p", "2", section("c", None), section("d"), section("a", None)) == (
        "changed",
        1,
        2,
        1,
    )
    now = sections_of(target, "/p")
    assert [content for _, content in now] == list(contents)
    assert (now[0][0], now[2][0]) == (ids["text c"], ids["text a"])


def test_a_section_that_only_moved_or_was_renamed_keeps_its_row_and_embedding(target: Database) -> None:
    run = begin(target)
    put(target, run, "/p", "1", section("a"), section("b"))
    before = target.rows("select id, embedding::text from nods_page_section order by id")
    assert put(target, run, "/p", "2", section("b", None, slug="b-1"), section("a", None)) == (
        "changed",
        0,
        2,
        0,
    )
    assert target.rows("select id, embedding::text from nods_page_section order by id") == before
    assert target.rows("select slug from nods_page_section where content = 'text b'") == [("b-1",)]


def test_the_same_text_twice_is_two_sections(target: Database) -> None:
    run = begin(target)
    assert put(target, run, "/p", "1", section("a"), section("a", slug="a-1")) == ("new", 2, 0, 0)
    assert to_embed(target, run, "/p", "2", "text a", "text a", "text a") == [3]
    assert put(target, run, "/p", "2", section("a", None), section("a", None), section("a")) == (
        "changed",
        1,
        2,
        0,
    )
    assert put(target, run, "/p", "3", section("a", None)) == ("changed", 0, 1, 2)


def test_a_page_without_sections_is_a_page(target: Database) -> None:
    run = begin(target)
    assert put(target, run, "/p", "1") == ("new", 0, 0, 0)
    assert put(target, run, "/p", "1") == ("unchanged", 0, 0, 0)
    assert put(target, run, "/p", "2", section("a")) == ("changed", 1, 0, 0)


@pytest.mark.parametrize("embedding", [[1, 0, 0], "[1,0,0]", [1.0, 0, 0], "[1, 0, 0]"])
def test_embeddings_may_be_arrays_or_strings(target: Database, embedding: Any) -> None:
    put(target, begin(target), "/p", "1", section("a", embedding))
    assert target.rows("select embedding::text from nods_page_section") == [("[1,0,0]",)]


@pytest.mark.parametrize(
    ("sections", "sqlstate", "message"),
    [
        ([section("a", None)], "PT409", "section 1 has no embedding"),
        (
            [section("a"), section("b", [1, 0])],
            "22023",
            "embedding of section 2 has 2 dimensions, but the table has 3",
        ),
        ([section("a", [0, 0, 0])], "22023", "embedding of section 1 is all zeros"),
        ([section("a", [2, 0, 0])], "22023", "embedding of section 1 has length 2"),
        ([section("a", "oops")], "22P02", "invalid input syntax for type vector"),
        ([{"content": ""}], "22023", "section 1 of page /p has no content"),
        ([{"content": None}], "22023", "section 1 of page /p has no content"),
        ([{"content": 5}], "22023", "section 1 of page /p has no content"),
        (["text"], "22023", "section 1 of page /p has no content"),
    ],
)
def test_a_bad_section_is_named_and_the_page_stays_as_it_was(
    target: Database, sections: list[Any], sqlstate: str, message: str
) -> None:
    run = begin(target, normalized=True)
    put(target, run, "/p", "1", section("c"))
    before = target.rows("select * from nods_page"), sections_of(target, "/p")
    with pytest.raises(psycopg2.Error, match=message) as refused:
        put(target, run, "/p", "2", *sections)
    assert refused.value.pgcode == sqlstate
    assert (target.rows("select * from nods_page"), sections_of(target, "/p")) == before


@pytest.mark.parametrize(
    ("path", "checksum", "sections", "message"),
    [
        ("", "1", "[]", "page_path is empty"),
        (None, "1", "[]", "page_path is empty"),
        ("/p", "", "[]", "page /p has no checksum"),
        ("/p", None, "[]", "page /p has no checksum"),
        ("/p", "1", "{}", "sections of page /p are not an array"),
        ("/p", "1", None, "sections of page /p are not an array"),
        ("/p", "1", "null", "sections of page /p are not an array"),
    ],
)
def test_a_bad_page_is_named(target: Database, path: Any, checksum: Any, sections: Any, message: str) -> None:
    with pytest.raises(psycopg2.Error, match=message) as refused:
        target.rows("select * from nods_put_page(%s, %s, %s, %s)", (begin(target), path, checksum, sections))
    assert refused.value.pgcode == "22023"
    assert target.rows("select count(*) from nods_page") == [(0,)]


def test_an_unknown_run_is_refused_everywhere(target: Database) -> None:
    for call in (
        "select * from nods_put_page(99, '/p', '1', '[]')",
        "select * from nods_sections_to_embed(99, '/p', '1', '{}')",
        "select * from nods_finish_ingest(99, '[]')",
        "select * from nods_finish_ingest(null, '[]')",
    ):
        with pytest.raises(psycopg2.Error, match="ingest run .* does not exist"):
            target.rows(call)


def test_another_model_is_refused_naming_both_even_of_the_same_dimensions(target: Database) -> None:
    begin(target, model="ada-002", normalized=True, chunk_tokens=100)
    begin(target, model="ada-002", normalized=True, chunk_tokens=100)
    begin(target, model="ada-002")
    for different in ({"model": "3-small"}, {"normalized": False}, {"chunk_tokens": 200}):
        with pytest.raises(psycopg2.Error) as refused:
            begin(target, **({"model": "ada-002"} | different))
        ((name, value),) = different.items()
        assert f"{name} {json.dumps(value) if not isinstance(value, str) else value}" in str(refused.value)
        assert str({"model": "ada-002", "normalized": "true", "chunk_tokens": "100"}[name]) in str(
            refused.value
        )
        assert refused.value.pgcode == "22023"
    assert target.rows("select model from pgmatch_info()") == [("ada-002",)]


@pytest.mark.parametrize("missing", ["corpus", "model", "dimensions"])
def test_a_run_wants_corpus_model_and_dimensions(target: Database, missing: str) -> None:
    arguments: dict[str, Any] = {"corpus": "c", "model": "m", "dimensions": 3, missing: None}
    with pytest.raises(psycopg2.Error, match=f"{missing} is missing"):
        begin(target, **arguments)


def test_embeddings_of_an_unknown_model_are_not_mixed_with_others(
    server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(server, extension_schema="extensions")
    made.execute(guide_sql(dimensions=3) + fill_sql(3))
    upgrade(made.url)
    with pytest.raises(psycopg2.Error, match="the model that made them is not recorded") as refused:
        begin(made, model="ada-002")
    assert refused.value.pgcode == "55000"
    assert "pgmatch.set_model('ada-002')" in str(refused.value.diag.message_hint)
    made.execute("select pgmatch.set_model('ada-002')")
    begin(made, model="ada-002")
    with pytest.raises(psycopg2.Error, match='made by "ada-002", not by "other"'):
        made.execute("select pgmatch.set_model('other')")


def test_pages_of_the_guides_script_are_recognised_and_a_null_checksum_is_repaired(
    server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(server, extension_schema="extensions")
    made.execute(guide_sql(dimensions=3) + fill_sql(3))
    upgrade(made.url, model="ada-002")
    run = begin(made, model="ada-002")
    first = ("one text that is long enough", "two text that is long enough")
    assert to_embed(made, run, "/docs/first", "c2hh", *first) == []
    assert put(made, run, "/docs/first", "c2hh", {"content": first[0]}, {"content": first[1]}) == (
        "unchanged",
        0,
        2,
        0,
    )
    assert to_embed(made, run, "/docs/second", "bmV3", "three text that is long enough", "four") == [2]
    repaired = put(
        made, run, "/docs/second", "bmV3", {"content": "three text that is long enough"}, section("d")
    )
    assert repaired == ("changed", 1, 1, 0)
    assert made.rows("select id, checksum from nods_page order by id") == [(11, "c2hh"), (12, "bmV3")]


def test_a_section_without_embedding_makes_its_page_incomplete(target: Database) -> None:
    run = begin(target)
    put(target, run, "/p", "1", section("a"))
    target.execute("update nods_page_section set embedding = null")
    assert to_embed(target, run, "/p", "1", "text a") == [1]
    assert put(target, run, "/p", "1", section("a")) == ("changed", 1, 0, 1)


def test_parents_are_set_by_path_in_any_order(target: Database) -> None:
    run = begin(target)
    put(target, run, "/a/b", "1", parent_path="/a")
    put(target, run, "/a", "1", parent_path=None)
    pages = [{"path": "/a", "parent_path": None}, {"path": "/a/b", "parent_path": "/a"}]
    assert finish(target, run, *pages) == ([], 1, False)
    parents = "select c.path, p.path from nods_page c left join nods_page p on p.id = c.parent_page_id order by c.path"
    assert target.rows(parents) == [("/a", None), ("/a/b", "/a")]
    again = begin(target)
    assert finish(target, again, *pages) == ([], 0, False)
    assert finish(target, begin(target), "/a", {"path": "/a/b", "parent_path": None}) == ([], 1, False)
    assert target.rows(parents) == [("/a", None), ("/a/b", None)]


def test_a_page_is_never_its_own_parent(target: Database) -> None:
    run = begin(target)
    put(target, run, "/a", "1", parent_path="/a")
    finish(target, run, {"path": "/a", "parent_path": "/a"})
    assert target.rows("select parent_page_id from nods_page") == [(None,)]


def test_pages_that_are_gone_go_with_a_finished_run_in_any_order_of_parents(target: Database) -> None:
    run = begin(target)
    for path in ("/a", "/a/b", "/a/b/c", "/d"):
        put(target, run, path, "1", section("a"), parent_path=path.rpartition("/")[0] or None)
    target.execute(
        "insert into nods_page (path, parent_page_id) select '/theirs', id from nods_page where path = '/a'"
    )
    other = begin(target, corpus="blog")
    put(target, other, "/blog", "1", section("b"))
    assert target.rows("select count(*) from nods_page") == [(6,)], "an unfinished run removes nothing"

    assert finish(target, begin(target), "/d") == (["/a", "/a/b", "/a/b/c"], 0, False)
    assert target.rows("select path, parent_page_id from nods_page order by path") == [
        ("/blog", None),
        ("/d", None),
        ("/theirs", None),
    ]
    assert target.rows("select count(*) from nods_page_section") == [(2,)]


def test_a_page_that_failed_is_kept(target: Database) -> None:
    run = begin(target)
    put(target, run, "/a", "1", section("a"))
    put(target, run, "/b", "1", section("b"))
    again = begin(target)
    assert finish(target, again, "/a", "/b") == ([], 0, False)


def test_an_empty_list_does_not_empty_the_corpus(target: Database) -> None:
    run = begin(target)
    put(target, run, "/a", "1", section("a"))
    with pytest.raises(psycopg2.Error, match="would remove 1: /a"):
        finish(target, begin(target))
    assert finish(target, begin(target, corpus="nothing")) == ([], 0, False)


@pytest.mark.parametrize("pages", ["{}", "null", None, '"x"'])
def test_a_list_that_is_none_is_refused(target: Database, pages: Any) -> None:
    with pytest.raises(psycopg2.Error, match="pages is not an array"):
        target.rows("select * from nods_finish_ingest(%s, %s)", (begin(target), pages))


@pytest.mark.parametrize("page", [{}, {"path": None}, "/a", None, 5])
def test_a_page_without_a_path_is_named_and_nothing_is_removed(target: Database, page: Any) -> None:
    put(target, begin(target), "/a", "1", section("a"))
    with pytest.raises(psycopg2.Error, match="page 2 of the list has no path"):
        target.rows(
            "select * from nods_finish_ingest(%s, %s)", (begin(target), json.dumps([{"path": "/b"}, page]))
        )
    assert target.rows("select path from nods_page") == [("/a",)]


def test_a_superseded_run_removes_nothing(target: Database) -> None:
    old = begin(target)
    new = begin(target)
    put(target, new, "/new", "1", section("a"))
    assert finish(target, old, "/old") == ([], 0, True)
    assert target.rows("select path from nods_page") == [("/new",)]


def test_two_corpora_cannot_take_each_others_pages(target: Database) -> None:
    put(target, begin(target, corpus="docs"), "/index", "1", section("a"))
    with pytest.raises(psycopg2.Error, match='belongs to the corpus "docs", not to "blog"') as refused:
        put(target, begin(target, corpus="blog"), "/index", "2", section("b"))
    assert refused.value.pgcode == "23505"
    assert sections_of(target, "/index")[0][1] == "text a"


def test_ten_writers_of_one_path_leave_one_version(target: Database) -> None:
    run = begin(target)
    failures: list[Exception] = []

    def write(version: int) -> None:
        names = "abcd"
        sections = [
            section(names[(version + i) % 4], content=f"text {(version + i) % 4} {version % 3}")
            for i in range(4)
        ]
        try:
            for _ in range(5):
                put(target, run, "/p", str(version), *sections)
                finish(target, run, "/p")
        except psycopg2.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(version,)) for version in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    ((checksum, ids),) = target.rows("select checksum, section_ids from nods_page")
    version = int(checksum)
    assert [content for _, content in sections_of(target, "/p")] == [
        f"text {(version + i) % 4} {version % 3}" for i in range(4)
    ]
    assert sorted(ids) == [r[0] for r in target.rows("select id from nods_page_section order by id")]


def test_the_service_role_ingests_and_searches(target: Database) -> None:
    with target.as_role("service_role") as cursor:
        cursor.execute("select public.nods_begin_ingest('c', 'm', 3)")
        run = cursor.fetchone()[0]  # type: ignore[index]
        cursor.execute(
            "select status from public.nods_put_page(%s, '/p', '1', %s)", (run, json.dumps([section("a")]))
        )
        assert cursor.fetchall() == [("new",)]
        cursor.execute(
            'select removed_paths from public.nods_finish_ingest(%s, \'[{"path": "/p"}]\')', (run,)
        )
        cursor.execute("select slug from public.match_page_sections('[1,0,0]', 0.5, 5, 0)")
        assert cursor.fetchall() == [("a",)]


def test_a_sequence_that_is_behind_its_rows_is_told_and_how_to_set_it(target: Database) -> None:
    target.execute(
        "insert into nods_page (id, path) select i, '/copied/' || i from generate_series(1, 50) as i"
    )
    with pytest.raises(psycopg2.Error, match="page /new cannot be created") as refused:
        put(target, begin(target), "/new", "1", section("a"))
    assert refused.value.pgcode == "23505"
    statement, _, _ = str(refused.value.diag.message_hint).partition(": ")[2].partition(";")
    target.execute(statement)
    put(target, begin(target), "/new", "1", section("a"))
    assert target.rows("select id from nods_page where path = '/new'") == [(51,)]


def test_a_page_that_a_policy_hides_is_no_endless_wait(target: Database) -> None:
    put(target, begin(target), "/a", "1", section("a"))
    target.execute("drop role if exists half_blind; create role half_blind; grant service_role to half_blind")
    target.execute(
        "create policy hidden on nods_page as restrictive for update to half_blind using (path <> '/a')"
    )
    try:
        with target.connect() as connection, connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = '60s'; set local role half_blind")
            cursor.execute("select nods_begin_ingest('docs', 'm', 3)")
            ((run,),) = cursor.fetchall()
            with pytest.raises(psycopg2.Error, match="page /a cannot be created") as refused:
                cursor.execute("select * from nods_put_page(%s, '/a', '2', '[]')", (run,))
            assert "policy hides" in str(refused.value.diag.message_hint)
        connection.close()
    finally:
        target.execute("drop owned by half_blind; drop role half_blind")


def test_a_long_page_can_be_written_in_parts(target: Database) -> None:
    run = begin(target)
    put(target, run, "/a", "1", section("a"), section("b"))
    old = target.rows("select id from nods_page_section order by id")

    assert add(target, run, "/a", "2", section("c"), section("d")) == 2
    assert target.rows("select checksum from nods_page") == [(None,)]
    assert target.rows("select id from nods_page_section order by id")[:2] == old
    contents = ("text d", "text b", "text c", "text b")
    assert to_embed(target, run, "/a", "2", *contents) == [4]
    assert preview(target, "/a", "2", *contents) == ("changed", [4])

    last = (section("d", None), section("b", None), section("c", None), section("b"))
    assert put(target, run, "/a", "2", *last) == ("changed", 1, 3, 1)
    assert [row[0] for row in target.rows(
        "select s.content from nods_page p join nods_page_section s on s.page_id = p.id"
        " order by array_position(p.section_ids, s.id)"
    )] == list(contents)  # fmt: skip
    assert add(target, run, "/a", "2", section("a")) == 0


def test_parts_of_a_new_page_and_parts_that_came_twice_are_put_right(target: Database) -> None:
    run = begin(target)
    for _ in range(2):
        assert add(target, run, "/a", "1", section("a"), section("b")) == 2
    assert put(target, run, "/a", "1", section("a", None), section("b", None)) == ("new", 0, 2, 2)
    assert target.rows("select count(*), min(p.checksum) from nods_page p, nods_page_section") == [(2, "1")]


def test_parts_left_by_a_crash_go_when_the_file_is_put_as_it_was(target: Database) -> None:
    run = begin(target)
    put(target, run, "/a", "1", section("a"))
    add(target, run, "/a", "2", section("b"))

    assert to_embed(target, run, "/a", "1", "text a") == []
    assert put(target, run, "/a", "1", section("a", None)) == ("changed", 0, 1, 1)
    assert target.rows("select content from nods_page_section") == [("text a",)]


def test_a_bad_part_changes_nothing(target: Database) -> None:
    run = begin(target)
    put(target, run, "/a", "1", section("a"))
    for sections, message in (
        ([section("b"), section("c", None)], "section 2 has no embedding"),
        ([section("b", [1, 0])], "section 1 has 2 dimensions"),
        ([{"heading": "H"}], "section 1 of page /a has no content"),
    ):
        with pytest.raises(psycopg2.Error, match=message):
            add(target, run, "/a", "2", *sections)
    with pytest.raises(psycopg2.Error, match="run 99 does not exist"):
        add(target, 99, "/a", "2")
    with pytest.raises(psycopg2.errors.UniqueViolation, match='not to "blog"'):
        add(target, begin(target, "blog"), "/a", "2", section("b"))
    assert target.rows("select p.checksum, s.content from nods_page p, nods_page_section s") == [
        ("1", "text a")
    ]


def test_a_preview_says_what_an_ingest_would_do(target: Database) -> None:
    assert would_remove(target, "/a") == []
    assert preview(target, "/a", "1", "text a", "text b") == ("new", [1, 2])
    run = begin(target)
    put(target, run, "/a", "1", section("a"), section("b"))
    put(target, run, "/b", "1", section("b"))

    assert preview(target, "/a", "1", "anything") == ("unchanged", [])
    assert preview(target, "/a", "2", "text c", "text b", "text b") == ("changed", [1, 3])
    assert preview(target, "/a", "2") == ("changed", [])
    assert would_remove(target, "/b", "/c") == ["/a"]
    assert would_remove(target, prune=True) == ["/a", "/b"]
    assert would_remove(target, prune=False) == []
    assert would_remove(target, "/b", "/a") == []


def test_a_preview_writes_nothing_and_refuses_what_the_ingest_would(target: Database) -> None:
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set transaction read only")
        cursor.execute("select * from nods_preview_ingest('docs', 'm', 3, '{}', true, 5)")
        cursor.execute("select * from nods_preview_page('docs', '/a', '1', '{text}')")
    assert target.rows("select model, normalized from pgmatch.search") == [(None, None)]

    put(target, begin(target), "/a", "1", section("a"))
    with pytest.raises(psycopg2.errors.UniqueViolation, match='belongs to the corpus "docs", not to "blog"'):
        preview(target, "/a", "2", "text", corpus="blog")
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="with model n, .* made with model m"):
        would_remove(target, model="n")
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="have 3 dimensions, not 4"):
        would_remove(target, dimensions=4)
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="corpus is missing"):
        target.rows("select * from nods_preview_ingest(' ', 'm', 3, '{}')")


def test_the_first_runs_agree_on_one_model(target: Database) -> None:
    """The second waits for the first to record, and then sees what it recorded."""
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select nods_begin_ingest('docs', 'm', 3)")
        raised: list[BaseException] = []

        def second() -> None:
            try:
                begin(target, model="n")
            except psycopg2.Error as error:
                raised.append(error)

        thread = threading.Thread(target=second)
        thread.start()
        waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        wait_until(lambda: target.rows(waiting) == [(1,)])
        connection.commit()
        thread.join()
    assert "made with model m" in str(raised[0])
