"""Calls by RPC as each role, against a real API."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.models import LoadPage
from tests.client.pages import DIMENSIONS, MODEL, put_pages, vector
from tests.client.ways import Served
from tests.conftest import CreateDatabase, ServeHttp
from tests.servers import PostgresServer

# the HTTP server is what stands between here, no pooler
directly = pytest.mark.parametrize("reach", ["direct"], indirect=True)


@pytest.fixture
def empty(served: Served) -> Served:
    """The served database, without pages."""
    served.empty()
    return served


def refused_search(url: str, key: str, **options: str) -> DatabaseError:
    with pgmatch.connect(url, key, **options) as client, pytest.raises(DatabaseError) as raised:  # type: ignore[arg-type]
        client.match_page_sections(vector(1))
    assert key not in f"{raised.value}{raised.value.__cause__!r}"
    return raised.value


def test_a_publishable_key_and_a_user_are_told_who_may_search(empty: Served) -> None:
    server = empty.server
    anon = refused_search(server.url, server.publishable_key)
    user = refused_search(server.url, server.publishable_key, access_token=server.user_token("ann"))

    assert (anon.sqlstate, user.sqlstate) == ("42501", "42501")
    assert "permission denied for function match_page_sections" in anon.message
    assert 'You are calling as the role "anon". The access mode does not let it do this' in (anon.hint or "")
    assert 'You are calling as the role "authenticated".' in (user.hint or "")


def test_a_key_or_token_that_is_refused_is_named_and_not_shown(empty: Served) -> None:
    server = empty.server
    wrong = refused_search(server.url, "sb_secret_wrong")
    expired = refused_search(server.url, server.publishable_key, access_token=server.user_token("ann", exp=1))
    forged = refused_search(
        server.url, server.publishable_key, access_token=server.user_token("ann")[:-8] + "AAAAAAAA"
    )

    assert "Is the key complete, and does it belong to this project?" in (wrong.hint or "")
    assert (expired.code, forged.code) == ("PGRST303", "PGRST301")
    assert "signing in again" in (expired.hint or "")
    assert "access_token is incomplete, or belongs to another project" in (forged.hint or "")


def test_a_schema_that_is_not_exposed_is_named(empty: Served) -> None:
    error = refused_search(empty.server.url, empty.server.secret_key, schema="elsewhere")

    assert error.code == "PGRST106"
    assert 'Add "elsewhere" to the exposed schemas' in (error.hint or "")

    error = refused_search(empty.server.url, empty.server.secret_key, schema="pgmatch")
    assert "No API should expose this schema" in (error.hint or "")


@directly
def test_a_database_without_pgmatch_is_a_missing_upgrade(
    create_database: CreateDatabase, supabase_server: PostgresServer, serve_http: ServeHttp
) -> None:
    database = create_database(supabase_server)
    database.execute("create table anything (id int)")
    server = serve_http(database)

    error = refused_search(server.url, server.secret_key)

    assert error.code == "PGRST202"
    assert 'does not exist in the schema "public"' in str(error)
    for part in ("pgmatch alembic upgrade head", "notify pgrst", "PGMATCH_SCHEMA"):
        assert part in (error.hint or "")


@directly
def test_users_see_their_own_rows_with_their_token(
    create_database: CreateDatabase, supabase_server: PostgresServer, serve_http: ServeHttp
) -> None:
    from pgmatch.migrate import upgrade

    database = create_database(supabase_server)
    upgrade(database.url, dimensions="3", access="owner", model=MODEL)
    server = serve_http(database)
    for user in ("ann", "bob"):
        with pgmatch.connect(
            server.url, server.publishable_key, access_token=server.user_token(user)
        ) as client:
            put_pages(client, dimensions=3)
            assert len(client.match_page_sections([1, 0, 0])) == 3
    assert database.rows("select owner_id, count(*) from nods_page group by 1 order by 1") == [
        ("ann", 2),
        ("bob", 2),
    ]


def test_pages_cannot_be_loaded_by_rpc_and_the_error_says_what_can(empty: Served) -> None:
    with (
        pgmatch.connect(empty.server.url, empty.server.secret_key) as client,
        pytest.raises(PgmatchError, match="COPY needs a connection to Postgres itself") as raised,
    ):
        client.load_pages([LoadPage("/a", [])], MODEL)
    assert "ingest" in (raised.value.hint or "")
    assert empty.database.rows("select count(*) from nods_page") == [(0,)]


def test_the_words_of_a_question_count_by_rpc_too(empty: Served) -> None:
    with pgmatch.connect(empty.server.url, empty.server.secret_key) as client:
        put_pages(client)
        first, *_ = client.hybrid_search_page_sections("how to upgrade", vector(1), full_text_weight=3)
    assert (first.slug, first.full_text_rank, first.semantic_rank) == ("upgrade", 1, 2)
    assert type(first.score) is float


def test_a_page_of_more_sections_than_one_answer_holds_is_asked_about(empty: Served) -> None:
    texts = [f"text {number}" for number in range(2500)]
    with pgmatch.connect(empty.server.url, empty.server.secret_key) as client:
        run = client.nods_begin_ingest("docs", MODEL, DIMENSIONS)
        assert client.nods_sections_to_embed(run, "/long", "1", texts) == list(range(1, 2501))


def test_its_text_shows_neither_key_nor_token() -> None:
    client = pgmatch.connect("https://project.supabase.co", "sb_secret_abc", access_token="a.b.c")

    assert repr(client) == "<pgmatch.Database https://project.supabase.co/rest/v1 schema='public'>"
    api = client._transport._api  # type: ignore[attr-defined]
    assert "sb_secret_abc" not in f"{api!r}{api.credentials!r}"
    assert "a.b.c" not in f"{api!r}{api.credentials!r}"


def test_a_missing_package_is_an_error_that_names_the_extra() -> None:
    code = (
        "import sys, pgmatch\n"
        "sys.modules['postgrest'] = None\n"
        "from pgmatch.errors import PgmatchError\n"
        "try:\n"
        "    pgmatch.connect('https://project.supabase.co', 'key')\n"
        "except PgmatchError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=Path(pgmatch.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "needs the Python package 'postgrest'\nHint: pip install 'pgmatch[rpc]'" in done.stdout
