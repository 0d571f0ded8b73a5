"""Each method calls its function and gives typed rows."""

from __future__ import annotations

import inspect
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields
from typing import Any

import numpy as np
import pytest

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.models import (
    DuplicatePair,
    FinishedIngest,
    FoundSection,
    Installation,
    PageParent,
    PagePreview,
    PutPage,
    SectionContext,
    SectionMatch,
)
from tests import servers
from tests.client.pages import DIMENSIONS, MODEL, put_pages, vector
from tests.client.ways import Reach, every_way

FUNCTIONS = (
    "match_page_sections",
    "search_page_sections",
    "find_similar_sections",
    "find_duplicate_sections",
    "get_page_parents",
    "get_section_context",
    "explain_search",
    "explain_sections",
    "pgmatch_info",
    "nods_begin_ingest",
    "nods_sections_to_embed",
    "nods_add_sections",
    "nods_put_page",
    "nods_finish_ingest",
    "nods_preview_ingest",
    "nods_preview_page",
    "nods_corpora",
    "nods_pages",
    "nods_remove_pages",
)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_method_has_the_arguments_of_its_function(direct_database: servers.Database, function: str) -> None:
    ((names, inputs, defaults),) = direct_database.rows(
        "select coalesce(proargnames, '{}'), pronargs, pronargdefaults from pg_proc where proname = %s",
        [function],
    )
    _, *parameters = inspect.signature(getattr(pgmatch.Database, function)).parameters.values()

    assert [parameter.name for parameter in parameters] == names[:inputs]
    optional = [parameter for parameter in parameters if parameter.default is not inspect.Parameter.empty]
    # the guide's function has no defaults; the method has, for those that only narrow the search
    assert len(optional) == (3 if function == "match_page_sections" else defaults)


@pytest.mark.parametrize(
    ("function", "model"),
    [
        ("match_page_sections", SectionMatch),
        ("search_page_sections", FoundSection),
        ("find_similar_sections", FoundSection),
        ("find_duplicate_sections", DuplicatePair),
        ("get_page_parents", PageParent),
        ("get_section_context", SectionContext),
        ("pgmatch_info", Installation),
        ("nods_put_page", PutPage),
        ("nods_finish_ingest", FinishedIngest),
        ("nods_preview_page", PagePreview),
    ],
)
def test_a_row_has_the_columns_of_its_function(
    direct_database: servers.Database, function: str, model: type[SectionMatch]
) -> None:
    ((names,),) = direct_database.rows(
        "select case when t.typrelid = 0 then p.proargnames[p.pronargs + 1:] else array("
        "  select a.attname::text from pg_attribute as a where a.attrelid = t.typrelid order by a.attnum) end"
        " from pg_proc as p join pg_type as t on t.oid = p.prorettype where p.proname = %s",
        [function],
    )

    assert [field.name for field in fields(model)] == names


@every_way
def test_a_search_gives_the_nearest_sections_first(filled: pgmatch.Database) -> None:
    first, second, third = filled.match_page_sections(vector(1))

    assert first == SectionMatch(first.id, first.page_id, None, None, "Install it", 1.0)
    assert (second.slug, second.heading, second.content) == ("upgrade", "Upgrade", "## Upgrade\n\nUpgrade it")
    assert second.similarity == pytest.approx(0.6)
    assert (second.page_id, third.page_id) == (first.page_id, first.page_id + 1)
    assert third.similarity == 0
    assert {type(first.id), type(first.page_id), type(first.similarity)} == {int, float}


@every_way
def test_a_search_is_narrowed_by_each_argument_by_name_or_place(filled: pgmatch.Database) -> None:
    assert [row.content for row in filled.match_page_sections(vector(1), 0.5, 1, 5)] == ["Install it"]
    assert len(filled.match_page_sections(vector(1), match_threshold=0.5)) == 2
    assert len(filled.match_page_sections(vector(1), match_count=1)) == 1
    assert len(filled.match_page_sections(vector(1), min_content_length=5)) == 2
    assert len(filled.match_page_sections(vector(1), match_threshold=0)) == 2


