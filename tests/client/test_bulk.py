"""Loading pages with ready embeddings: the rows of an ingest, whole pages or none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import pgmatch
from pgmatch.client import Call
from pgmatch.client import Database as Client
from pgmatch.client.call import Result
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.lines.nods import load as loading
from pgmatch.models import LoadedPages, LoadPage, LoadSection, PutPage
from tests.client.pages import DIMENSIONS, MODEL, put_pages, vector
from tests.client.waiting import wait_until
from tests.client.ways import Reach
from tests.conftest import InstallDatabase
from tests.servers import Database, PostgresServer, created

GUIDE = LoadPage(
    "/guide",
    [
        LoadSection("Install it", vector(1)),
        LoadSection("## Upgrade\n\nUpgrade it", vector(0.6, 0.8), "Upgrade", "upgrade", 5),
    ],
    meta={"title": "Guide", "tags": ["a", "é"]},
)
MORE = LoadPage("/guide/more", [LoadSection("More", vector(0, 1))], parent_path="/guide")
PAGES = "select path, array_length(section_ids, 1) from nods_page order by path"


def page(path: str, *contents: str, **fields: Any) -> LoadPage:
    return LoadPage(path, [LoadSection(content, vector(1)) for content in contents], **fields)


def with_embedding(embedding: object) -> LoadPage:
    return LoadPage("/a", [LoadSection("good", vector(1)), LoadSection("x", embedding)])  # type: ignore[arg-type]


def whole_pages(database: Database) -> list[tuple[str, int]]:
    """Return the pages with their numbers of sections, having checked that each is whole."""
    rows = database.rows(
        "select p.path, p.section_ids, array(select s.id from nods_page_section as s where s.page_id = p.id"
        " and s.embedding is not null order by s.id) from nods_page as p order by p.path"
    )
    assert all(wanted == there for _, wanted, there in rows)
    assert database.rows("select count(*) from nods_page_section") == [(sum(len(ids) for _, ids, _ in rows),)]
    return [(path, len(ids)) for path, ids, _ in rows]


@pytest.fixture(scope="module")
def untouched(supabase_server: PostgresServer, migrated: str, reach: Reach) -> Iterator[Database]:
    """A database in which every load is refused."""
    with created(supabase_server, "untouched", template=migrated) as made:
        yield reach(made)


def test_the_rows_are_those_that_an_ingest_writes(client: pgmatch.Database, database: Database) -> None:
    pages = (
        "select id, parent_page_id, path, meta, type, source, corpus, section_ids from nods_page order by id"
    )
    sections = "select id, page_id, content, token_count, embedding::text, slug, heading from nods_page_section order by id"
    loaded = client.load_pages(
        [
            replace(GUIDE, meta={"title": "Guide", "tags": ["a", "b"]}),
            replace(
                MORE,
                type="mdx",
                source="docs",
                sections=[replace(MORE.sections[0], slug="more", heading="More")],
            ),
        ],
        MODEL,
        corpus="docs",
        normalized=True,
    )
    assert loaded == LoadedPages(new=2, replaced=0, unchanged=0, sections=3, without_parent=())
    found = database.rows(pages), database.rows(sections)
    assert database.rows("select model, normalized from pgmatch.search") == [(MODEL, True)]
    assert [row.content for row in client.match_page_sections(vector(1), 0.5)] == [
        "Install it",
        "## Upgrade\n\nUpgrade it",
    ]

    database.execute("truncate nods_page restart identity cascade")
    put_pages(client)
    assert (database.rows(pages), database.rows(sections)) == found


def test_an_ingest_goes_on_from_what_was_loaded(client: pgmatch.Database, database: Database) -> None:
    client.load_pages([GUIDE, MORE], MODEL, normalized=True)
    ids = database.rows("select section_ids from nods_page where path = '/guide'")[0][0]
    run = client.nods_begin_ingest("docs", MODEL, DIMENSIONS)
    contents = [section.content for section in GUIDE.sections]

    assert client.nods_sections_to_embed(run, "/guide", "of the file", [*contents, "new"]) == [3]
    put = client.nods_put_page(
        run, "/guide", "of the file", [{"content": content} for content in reversed(contents)]
    )
    assert (put.status, put.inserted, put.kept, put.removed) == ("changed", 0, 2, 0)
    assert database.rows("select section_ids, corpus from nods_page order by path") == [
        (ids[::-1], "docs"),
        ([max(ids) + 1], None),
    ]
    # what belongs to no corpus is removed by no ingest
    assert client.nods_finish_ingest(run, [{"path": "/guide"}]).removed_paths == ()


def test_the_checksum_of_a_file_may_be_given(client: pgmatch.Database) -> None:
    client.load_pages([replace(GUIDE, checksum="of the file")], MODEL, corpus="docs")
    run = client.nods_begin_ingest("docs", MODEL, DIMENSIONS)

    put = client.nods_put_page(run, "/guide", "of the file", [{"content": "not looked at"}])
    assert put == PutPage(put.page_id, "unchanged", 0, 2, 0)


def test_the_model_is_checked_as_an_ingest_does(client: pgmatch.Database, database: Database) -> None:
    client.load_pages([GUIDE], MODEL, normalized=True)
    for model, normalized, named in (
        ("other", True, f"model other, .* model {MODEL}"),
        (MODEL, False, "normalized false, .* normalized true"),
        (" ", None, "model is missing"),
    ):
        with pytest.raises(DatabaseError, match=named) as raised:
            client.load_pages([page("/new", "x")], model, normalized=normalized)
        assert raised.value.sqlstate == "22023"
    with pytest.raises(DatabaseError, match=f"embeddings here have {DIMENSIONS} dimensions, not 3"):
        client.load_pages([LoadPage("/new", [LoadSection("x", [1, 0, 0])])], MODEL)
    assert whole_pages(database) == [("/guide", 2)]


def test_a_load_that_is_refused_records_no_model(client: pgmatch.Database, database: Database) -> None:
    with pytest.raises(PgmatchError):
        client.load_pages([with_embedding(vector())], "wrong", normalized=True)
    assert database.rows("select model, normalized from pgmatch.search") == [(None, None)]

    database.execute(
        "insert into nods_page (path) values ('/old'); insert into nods_page_section (page_id, embedding)"
        " select id, %s from nods_page",
        [str(vector(1))],
    )
    with pytest.raises(DatabaseError, match="the model that made them is not recorded") as raised:
        client.load_pages([GUIDE], MODEL)
    assert raised.value.sqlstate == "55000"


@pytest.mark.parametrize(
    ("embedding", "named"),
    [
        (vector(), "the embedding of section 2 of page /a is all zeros"),
        (vector(2), 'the embedding of section 2 of page /a has length 2.000, but the vectors of "a-model"'),
        (np.array(vector(0.98), "f4"), "the embedding of section 2 of page /a has length 0.980"),
        ([1.0, 0.0], "section 2 of page /a: embedding has 2 dimensions, that of the first section has 8"),
        (vector(1, float("nan")), "section 2 of page /a: embedding[1] is not a finite number: nan"),
        (np.array(vector(np.inf)), "section 2 of page /a: embedding[0] is not a finite number: inf"),
        (None, "section 2 of page /a: embedding is not a vector: None"),
    ],
)
def test_an_embedding_that_could_not_be_found_again_is_named(
    untouched: Database, embedding: object, named: str
) -> None:
    with pgmatch.connect(untouched.url) as client, pytest.raises(PgmatchError) as raised:
        client.load_pages([page("/first", "x"), with_embedding(embedding)], MODEL, normalized=True)

    assert named in raised.value.message
    assert raised.value.hint
    assert whole_pages(untouched) == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (page(" ", "x"), "page_path is empty"),
        (page("/a", "x", checksum=""), "page /a has no checksum"),
        (page("/a", "x", " "), "section 2 of page /a has no content"),
        (page("/a", None), "section 1 of page /a has no content"),  # type: ignore[arg-type]
        (page("/a", "x\0y"), "section 1 of page /a: content has the character NUL at 1"),
        (page("/a", "\ud800"), "section 1 of page /a: content is not Unicode text"),
        (page("/a\0", "x"), "pages[1].path has the character NUL at 2"),
        (page(5, "x"), "pages[1].path is not text: 5"),  # type: ignore[arg-type]
        (page("/a", meta={1: object()}), "page /a: meta cannot be written as JSON"),
        (page("/a", meta={"t": ["x\0"]}), "page /a: meta.t[0] has the character NUL at 1"),
        (page("/a", meta={"t": "\ud800"}), "page /a: meta.t is not Unicode text"),
        ({"path": "/a"}, "pages[1] is of the type dict, not LoadPage"),
        (LoadPage("/a", [{"content": "x"}]), "pages[1].sections[0] is of the type dict, not LoadSection"),  # type: ignore[list-item]
        (LoadPage("/a", iter([])), "pages[1].sections is of the type list_iterator"),  # type: ignore[arg-type]
        (
            LoadPage("/a", [LoadSection("x", vector(1), token_count=2**31)]),
            "section 1 of page /a: token_count is not an integer of 32 bits: 2147483648",
        ),
        (
            LoadPage("/a", [LoadSection("x", vector(1), slug=5)]),  # type: ignore[arg-type]
            "section 1 of page /a: slug is not text: 5",
        ),
    ],
)
def test_a_page_that_cannot_be_stored_is_named(untouched: Database, wrong: LoadPage, named: str) -> None:
    with pgmatch.connect(untouched.url) as client, pytest.raises(PgmatchError) as raised:
        client.load_pages([page("/first", "x"), wrong], MODEL)

    assert named in raised.value.message
    assert raised.value.hint
    assert whole_pages(untouched) == []


def test_a_page_that_stands_is_unchanged_refused_or_replaced(
    client: pgmatch.Database, database: Database
) -> None:
    client.load_pages([GUIDE, MORE], MODEL)
    rows = database.rows("select xmin::text, id from nods_page_section order by id")
    assert client.load_pages([GUIDE, MORE, page("/new", "x")], MODEL) == LoadedPages(1, 0, 2, 1, ())
    assert database.rows("select xmin::text, id from nods_page_section order by id")[:3] == rows

    changed = page("/guide", "a", "b", "c")
    with pytest.raises(DatabaseError, match="page /guide already exists") as raised:
        client.load_pages([page("/newer", "x"), changed], MODEL)
    assert raised.value.sqlstate == "23505"
    assert "replace=True" in (raised.value.hint or "")
    assert whole_pages(database) == [("/guide", 2), ("/guide/more", 1), ("/new", 1)]

    assert client.load_pages([changed], MODEL, replace=True) == LoadedPages(0, 1, 0, 3, ())
    assert whole_pages(database) == [("/guide", 3), ("/guide/more", 1), ("/new", 1)]
    # the page itself stays, with its place in the tree
    parents = "select c.path, p.path from nods_page as c join nods_page as p on p.id = c.parent_page_id"
    assert database.rows(parents) == [("/guide/more", "/guide")]


def test_the_metadata_of_an_unchanged_page_follows(client: pgmatch.Database, database: Database) -> None:
    client.load_pages([GUIDE], MODEL)
    renamed = replace(GUIDE, meta={"title": "New"})

    assert client.load_pages([renamed], MODEL).unchanged == 1
    assert database.rows("select meta from nods_page") == [({"title": "New"},)]
    renamed = replace(renamed, source="wiki")
    assert client.load_pages([renamed], MODEL).unchanged == 1
    assert database.rows("select meta, source, corpus from nods_page") == [({"title": "New"}, "wiki", None)]
    assert client.load_pages([renamed], MODEL, corpus="docs").unchanged == 1
    assert database.rows("select corpus from nods_page") == [("docs",)]


def test_a_page_that_lost_an_embedding_does_not_stand(client: pgmatch.Database, database: Database) -> None:
    client.load_pages([GUIDE], MODEL)
    database.execute("update nods_page_section set embedding = null where slug = 'upgrade'")

    assert client.load_pages([GUIDE], MODEL, replace=True).replaced == 1
    assert whole_pages(database) == [("/guide", 2)]


def test_the_page_of_another_corpus_is_refused(client: pgmatch.Database, database: Database) -> None:
    client.load_pages([GUIDE], MODEL, corpus="docs")

    with pytest.raises(DatabaseError, match='page /guide belongs to the corpus "docs", not to "blog"'):
        client.load_pages([GUIDE], MODEL, corpus="blog", replace=True)
    assert whole_pages(database) == [("/guide", 2)]


def test_a_path_that_comes_twice_meets_the_first(client: pgmatch.Database, database: Database) -> None:
    with pytest.raises(DatabaseError, match="page /a already exists"):
        client.load_pages([page("/a", "x"), page("/a", "y")], MODEL)
    assert client.load_pages(
        [page("/b", "x"), page("/b", "x"), page("/b", "y", "z")], MODEL, replace=True
    ) == LoadedPages(1, 1, 1, 3, ())
    assert whole_pages(database) == [("/a", 1), ("/b", 2)]


def test_parents_may_come_before_after_or_never(
    client: pgmatch.Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 2)
    paths = ["/a/b/c", "/a/b", "/x", "/a", "/a/d", "/y"]
    parents = ["/a/b", "/a", "/nowhere", None, "/a", "/y"]
    loaded = client.load_pages(
        [page(path, "x", parent_path=parent) for path, parent in zip(paths, parents, strict=True)], MODEL
    )

    assert loaded.without_parent == ("/x", "/y")
    assert database.rows(
        "select c.path, p.path from nods_page as c join nods_page as p on p.id = c.parent_page_id order by 1"
    ) == [("/a/b", "/a"), ("/a/b/c", "/a/b"), ("/a/d", "/a")]


def test_nothing_and_pages_without_sections_can_be_loaded(
    client: pgmatch.Database, database: Database
) -> None:
    assert client.load_pages([], MODEL) == LoadedPages(0, 0, 0, 0, ())
    assert database.rows("select model from pgmatch.search") == [(None,)]
    assert client.load_pages([LoadPage("/empty", []), GUIDE], MODEL) == LoadedPages(2, 0, 0, 2, ())
    assert database.rows(PAGES) == [("/empty", None), ("/guide", 2)]


def test_a_generator_is_read_in_batches_each_written_before_the_next(
    client: pgmatch.Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 3)
    seen: list[int] = []
    reports: list[tuple[int, int]] = []

    def pages() -> Iterator[LoadPage]:
        for number in range(4):
            seen.append(len(whole_pages(database)))
            yield page(f"/{number}", "x", "y")

    client.load_pages(pages(), MODEL, progress=lambda done, sections: reports.append((done, sections)))

    assert seen == [0, 0, 1, 2]
    assert reports == [(1, 2), (2, 4), (3, 6), (4, 8)]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interrupted_load_leaves_whole_pages_and_goes_on(
    client: pgmatch.Database,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException],
) -> None:
    monkeypatch.setattr(loading, "BATCH", 4)

    class Interrupting:
        def to_list(self) -> list[float]:
            raise error("from outside")

    good = [page(f"/{number}", "x", "y") for number in range(4)]
    bad = replace(good[3], sections=[LoadSection("x", vector(1)), LoadSection("y", Interrupting())])
    with pytest.raises(error, match="from outside"):
        client.load_pages([*good[:3], bad], MODEL)
    assert whole_pages(database) == [("/0", 2), ("/1", 2)]

    assert client.load_pages(good, MODEL) == LoadedPages(2, 0, 2, 4, ())


def test_a_backend_that_dies_in_a_copy_leaves_whole_pages(
    client: pgmatch.Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 2)
    pages = [page(f"/{number}", "x", "y") for number in range(2)]

    class Killing:
        def to_list(self) -> list[float]:
            database.rows(
                "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
                " where datname = current_database() and state = 'active' and pid <> pg_backend_pid()"
            )
            return vector(1)

    bad = replace(pages[1], sections=[LoadSection("x", vector(1)), LoadSection("y", Killing())])
    with pytest.raises(DatabaseError, match="terminat|closed"):
        client.load_pages([pages[0], bad], MODEL)
    assert whole_pages(database) == [("/0", 2)]
    assert client.load_pages(pages, MODEL) == LoadedPages(1, 0, 1, 2, ())


def test_of_two_first_loads_the_second_waits_for_the_model_of_the_first(
    client: pgmatch.Database, database: Database
) -> None:
    waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    second: list[Future[LoadedPages]] = []

    class Starting:
        def to_list(self) -> list[float]:
            second.append(pool.submit(client.load_pages, [page("/other", "x")], "other"))
            wait_until(lambda: database.rows(waiting) != [])
            return vector(1)

    with ThreadPoolExecutor(1) as pool:
        client.load_pages([with_embedding(Starting())], MODEL)
        with pytest.raises(DatabaseError, match=f"model other, .* model {MODEL}"):
            second[0].result()
    assert whole_pages(database) == [("/a", 2)]


def test_two_loads_of_the_same_pages_at_once_write_each_page_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 4)
    pages = [page(f"/{number}", "x", "y") for number in range(40)]

    def load() -> LoadedPages:
        with pgmatch.connect(database.url) as client:
            for _ in range(50):
                with suppress(DatabaseError):  # a page that another has just made, or a deadlock
                    return client.load_pages(pages, MODEL)
        raise AssertionError("never done")

    with ThreadPoolExecutor(3) as pool:
        done = [call.result() for call in [pool.submit(load) for _ in range(3)]]
    assert [each.new + each.unchanged for each in done] == [40] * 3
    assert [count for _, count in whole_pages(database)] == [2] * 40


def test_a_role_under_row_level_security_is_told_what_to_do(database: Database) -> None:
    database.execute("drop role if exists loader; create role loader login; grant service_role to loader")
    try:
        with pgmatch.connect(database.server.url(database.name, user="loader")) as client:
            with pytest.raises(
                DatabaseError, match='policies of nods_page_section apply to "loader"'
            ) as raised:
                client.load_pages([GUIDE], MODEL)
            assert raised.value.sqlstate == "42501"
            assert "service_role" in (raised.value.hint or "")
            assert "nods_put_page" in (raised.value.hint or "")
            put_pages(client)
    finally:
        database.execute("drop role loader")


def test_who_may_write_may_load_and_who_may_not_may_not(direct_database: Database) -> None:
    with pgmatch.connect(f"{direct_database.url}?options=-c%20role=service_role") as client:
        assert client.load_pages([GUIDE, MORE], MODEL, normalized=True).new == 2
        assert client.load_pages([page("/guide", "x")], MODEL, replace=True).replaced == 1
    with pgmatch.connect(f"{direct_database.url}?options=-c%20role=anon") as client:
        with pytest.raises(DatabaseError, match="permission denied") as raised:
            client.load_pages([page("/new", "x")], MODEL)
        assert raised.value.sqlstate == "42501"
    assert whole_pages(direct_database) == [("/guide", 1), ("/guide/more", 1)]


def test_a_transport_that_cannot_copy_says_what_can() -> None:
    class ByRpc:
        sections_a_call = None

        def run(self, call: Call[Result]) -> Result:
            raise AssertionError(call)

        def close(self) -> None: ...

        def __repr__(self) -> str:
            return "https://project.example"

    with pytest.raises(PgmatchError, match="cannot be loaded through https://project.example") as raised:
        Client(ByRpc()).load_pages([GUIDE], MODEL)
    assert "nods_put_page" in (raised.value.hint or "")


def test_a_closed_client_loads_nothing(client: pgmatch.Database) -> None:
    client.close()
    with pytest.raises(PgmatchError, match="after close"):
        client.load_pages([GUIDE], MODEL)


@pytest.mark.parametrize("schema", ['odd "name" 100% :x', "select"])
def test_the_schemas_need_not_be_on_the_search_path(
    install_database: InstallDatabase, supabase_server: PostgresServer, schema: str
) -> None:
    database = install_database(
        supabase_server, extension_schema="other place", schema=schema, dimensions="3"
    )
    database.execute(f"alter database {database.name} set search_path = ''")

    with pgmatch.connect(database.url, schema=schema) as client:
        client.load_pages([LoadPage("/a", [LoadSection("é %s", [1, 0, 0])])], MODEL)
        assert client.match_page_sections([1, 0, 0])[0].content == "é %s"


def test_texts_are_written_in_the_encoding_of_the_connection(database: Database) -> None:
    with pgmatch.connect(f"{database.url}?client_encoding=latin1") as client:
        client.load_pages([page("/a", "é")], MODEL)
        with pytest.raises(
            PgmatchError, match="section 1 of page /b: content cannot be written in the encoding"
        ):
            client.load_pages([page("/b", "漢")], MODEL)
    assert database.rows("select content from nods_page_section") == [("é",)]


def test_a_table_that_numbers_its_rows_as_identity_can_be_loaded(
    client: pgmatch.Database, database: Database
) -> None:
    database.execute(
        "alter table nods_page_section alter id drop default; drop sequence nods_page_section_id_seq;"
        "alter table nods_page_section alter id add generated always as identity"
    )
    client.load_pages([GUIDE], MODEL)
    assert whole_pages(database) == [("/guide", 2)]


def test_a_load_needs_no_numpy() -> None:
    script = "import sys, pgmatch.lines.nods.load; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
