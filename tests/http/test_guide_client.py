"""An application written for the guide runs unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pgmatch import connect
from pgmatch.ingest.run import ingest
from tests.conftest import CreateDatabase, ServeHttp
from tests.http.lite import Lite, serving
from tests.http.programs import conversation
from tests.ingest.hashing import Hashing
from tests.ingest.running import write
from tests.servers import Database, PostgresServer, created

Client = Callable[..., dict[str, Any]]


def vector(*numbers: float) -> list[float]:
    return [*numbers, *[0.0] * (1536 - len(numbers))]


def section(name: str, *numbers: float) -> dict[str, Any]:
    return {
        "slug": name.lower(),
        "heading": name,
        "content": f"## {name}\n\nWhat there is to say about it takes more than fifty characters.",
        "embedding": vector(*numbers),
    }


PAGES: list[dict[str, Any]] = [
    {
        "path": "/guide",
        "checksum": "c1",
        "meta": {"title": "Guide"},
        "sections": [section("Guide", 0.8, 0.6)],
    },
    {
        "path": "/guide/install",
        "parentPath": "/guide",
        "checksum": "c2",
        "meta": {"title": "Installing"},
        "sections": [section("Install", 1), section("Upgrade", 0.96, 0.28), section("Remove", 0, 1)],
    },
]


@pytest.fixture(scope="module")
def application() -> Iterator[Callable[[Any], Any]]:
    """The guide's application, which keeps nothing between its runs."""
    with conversation("guide_client.mjs") as run:
        yield run


@pytest.fixture(scope="module")
def shared(supabase_server: PostgresServer, migrated: str) -> Iterator[tuple[Database, Lite]]:
    """A database and its server, which take longer to make than most tests to run."""
    with (
        created(supabase_server, "guide_client", template=migrated) as database,
        serving(database.url) as server,
    ):
        yield database, server


@pytest.fixture
def database(shared: tuple[Database, Lite]) -> Iterator[Database]:
    """The shared database, which a test may fill, and give another access mode."""
    yield shared[0]
    shared[0].execute("delete from nods_page; select pgmatch.set_access('private')")


@pytest.fixture
def server(shared: tuple[Database, Lite], database: Database) -> Lite:
    """Its server, whose rows `database` removes when the test ends."""
    return shared[1]


@pytest.fixture
def client(application: Callable[[Any], Any], server: Lite) -> Client:
    """The guide's application, with the secret key."""
    return client_of(application, server)


def client_of(application: Callable[[Any], Any], server: Lite) -> Client:
    return lambda **settings: application({"url": server.url, "key": server.secret_key, **settings})


@pytest.fixture
def own_database(create_database: CreateDatabase, supabase_server: PostgresServer, migrated: str) -> Database:
    """A database whose tables and models a test may change."""
    return create_database(supabase_server, template=migrated)


def pages_of(database: Database) -> list[tuple[Any, ...]]:
    return database.rows(
        "select p.path, parent.path, p.checksum, count(s.id)::int, bool_and(s.embedding is not null)"
        " from nods_page as p left join nods_page as parent on parent.id = p.parent_page_id"
        " left join nods_page_section as s on s.page_id = p.id group by p.id, parent.path order by p.path"
    )


def test_it_ingests_and_searches(client: Client, database: Database) -> None:
    report = client(pages=PAGES, search=vector(1))
    assert report["errors"] == {}
    assert report["generated"] == ["/guide", "/guide/install"]
    assert pages_of(database) == [
        ("/guide", None, "c1", 1, True),
        ("/guide/install", "/guide", "c2", 3, True),
    ]
    assert [(each["slug"], round(each["similarity"], 6)) for each in report["sections"]] == [
        ("install", 1),
        ("upgrade", 0.96),
        ("guide", 0.8),
    ]
    assert report["sections"][0].keys() == {"id", "page_id", "slug", "heading", "content", "similarity"}
    assert [[each["path"] for each in pages] for pages in report["parents"]] == [
        ["/guide/install", "/guide"],
        ["/guide/install", "/guide"],
        ["/guide"],
    ]
    assert report["parents"][0][0]["meta"] == {"title": "Installing"}
    assert report["context"].startswith("## Install\n")


def test_a_second_run_writes_nothing(client: Client, database: Database) -> None:
    client(pages=PAGES)
    before = database.rows("select id, xmin::text from nods_page_section order by id")
    report = client(pages=PAGES)
    assert (report["errors"], report["generated"]) == ({}, [])
    assert report["unchanged"] == ["/guide", "/guide/install"]
    assert database.rows("select id, xmin::text from nods_page_section order by id") == before


def test_a_changed_page_and_a_moved_one(client: Client, database: Database) -> None:
    client(pages=PAGES)
    changed = {**PAGES[0], "checksum": "c1b", "sections": [section("New", 0.6, 0.8), section("Guide", 1)]}
    moved = {**PAGES[1], "parentPath": None}
    report = client(pages=[changed, moved])
    assert report["errors"] == {}
    assert (report["generated"], report["unchanged"]) == (["/guide"], ["/guide/install"])
    assert [(page[0], page[2], page[3]) for page in pages_of(database)] == [
        ("/guide", "c1b", 2),
        ("/guide/install", "c2", 3),
    ]