@every_way
def test_a_search_takes_numpy_numbers(filled: pgmatch.Database) -> None:
    rows = filled.match_page_sections(vector(1), float(np.float32(0.5)), int(np.int64(1)))
    same = filled.match_page_sections(vector(1), np.float32(0.5), np.int64(1))  # type: ignore[arg-type]

    assert rows == same


@every_way
def test_a_search_without_a_match_is_an_empty_list(filled: pgmatch.Database) -> None:
    assert filled.match_page_sections(vector(1), match_threshold=2) == []
    assert filled.match_page_sections(vector(1), match_count=0) == []
    assert filled.match_page_sections(vector(1), match_threshold=float("inf")) == []


@every_way
def test_a_filtered_search_narrows_by_each_argument(filled: pgmatch.Database) -> None:
    first, second, third = filled.search_page_sections(vector(1))
    meta = {"title": "Guide", "tags": ["a", "b"]}
    assert first == FoundSection(first.id, first.page_id, "/guide", None, None, "Install it", 1.0, meta)
    assert [second.path, second.slug, third.path, third.meta] == ["/guide", "upgrade", "/guide/more", None]

    def contents(**arguments: Any) -> list[str]:
        return [row.content for row in filled.search_page_sections(vector(1), **arguments)]

    assert contents(match_count=1) == ["Install it"]
    assert contents(match_threshold=0.9) == ["Install it"]
    assert len(contents(min_content_length=5)) == 2
    assert contents(path_prefix="/guide/") == contents(page_type="mdx") == contents(source="docs") == ["More"]
    assert len(contents(meta={"tags": ["b"]})) == 2
    assert contents(meta={"title": "None"}) == []
    assert len(contents(filter={"tags": {"$contains": "b"}, "title": {"$gte": "G"}})) == 2
    assert contents(filter={"title": {"$exists": False}}) == ["More"]
    with pytest.raises(DatabaseError, match=r'filter: "\$like" is not an operator, but "title" has it'):
        contents(filter={"title": {"$like": "G%"}})
    assert len(contents(ef_search=1, probes=1, candidates=10)) == 3
    for name, value in (("ef_search", 0), ("probes", 0), ("candidates", 1)):
        with pytest.raises(DatabaseError, match=f"{name} {value} is not between"):
            contents(**{name: value})


@every_way
def test_more_like_a_section_leaves_out_itself_or_its_page(filled: pgmatch.Database, reach: Reach) -> None:
    first = filled.match_page_sections(vector(1), match_count=1)[0].id

    rows = filled.find_similar_sections(first)
    assert [(row.path, row.slug) for row in rows] == [("/guide", "upgrade"), ("/guide/more", "more")]
    assert rows[0].similarity == pytest.approx(0.6)
    assert [row.slug for row in filled.find_similar_sections(first, other_pages=True)] == ["more"]
    assert filled.find_similar_sections(first, 5, 0.5, meta={"title": "Guide"}) == rows[:1]
    with pytest.raises(DatabaseError, match="section 0 does not exist") as raised:
        filled.find_similar_sections(0)
    if not reach.is_rpc:  # @supabase/lite, unlike PostgREST, answers "SUP" instead of this code
        assert raised.value.sqlstate == "P0002"


@every_way
def test_the_context_of_a_section_is_in_the_order_of_the_page(filled: pgmatch.Database) -> None:
    found = filled.search_page_sections(vector(1), match_count=1)[0]

    rows = filled.get_section_context(found.id)
    assert [(row.slug, row.place) for row in rows if row.place == 0] == [(found.slug, 0)]
    assert [row.place for row in rows] == sorted(row.place for row in rows)
    assert all(isinstance(row.heading_path, tuple) for row in rows)
    assert [row.place for row in filled.get_section_context(found.id, before=0, after=0)] == [0]
    with pytest.raises(DatabaseError, match="before -1 and after 1 are not both between 0 and 100"):
        filled.get_section_context(found.id, -1)


