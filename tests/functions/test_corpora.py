"""What is known of a corpus, and what a run over it may remove, write and leave behind."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from tests.client.waiting import wait_until
from tests.functions.conftest import ON_18
from tests.functions.ingesting import begin, finish, preview, put, section, to_embed, would_remove
from tests.servers import Database

pytestmark = ON_18

OTHER_RULES = {"jsx": "keep", "md_as": "markdown", "titles": True, "paths": "site"}
WAITING = (
    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
)


def fill(database: Database, *paths: str, **more: Any) -> int:
    """Ingest pages of one section each as a finished run."""
    run = begin(database, paths=list(paths), **more)
    for path in paths:
        put(database, run, path, "1", section("a"))
    finish(database, run, *paths)
    return run


def numbered(start: int, end: int) -> list[str]:
    return [f"/p{number:02}" for number in range(start, end)]


def paths(database: Database) -> list[str]:
    return [path for (path,) in database.rows("select path from nods_page order by path")]


def corpora(database: Database, *asked: str) -> list[tuple[Any, ...]]:
    return database.rows(
        "select corpus, root, prefix, rules, pages, existing from nods_corpora(%s)", (list(asked),)
    )


def test_a_corpus_is_recorded_with_its_root_prefix_and_rules(target: Database) -> None:
    fill(target, "/a", "/b", root="/x/docs", prefix="/d", rules=json.dumps(OTHER_RULES))
    fill(target, "/c", corpus="blog")
    target.execute("insert into nods_page (path) values ('/theirs')")
    guide = {"jsx": "drop", "md_as": "markdown", "titles": False, "paths": "guide"}
    assert corpora(target, "/a", "/theirs", "/none") == [
        ("blog", None, None, None, 1, 0),
        ("docs", "/x/docs", "/d", OTHER_RULES, 2, 1),
        (None, None, None, guide, 1, 1),
    ]
    fill(target, "/a", "/b")
    assert corpora(target)[1] == ("docs", "/x/docs", "/d", OTHER_RULES, 2, 0)


def test_a_root_needs_the_paths_of_its_pages(target: Database) -> None:
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="paths is missing"):
        begin(target, root="/x/docs")


@pytest.mark.parametrize(
    ("stored", "left", "refused"),
    [
        (numbered(0, 30), ["/new"], True),
        (numbered(0, 12), numbered(0, 6), False),
        (numbered(0, 12), numbered(0, 5), True),
        (numbered(0, 6), ["/new"], True),
        (numbered(0, 5), ["/new"], False),
        (numbered(0, 2), [], True),
        (numbered(0, 6), [*numbered(30, 60)], True),
    ],
)
def test_a_run_that_would_remove_most_of_a_corpus_is_refused_before_it_begins(
    target: Database, stored: list[str], left: list[str], refused: bool
) -> None:
    fill(target, *stored)
    gone = [path for path in stored if path not in left]
    if not refused:
        assert would_remove(target, *left) == gone
        begin(target, paths=left)
        return
    for refuse in (lambda: begin(target, paths=left), lambda: would_remove(target, *left)):
        with pytest.raises(psycopg2.errors.InvalidParameterValue) as error:
            refuse()
        assert f'of the {len(stored)} pages of the corpus "docs" this run would remove {len(gone)}' in str(
            error.value
        )
        assert gone[0] in str(error.value)
        hint = str(error.value.diag.message_hint)
        assert "--prune" in hint
        assert "--corpus NAME" in hint
    assert target.rows("select count(*) from pgmatch.nods_run where finished_at is null") == [(0,)]
    assert would_remove(target, *left, prune=True) == gone
    assert would_remove(target, *left, prune=False) == []


def test_a_caller_who_lists_the_pages_only_at_the_end_is_protected_too(target: Database) -> None:
    fill(target, *numbered(0, 8))
    run = begin(target)
    for path in numbered(20, 40):  # more than there were
        put(target, run, path, "1", section("a"))
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="would remove 8, among them /p00, /p01"):
        finish(target, run, *numbered(20, 40))
    assert len(paths(target)) == 28
    assert finish(target, run, *numbered(20, 40), prune=False)[0] == []
    assert finish(target, run, *numbered(20, 40), prune=True)[0] == numbered(0, 8)


@pytest.mark.parametrize(("prune", "removed"), [(True, numbered(0, 8)), (False, [])])
def test_a_run_keeps_what_it_began_with(target: Database, prune: bool, removed: list[str]) -> None:
    fill(target, *numbered(0, 8))
    run = begin(target, paths=["/new"], prune=prune)
    assert finish(target, run, "/new")[0] == removed


@pytest.mark.parametrize(
    ("stored", "now", "refused"),
    [
        (numbered(0, 4), numbered(0, 4), False),
        (numbered(0, 4), numbered(0, 6), False),
        (numbered(0, 4), numbered(2, 4), False),
        (numbered(0, 4), numbered(3, 6), True),
        (numbered(0, 30), numbered(5, 40), False),
        (numbered(0, 30), numbered(6, 40), True),
        (["/a"], ["/b"], True),
        (["/index"], ["/index", *numbered(0, 9)], True),
    ],
)
def test_another_root_is_another_set_of_files_unless_most_paths_agree(
    target: Database, stored: list[str], now: list[str], refused: bool
) -> None:
    fill(target, *stored, root="/x/docs")
    if refused:
        with pytest.raises(
            psycopg2.errors.InvalidParameterValue, match=r"was read from /x/docs, but /y/docs has"
        ):
            begin(target, root="/y/docs", paths=now)
        with pytest.raises(psycopg2.errors.InvalidParameterValue, match=r"--corpus NAME"):
            would_remove(target, *now, root="/y/docs")
    else:
        begin(target, root="/y/docs", paths=now)
    assert corpora(target)[0][1] == ("/x/docs" if refused else "/y/docs")
    begin(target, root="/z/docs", paths=now, prune=False)
    assert corpora(target)[0][1] == ("/x/docs" if refused else "/y/docs")
    begin(target, root="/z/docs", paths=now, prune=True)
    assert corpora(target)[0][1] == "/z/docs"


def test_a_part_of_a_corpus_removes_nothing_outside_of_it(target: Database) -> None:
    fill(target, "/a", "/a/b", "/a/c", "/ab", "/d")
    assert would_remove(target, "/a", "/a/b", part="/a") == ["/a/c"]
    run = begin(target, paths=["/a", "/a/b"], part="/a")
    assert finish(target, run, "/a", "/a/b") == (["/a/c"], 0, False)
    assert paths(target) == ["/a", "/a/b", "/ab", "/d"]


def test_most_of_a_part_is_not_removed_unasked(target: Database) -> None:
    fill(target, *(f"/a{path}" for path in numbered(0, 7)), *numbered(0, 30))
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="of the 7 pages .* would remove 7"):
        begin(target, paths=["/a/new"], part="/a")
    assert finish(target, begin(target, paths=["/a/new"], part="/a", prune=True), "/a/new")[0] == [
        f"/a{path}" for path in numbered(0, 7)
    ]


def test_pages_that_were_read_by_other_rules_are_read_again(target: Database) -> None:
    fill(target, "/a", rules=json.dumps({"jsx": "drop"}))
    fill(target, "/b", corpus="other", rules=json.dumps({"jsx": "drop"}))
    target.execute(
        "insert into nods_page (path, checksum) values ('/theirs', '1'), ('/elsewhere', '1');"
        "insert into nods_page_section (page_id, content, embedding)"
        " select id, 'text a', '[1,0,0]' from nods_page where corpus is null"
    )
    asked = ["/a", "/theirs"]
    for rules, status in ((OTHER_RULES, "changed"), ({"jsx": "drop"}, "unchanged")):
        assert database_preview(target, "/a", rules) == (status, [], 1)
    assert preview(target, "/a", "1", "text a") == ("unchanged", [])

    run = begin(target, rules=json.dumps({"jsx": "drop"}), paths=["/a"])
    assert put(target, run, "/a", "1", section("a", None))[0] == "unchanged"
    run = begin(target, rules=json.dumps(OTHER_RULES), paths=asked)
    assert target.rows("select path, checksum from nods_page order by path") == [
        ("/a", None), ("/b", "1"), ("/elsewhere", "1"), ("/theirs", None),
    ]  # fmt: skip
    assert to_embed(target, run, "/a", "1", "text a") == []
    assert put(target, run, "/a", "1", section("a", None)) == ("changed", 0, 1, 0)
    run = begin(target, rules=json.dumps(OTHER_RULES), paths=asked)
    assert put(target, run, "/a", "1", section("a", None)) == ("unchanged", 0, 1, 0)


def database_preview(database: Database, path: str, rules: Any) -> tuple[Any, ...]:
    statement = "select * from nods_preview_page('docs', %s, '1', '{text a}', null, %s)"
    return database.rows(statement, (path, json.dumps(rules)))[0]


def test_the_guides_rules_leave_its_pages_as_they_are(target: Database) -> None:
    target.execute("insert into nods_page (path, checksum) values ('/theirs', '1')")
    rules = target.rows("select rules from nods_corpora()")[0][0]
    begin(target, rules=json.dumps(rules), paths=["/theirs"])
    assert target.rows("select checksum from nods_page") == [("1",)]


def test_a_superseded_run_writes_no_more(target: Database) -> None:
    old = begin(target)
    put(target, old, "/a", "1", section("a"))
    other = begin(target, corpus="other")
    begin(target)
    for call in (
        lambda: put(target, old, "/a", "2", section("b")),
        lambda: put(target, old, "/a", "1", section("a", None)),
        lambda: put(target, old, "/new", "1", section("b")),
        lambda: to_embed(target, old, "/a", "2", "text b"),
        lambda: target.rows(
            "select nods_add_sections(%s, '/new', '1', %s)", (old, json.dumps([section("b")]))
        ),
    ):
        with pytest.raises(psycopg2.Error, match=f"ingest run {old} is over: a newer run has begun") as error:
            call()
        assert error.value.pgcode == "PT410"
    assert finish(target, old, {"path": "/a", "parent_path": None}) == ([], 0, True)
    assert target.rows("select path, checksum from nods_page") == [("/a", "1")]
    assert put(target, other, "/b", "1", section("b"))[0] == "new"


def test_a_run_that_waits_for_a_page_while_a_newer_one_writes_it_leaves_it(target: Database) -> None:
    old = begin(target)
    put(target, old, "/a", "1", section("a"))
    raised: list[psycopg2.Error] = []
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select path from nods_page where path = '/a' for update")

        def put_late() -> None:
            try:
                put(target, old, "/a", "2", section("b"))
            except psycopg2.Error as error:
                raised.append(error)

        thread = threading.Thread(target=put_late)
        thread.start()
        wait_until(lambda: target.rows(WAITING) == [(1,)])
        begin(target)
        connection.rollback()
        thread.join()
    assert raised[0].pgcode == "PT410"


def test_a_run_that_finishes_waits_for_what_an_older_one_is_writing_and_removes_it(target: Database) -> None:
    old = begin(target)
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "select status from nods_put_page(%s, '/late', '1', %s)", (old, json.dumps([section("a")]))
        )
        new = begin(target)  # does not wait
        put(target, new, "/a", "1", section("a"))
        finished: list[Any] = []
        thread = threading.Thread(target=lambda: finished.append(finish(target, new, "/a")))
        thread.start()
        wait_until(lambda: target.rows(WAITING) == [(1,)])
        connection.commit()
        thread.join()
    assert finished == [(["/late"], 0, False)]
    assert paths(target) == ["/a"]


def test_runs_of_a_corpus_begin_one_after_the_other(target: Database) -> None:
    """A number that is lower but committed later would belong to a run that is over before it began."""
    begin(target)
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select nods_begin_ingest('docs', 'm', 3)")
        began: list[int] = []
        thread = threading.Thread(target=lambda: began.append(begin(target)))
        thread.start()
        wait_until(lambda: target.rows(WAITING) == [(1,)])
        (first,) = cursor.fetchone() or (0,)
        connection.commit()
        thread.join()
    assert began[0] > first


def test_pages_whose_parents_are_each_other_can_be_put_at_once(target: Database) -> None:
    run = begin(target)
    for path in ("/a", "/b"):
        put(target, run, path, "1", section("a"))
    call = "select status from nods_put_page(%s, %s, '2', %s, parent_path => %s)"
    with closing(target.connect()) as one, closing(target.connect()) as other:
        with one.cursor() as first, other.cursor() as second:
            for cursor, path in ((first, "/a"), (second, "/b")):
                cursor.execute("set local lock_timeout = '60s'")
                cursor.execute("select pgmatch.nods_lock_page(%s, 'docs')", (path,))
            first.execute(call, (run, "/a", json.dumps([section("b")]), "/b"))
            second.execute(call, (run, "/b", json.dumps([section("b")]), "/a"))
        one.commit()
        other.commit()
    assert target.rows("select count(parent_page_id) from nods_page") == [(2,)]


def test_runs_that_are_over_or_old_are_forgotten(target: Database) -> None:
    for _ in range(4):
        begin(target)
    finish(target, begin(target))
    begin(target, corpus="old")
    target.execute("update pgmatch.nods_run set began_at = now() - interval '8 days' where corpus = 'old'")
    target.execute(
        "update pgmatch.nods_corpus set updated_at = now() - interval '8 days' where corpus = 'old'"
    )
    finish(target, begin(target, corpus="blog"))
    assert target.rows("select corpus, finished_at is null from pgmatch.nods_run order by id") == [
        ("docs", False),
        ("blog", False),
    ]
    assert [row[0] for row in corpora(target)] == ["blog", "docs"]


def test_what_a_run_costs_does_not_grow_with_the_square_of_the_corpora(target: Database) -> None:
    target.execute(
        "insert into pgmatch.nods_run (corpus, finished_at) select 'c' || i, now() from generate_series(1, 200) as i"
    )
    with closing(target.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("set track_functions = 'all'")
        cursor.execute("select nods_begin_ingest('docs', 'm', 3)")
        cursor.execute("select calls from pg_stat_xact_user_functions where funcname = 'nods_is_mine'")
        ((calls,),) = cursor.fetchall()
    assert 200 <= calls <= 2000


def test_an_owner_has_a_hundred_open_runs_and_no_more(target: Database) -> None:
    target.execute("select nods_begin_ingest('c' || i, 'm', 3) from generate_series(1, 100) as i")
    with pytest.raises(psycopg2.errors.ProgramLimitExceeded, match="100 ingest runs are open") as error:
        begin(target)
    assert "seven days" in str(error.value.diag.message_hint)
    finish(target, target.rows("select max(id) from pgmatch.nods_run")[0][0])
    begin(target)


def test_white_space_at_ends_and_line_ends_makes_no_other_text(target: Database) -> None:
    run = begin(target)
    put(
        target, run, "/p", "1", section("a", content="# A\n\n  one  \ntwo\n\n"), section("b", content="b\n c")
    )
    before = target.rows("select id, content, embedding::text from nods_page_section order by id")
    same = ("# A\r\n\r\n  one\r\ntwo", "\nb\n c\t")
    assert to_embed(target, run, "/p", "2", *same, "#A\n\none\ntwo", "b\nc") == [3, 4]
    assert put(target, run, "/p", "2", *(section("a", None, content=text) for text in same)) == (
        "changed", 0, 2, 0,
    )  # fmt: skip
    assert target.rows("select id, content, embedding::text from nods_page_section order by id") == before


def test_a_section_with_another_context_is_embedded_again(target: Database) -> None:
    run = begin(target)
    put(target, run, "/p", "1", section("a"), section("a", context="T: A"), section("b", context=""))
    assert target.rows("select content, context from nods_page_section order by id") == [
        ("text a", None), ("text a", "T: A"), ("text b", None),
    ]  # fmt: skip
    contents = ("text a", "text b", "text a", "text b")
    contexts = ["T: A", "T: B", None, ""]
    assert to_embed(target, run, "/p", "2", *contents, contexts=contexts) == [2]
    assert to_embed(target, run, "/p", "2", *contents) == [3, 4]
    made = [section("b", context="T: B"), section("a", None, context="T: A"), section("a", None)]
    assert put(target, run, "/p", "2", *made) == ("changed", 1, 2, 1)


def test_contexts_are_as_many_as_contents(target: Database) -> None:
    run = begin(target)
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="there are 2 contents, but 1 contexts"):
        to_embed(target, run, "/p", "1", "text a", "text b", contexts=["T"])


@pytest.mark.parametrize("name", ["page_path", "page_type", "page_source"])
def test_what_no_index_takes_is_refused_with_the_pages_name(target: Database, name: str) -> None:
    run = begin(target)
    long = "/" + "".join(f"{number:x}" for number in range(2000))
    arguments = {"page_type": "t", "page_source": "s", "page_path": "/p", name: long}
    path = arguments.pop("page_path")
    with pytest.raises(
        psycopg2.errors.InvalidParameterValue, match="has .* bytes, and an index takes 2600"
    ) as error:
        put(target, run, path, "1", section("a"), **arguments)
    assert f"the {name.removeprefix('page_')} of page {path[:100]}" in str(error.value)
    assert put(target, run, path[:2600], "1", **{key: value[:2600] for key, value in arguments.items()})


def test_pages_are_listed_and_removed_by_path_and_by_corpus(target: Database) -> None:
    fill(target, "/a", "/a/b", "/c")
    fill(target, "/blog", corpus="blog")
    target.execute("insert into nods_page (path) values ('/theirs')")
    target.execute(
        "update nods_page set parent_page_id = (select id from nods_page where path = '/a') where path <> '/a'"
    )
    listed = "select corpus, path, sections, tokens from nods_pages(%s, %s)"
    assert target.rows(listed, (None, None)) == [
        ("docs", "/a", 1, 2), ("docs", "/a/b", 1, 2), ("blog", "/blog", 1, 2), ("docs", "/c", 1, 2),
        (None, "/theirs", 0, 0),
    ]  # fmt: skip
    assert target.rows(listed, ("docs", "/a")) == [("docs", "/a", 1, 2), ("docs", "/a/b", 1, 2)]

    remove = "select path from nods_remove_pages(%s, %s)"
    with pytest.raises(psycopg2.errors.NoDataFound, match=r"there is no page /none\n"):
        target.rows(remove, (["/a", "/none"], None))
    with pytest.raises(psycopg2.errors.NoDataFound, match='there is no page /a in the corpus "blog"'):
        target.rows(remove, (["/a"], "blog"))
    with pytest.raises(psycopg2.errors.NoDataFound, match='there is no corpus "none"'):
        target.rows(remove, (None, "none"))
    with pytest.raises(
        psycopg2.errors.InvalidParameterValue, match="neither paths nor a corpus nor a filter"
    ):
        target.rows(remove, (None, None))
    assert len(paths(target)) == 5

    assert target.rows(remove, (["/a"], None)) == [("/a",)]
    run = begin(target)
    assert target.rows(remove, (None, "docs")) == [("/a/b",), ("/c",)]
    assert paths(target) == ["/blog", "/theirs"]
    assert target.rows("select count(parent_page_id) from nods_page") == [(0,)]
    assert [row[0] for row in corpora(target)] == ["blog", None]
    with pytest.raises(psycopg2.Error, match=f"ingest run {run} "):
        put(target, run, "/a", "1", section("a"))


def test_pages_are_listed_in_parts_and_by_their_meta(target: Database) -> None:
    fill(target, "/a", "/b", "/c", "/d")
    target.execute("update nods_page set meta = jsonb_build_object('n', id) where path <> '/d'")
    part = "select path from nods_pages(after_path => %s, match_count => 3)"

    assert target.rows(part, [None]) == [("/a",), ("/b",), ("/c",)]
    assert target.rows(part, ["/c"]) == [("/d",)]
    assert target.rows(part, ["/d"]) == []
    listed = "select path, sections, meta from nods_pages('docs', '/', %s)"
    assert target.rows(listed, ['{"n": {"$gte": 2}}']) == [("/b", 1, {"n": 2}), ("/c", 1, {"n": 3})]
    assert target.rows(listed, ['{"n": {"$exists": false}}']) == [("/d", 1, None)]


def test_pages_are_removed_by_their_meta(target: Database) -> None:
    fill(target, "/a", "/b", "/c")
    fill(target, "/blog", corpus="blog")
    target.execute("update nods_page set meta = '{\"status\": \"draft\"}' where path <> '/a'")
    remove = "select path from nods_remove_pages(%s, %s, %s, dry_run => %s)"
    drafts = '{"status": "draft"}'

    for everything in ("{}", '{"$and": []}', '{"$or": [{"status": "draft"}, {}]}'):
        with pytest.raises(psycopg2.errors.InvalidParameterValue, match="which all pages pass"):
            target.rows(remove, (None, "docs", everything, False))
    for nothing in ('{"status": {"$nin": []}}', '{"$not": {"status": {"$in": []}}}'):
        with pytest.raises(psycopg2.errors.InvalidParameterValue, match="which is not a condition"):
            target.rows(remove, (None, "docs", nothing, False))
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="is not an operator"):
        target.rows(remove, (None, None, '{"status": {"like": "d"}}', False))
    with pytest.raises(psycopg2.errors.NoDataFound, match='there is no corpus "none"'):
        target.rows(remove, (None, "none", drafts, False))

    assert target.rows(remove, (None, None, drafts, True)) == [("/b",), ("/blog",), ("/c",)]
    assert target.rows(remove, (None, "docs", None, True)) == [("/a",), ("/b",), ("/c",)]
    assert paths(target) == ["/a", "/b", "/blog", "/c"]
    assert target.rows(remove, (["/a", "/b"], None, drafts, False)) == [("/b",)]
    run = begin(target)
    assert target.rows(remove, (None, "docs", drafts, False)) == [("/c",)]
    assert paths(target) == ["/a", "/blog"]
    assert put(target, run, "/d", "1", section("d")), "the corpus and its runs stay"
    assert {row[0] for row in corpora(target)} == {"blog", "docs"}