def test_what_a_killed_run_left_is_completed_by_the_next(client: Client, database: Database) -> None:
    client(pages=PAGES[:1])
    killed = client(pages=PAGES[1:], crashAfter=1)
    assert killed["errors"] == {"/guide/install": "killed"}
    assert pages_of(database)[1][2:4] == (None, 1)
    healed = client(pages=PAGES)
    assert (healed["errors"], healed["generated"]) == ({}, ["/guide/install"])
    assert pages_of(database)[1] == ("/guide/install", "/guide", "c2", 3, True)


def test_what_it_left_half_done_pgmatch_completes(
    application: Callable[[Any], Any], own_database: Database, serve_http: ServeHttp
) -> None:
    database, client = own_database, client_of(application, serve_http(own_database))
    client(pages=PAGES, crashAfter=2)
    [(_, run)] = database.rows("select pgmatch.set_model('m'), nods_begin_ingest('docs', 'm', 1536, true)")
    sections = PAGES[1]["sections"]
    [(status, kept)] = database.rows(
        "select status, kept from nods_put_page(%s, '/guide/install', 'c2', %s::jsonb)",
        [run, json.dumps(sections)],
    )
    assert (status, kept) == ("changed", 2)


def test_in_private_the_publishable_key_is_refused(client: Client, server: Lite) -> None:
    client(pages=PAGES)
    report = client(key=server.publishable_key, pages=PAGES, search=vector(1))
    assert report["errors"] == {"/guide": "42501", "/guide/install": "42501"}
    assert report["error"]["code"] == "42501"
    user = client(key=server.publishable_key, token=server.user_token("ann"), search=vector(1))
    assert user["error"]["code"] == "42501"


def test_in_public_read_it_searches_and_does_not_write(
    client: Client, server: Lite, database: Database
) -> None:
    expected = client(pages=PAGES, search=vector(1))
    database.execute("select pgmatch.set_access('public_read')")
    new = {**PAGES[1], "path": "/new"}
    for token in (None, server.user_token("ann")):
        report = client(key=server.publishable_key, token=token, pages=[new, *PAGES], search=vector(1))
        assert report["errors"] == {"/new": "42501"}  # the others are unchanged
        assert report["sections"] == expected["sections"]
        assert report["parents"] == expected["parents"]


@pytest.mark.parametrize("kind", ["text", "uuid"])
def test_with_owners_an_upsert_names_the_owner_too(
    application: Callable[[Any], Any], own_database: Database, serve_http: ServeHttp, kind: str
) -> None:
    database, server = own_database, serve_http(own_database)
    client = client_of(application, server)
    ann, bob = ("ann", "bob") if kind == "text" else (str(uuid4()), str(uuid4()))
    for table in ("nods_page", "nods_page_section"):
        database.execute(f"alter table {table} alter column owner_id type {kind} using owner_id::{kind}")
    database.execute("select pgmatch.set_access('owner')")
    reports = {
        user: client(
            key=server.publishable_key,
            token=server.user_token(user),
            onConflict="path,owner_id",
            pages=pages,
            search=vector(1),
        )
        for user, pages in ((ann, PAGES), (bob, PAGES[:1]))
    }
    assert [report["errors"] for report in reports.values()] == [{}, {}]
    assert [each["slug"] for each in reports[ann]["sections"]] == ["install", "upgrade", "guide"]
    assert [each["slug"] for each in reports[bob]["sections"]] == ["guide"]
    again = client(
        key=server.publishable_key,
        token=server.user_token(bob),
        onConflict="path,owner_id",
        pages=PAGES[:1],
        refresh=True,
    )
    assert (again["errors"], again["generated"]) == ({}, ["/guide"])
    assert client(pages=PAGES, refresh=True)["errors"]["/guide"] == "42P10"


class Wide(Hashing):
    """As long as the guide's vectors."""

    dimensions = 1536


def test_of_what_the_script_stored_only_other_texts_are_embedded_again(
    application: Callable[[Any], Any], own_database: Database, serve_http: ServeHttp, tmp_path: Path
) -> None:
    database, client = own_database, client_of(application, serve_http(own_database))
    texts = [f"## h{number}\n\ntext {number}\n" for number in range(10)]
    # the script makes a section of front matter, and ends each in a line break
    stored = ["title: Keys\n", *texts]
    vectors = Wide().embed(stored).tolist()
    sections = [
        {"slug": f"h{place}", "heading": f"h{place}", "content": content, "embedding": vector}
        for place, (content, vector) in enumerate(zip(stored, vectors, strict=True))
    ]
    assert client(pages=[{"path": "/keys", "checksum": "old", "sections": sections}])["errors"] == {}
    database.execute("select pgmatch.set_model('hashing')")
    ids = "select id from nods_page_section where content like '## h%%' and content not like '%%text 3%%' order by id"
    before = database.rows(ids, ())
    write(
        tmp_path, {"keys.mdx": "---\ntitle: Keys\n---\n\n" + "\n".join(texts).replace("text 3", "another 3")}
    )
    embedder = Wide()
    with connect(database.url) as functions:
        summary = ingest(functions, tmp_path, embedder)

    assert embedder.texts == ["## h3\n\nanother 3"]
    assert (summary.changed, summary.embedded, summary.reused) == (["/keys"], 1, 9)
    assert [row for row in database.rows(ids, ()) if row in before] == before
    assert database.rows("select count(*) from nods_page_section where content like 'title:%%'", ()) == [(0,)]