@every_way
def test_duplicates_come_as_pairs(filled: pgmatch.Database) -> None:
    first, second, third = [row.id for row in filled.match_page_sections(vector(1))]
    pages = [row.page_id for row in filled.match_page_sections(vector(1))]

    assert filled.find_duplicate_sections() == []
    pair, other = filled.find_duplicate_sections(0.5)
    assert pair == DuplicatePair(
        second, third, pages[1], pages[2], "/guide", "/guide/more", "Upgrade", "More", pair.similarity
    )
    assert pair.similarity == pytest.approx(0.8)
    assert (other.id, other.other_id) == (first, second)
    assert filled.find_duplicate_sections(0.5, other_pages=True) == [pair]
    assert filled.find_duplicate_sections(0.5, 1) == [pair]
    assert filled.find_duplicate_sections(0.5, path_prefix="/guide", source="guide") == [other]


@every_way
def test_parents_come_from_the_page_upwards_with_their_meta(filled: pgmatch.Database) -> None:
    more = filled.match_page_sections(vector(0, 1), match_count=1)[0].page_id
    child, root = filled.get_page_parents(more)

    assert child == PageParent(more, root.id, "/guide/more", None)
    assert root == PageParent(root.id, None, "/guide", {"title": "Guide", "tags": ["a", "b"]})
    assert filled.get_page_parents(10**12) == []


@every_way
def test_info_tells_what_is_installed(client: pgmatch.Database) -> None:
    before, *_ = client.pgmatch_info()
    put_pages(client)
    after, *_ = client.pgmatch_info()

    assert before.model is None
    assert after == Installation("nods", before.revision, DIMENSIONS, MODEL, "ip", "private")
    assert before.revision.startswith("nods_")


@every_way
def test_an_ingest_tells_what_it_did(client: pgmatch.Database, database: servers.Database) -> None:
    run = put_pages(client)
    again = client.nods_begin_ingest("docs", MODEL, DIMENSIONS)
    assert again == run + 1

    contents = ["Install it", "new text"]
    assert client.nods_sections_to_embed(again, "/guide", "checksum 1", contents) == []
    assert client.nods_sections_to_embed(again, "/guide", "checksum 3", contents) == [2]
    assert client.nods_sections_to_embed(again, "/none", "checksum", []) == []

    page_id = client.match_page_sections(vector(1), match_count=1)[0].page_id
    sections: list[dict[str, Any]] = [
        {"content": "Install it"},
        {"content": "new text", "embedding": vector(1)},
    ]
    unchanged = client.nods_put_page(again, "/guide", "checksum 1", sections)
    changed = client.nods_put_page(
        again, "/guide", "checksum 3", sections, {"title": "New"}, parent_path="/none"
    )
    new = client.nods_put_page(again, "/new", "checksum 4", [{"content": "x", "embedding": vector(1)}])
    assert unchanged == PutPage(page_id, "unchanged", 0, 2, 0)
    assert changed == PutPage(page_id, "changed", 1, 1, 1)
    assert (new.status, new.inserted) == ("new", 1)

    finished = client.nods_finish_ingest(
        again, [{"path": "/guide"}, {"path": "/new", "parent_path": "/guide"}]
    )
    assert finished == FinishedIngest(("/guide/more",), 1, False)
    assert database.rows("select path, type, source from nods_page order by path") == [
        ("/guide", "markdown", "guide"),
        ("/new", "markdown", "guide"),
    ]


@every_way
def test_a_superseded_run_says_so(client: pgmatch.Database) -> None:
    run = put_pages(client)
    client.nods_begin_ingest("docs", MODEL, DIMENSIONS)

    assert client.nods_finish_ingest(run, [{"path": "/guide"}]) == FinishedIngest((), 0, True)


@every_way
def test_any_unicode_text_comes_back(client: pgmatch.Database) -> None:
    text = "quotes ' \" $$ back\\slash %s %(x)s :name \t\n é 漢字 🐘 \u2028"
    run = client.nods_begin_ingest("docs", MODEL, DIMENSIONS)
    section = {"content": text, "heading": text, "slug": text, "embedding": vector(1)}
    client.nods_put_page(run, f"/{text}", text, [section], {text: text}, text, text)

    (row,) = client.match_page_sections(vector(1))
    assert (row.content, row.heading, row.slug) == (text, text, text)
    (page,) = client.get_page_parents(row.page_id)
    assert (page.path, page.meta) == (f"/{text}", {text: text})
    assert client.nods_sections_to_embed(run, f"/{text}", "other", [text]) == []


@every_way
def test_the_model_is_checked_by_name_and_dimensions(client: pgmatch.Database) -> None:
    with pytest.raises(PgmatchError, match="no model is recorded .*it's") as raised:
        client.check_model("it's", DIMENSIONS)
    assert "set_model('it''s')" in (raised.value.hint or "")

    put_pages(client)
    client.check_model(MODEL, DIMENSIONS)
    for name, dimensions in (("other", DIMENSIONS), (MODEL, 384)):
        with pytest.raises(PgmatchError, match=f'"{MODEL}" with {DIMENSIONS} .*"{name}" with {dimensions}'):
            client.check_model(name, dimensions)


def test_the_model_of_a_database_without_the_line_cannot_be_checked(
    client: pgmatch.Database, database: servers.Database
) -> None:
    database.execute("truncate pgmatch.install cascade")

    with pytest.raises(PgmatchError, match="not installed") as raised:
        client.check_model(MODEL, DIMENSIONS)
    assert "pgmatch alembic upgrade head" in (raised.value.hint or "")


def test_rows_cannot_be_changed(client: pgmatch.Database) -> None:
    (row,) = client.pgmatch_info()

    with pytest.raises(FrozenInstanceError):
        row.model = "other"  # type: ignore[misc]
    assert not hasattr(row, "__dict__")


def test_a_further_column_does_no_harm_and_a_missing_one_is_named(
    client: pgmatch.Database, database: servers.Database
) -> None:
    database.execute("""
        drop function get_page_parents(bigint);
        create function get_page_parents(page_id bigint)
        returns table (id bigint, parent_page_id bigint, path text, meta jsonb, depth int)
        language sql as $$ select 1::bigint, null::bigint, '/a', null::jsonb, 0 $$
    """)
    assert client.get_page_parents(1) == [PageParent(1, None, "/a", None)]

    database.execute("""
        drop function get_page_parents(bigint);
        create function get_page_parents(page_id bigint) returns table (id bigint, path text)
        language sql as $$ select 1::bigint, '/a' $$
    """)
    with pytest.raises(PgmatchError, match="without the column 'parent_page_id'; it sent: id, path"):
        client.get_page_parents(1)


def test_each_call_is_a_transaction_of_its_own(client: pgmatch.Database, database: servers.Database) -> None:
    run = client.nods_begin_ingest("docs", MODEL, DIMENSIONS)
    assert database.rows("select id from pgmatch.nods_run") == [(run,)]

    with pytest.raises(DatabaseError):
        client.nods_put_page(run, "/a", "1", [{"content": "x", "embedding": vector(1)}, {"content": "y"}])
    assert database.rows("select count(*) from nods_page") == [(0,)]

    # a session that is closed may still be there
    idle = (
        "select distinct xact_start is null from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    assert database.rows(idle) == [(True,)]


@every_way
def test_threads_may_share_it(filled: pgmatch.Database) -> None:
    def search(place: int) -> str:
        return filled.match_page_sections(vector(*((1, 0) if place % 2 else (0, 1))), match_count=1)[
            0
        ].content

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(search, range(100)))

    assert found == ["More", "Install it"] * 50


@every_way
@pytest.mark.parametrize(
    ("sections", "named"),
    [
        (["text"], "sections[0] is of the type str"),
        ([{"content": "x", "token_count": object()}], "sections cannot be written as JSON"),
        ([{"content": "x", "token_count": float("nan")}], "sections cannot be written as JSON"),
    ],
)
def test_sections_that_cannot_be_sent_are_named(
    client: pgmatch.Database, sections: object, named: str
) -> None:
    with pytest.raises(PgmatchError) as raised:
        client.nods_put_page(1, "/a", "1", sections)  # type: ignore[arg-type]
    assert named in str(raised.value)


@every_way
@pytest.mark.parametrize(
    ("path", "contents", "named"),
    [
        ("a\0b", ["x"], "page_path has the character NUL at 1"),
        ("/a", ["x", "a\0"], "contents[1] has the character NUL at 1"),
        ("/a", ["x", "\ud800"], "contents[1] is not Unicode text"),
        ("/a", ["x", None], "contents[1] is not text: None"),
    ],
)
def test_text_that_cannot_be_sent_is_named(
    client: pgmatch.Database, path: str, contents: list[str], named: str
) -> None:
    with pytest.raises(PgmatchError) as raised:
        client.nods_sections_to_embed(1, path, "1", contents)
    assert named in str(raised.value)


@every_way
@pytest.mark.parametrize(
    ("meta", "named"),
    [
        ({"title": "a\0"}, "page /a: meta.title has the character NUL at 1"),
        ({"tags": ["x", {"t": "\ud83d"}]}, "page /a: meta.tags[1].t is not Unicode text"),
        ({"\0": 1}, "a key of page /a: meta has the character NUL at 0"),
    ],
)
def test_metadata_that_cannot_be_stored_is_named_with_its_page(
    client: pgmatch.Database, meta: dict[str, Any], named: str
) -> None:
    with pytest.raises(PgmatchError) as raised:
        client.nods_put_page(1, "/a", "1", [], meta)
    assert named in str(raised.value)


@every_way
def test_sections_can_be_added_ahead_of_their_page(client: pgmatch.Database) -> None:
    run = put_pages(client)
    new: dict[str, Any] = {"content": "new text", "embedding": vector(0, 0, 1)}

    assert client.nods_add_sections(run, "/guide", "checksum 3", [new]) == 1
    assert len(client.match_page_sections(vector(1))) == 4
    put = client.nods_put_page(run, "/guide", "checksum 3", [{"content": "new text"}])
    assert (put.status, put.inserted, put.kept, put.removed) == ("changed", 0, 1, 2)


@every_way
def test_a_preview_tells_what_an_ingest_would_do(client: pgmatch.Database) -> None:
    put_pages(client)

    assert client.nods_preview_ingest("docs", MODEL, DIMENSIONS, ["/guide"]) == ("/guide/more",)
    texts = ["Install it", "new text"]
    assert client.nods_preview_page("docs", "/guide", "checksum 3", texts) == PagePreview("changed", (2,), 1)
    assert client.nods_preview_page("docs", "/guide", "checksum 1", texts) == PagePreview("unchanged", (), 2)
    assert client.nods_preview_page("docs", "/none", "1", []) == PagePreview("new", (), 0)
    with pytest.raises(DatabaseError, match="made with model a-model") as raised:
        client.nods_preview_ingest("docs", "other", DIMENSIONS, [])
    assert raised.value.sqlstate == "22023"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_methods_for_asyncio_have_the_same_signatures(function: str) -> None:
    waiting, awaited = (getattr(kind, function) for kind in (pgmatch.Database, pgmatch.AsyncDatabase))

    assert inspect.signature(waiting) == inspect.signature(awaited)
    assert not str(inspect.signature(waiting).return_annotation).startswith("Call")
    assert waiting.__doc__ == awaited.__doc__
    assert inspect.iscoroutinefunction(awaited)
    assert not inspect.iscoroutinefunction(waiting)
