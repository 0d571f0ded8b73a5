"""Acting for a user on a connection to Postgres itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.migrate import upgrade
from tests.client.pages import DIMENSIONS, MODEL, put_pages, vector
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer, created


@pytest.fixture(scope="module")
def template(plain_server: PostgresServer) -> Iterator[Database]:
    """A database in the mode owner, on a server that has no roles of an API, with a login of an app's."""
    with created(plain_server, "user_owned") as made:
        upgrade(made.url, access="owner", dimensions=str(DIMENSIONS), model=MODEL)
        made.execute("create role app login; grant pgmatch_user to app")
        yield made
        made.execute("drop owned by pgmatch_user, app; drop role pgmatch_user, app")


@pytest.fixture
def owned(template: Database, create_database: CreateDatabase) -> Iterator[Database]:
    yield create_database(template.server, template=template.name)
    template.execute("alter role pgmatch_user nobypassrls; grant pgmatch_user to app")


def app_url(database: Database) -> str:
    return database.server.url(database.name, "app")


def test_each_user_ingests_and_finds_their_own_pages(owned: Database) -> None:
    for user in ("alice", "bob; drop table nods_page"):
        with pgmatch.connect(app_url(owned), user_id=user) as client:
            assert client.match_page_sections(vector(1)) == []
            put_pages(client)
            assert len(client.match_page_sections(vector(1), -1, 100, 0)) == 3
    owners = owned.rows("select owner_id, count(*) from nods_page_section group by owner_id order by 1")
    assert owners == [("alice", 3), ("bob; drop table nods_page", 3)]


def test_the_owner_of_the_tables_sees_only_the_rows_of_the_user_it_acts_for(owned: Database) -> None:
    with pgmatch.connect(app_url(owned), user_id="alice") as client:
        put_pages(client)
    with pgmatch.connect(owned.url, user_id="bob") as client:
        assert client.match_page_sections(vector(1), -1, 100, 0) == []
    with pgmatch.connect(owned.url) as client:
        assert len(client.match_page_sections(vector(1), -1, 100, 0)) == 3


def test_nothing_of_the_user_stays_in_a_pooled_connection(owned: Database) -> None:
    with pgmatch.connect(app_url(owned), user_id="alice") as client:
        put_pages(client)
        transport = client._transport
        with transport._engine.connect() as connection:  # type: ignore[attr-defined]
            left = connection.exec_driver_sql(
                "select current_user, coalesce(current_setting('request.jwt.claims', true), '')"
            ).fetchall()
    assert [tuple(row) for row in left] == [("app", "")]


@pytest.mark.parametrize(
    "damage",
    ["alter role pgmatch_user bypassrls", "alter table nods_page_section disable row level security"],
)
def test_it_is_refused_where_row_level_security_would_be_skipped(owned: Database, damage: str) -> None:
    owned.execute(damage)
    with (
        pgmatch.connect(app_url(owned), user_id="alice") as client,
        pytest.raises(DatabaseError, match="row level security does not hold for pgmatch_user"),
    ):
        client.match_page_sections(vector(1))


def test_a_login_that_is_no_member_is_told_how_to_become_one(owned: Database) -> None:
    owned.execute("revoke pgmatch_user from app")
    with (
        pgmatch.connect(app_url(owned), user_id="alice") as client,
        pytest.raises(DatabaseError, match="grant pgmatch_user to") as refused,
    ):
        client.match_page_sections(vector(1))
    assert refused.value.sqlstate == "42501"


def test_other_modes_let_no_user_in_and_say_which_mode_does(owned: Database) -> None:
    owned.execute("select pgmatch.set_access('private')")
    with (
        pgmatch.connect(app_url(owned), user_id="alice") as client,
        pytest.raises(DatabaseError, match=r"pgmatch.set_access\('owner'\)") as refused,
    ):
        client.match_page_sections(vector(1))
    assert refused.value.sqlstate == "42501"


def test_a_user_whose_call_meets_a_change_of_the_mode_is_told_to_repeat_it(owned: Database) -> None:
    owned.execute("revoke usage on schema pgmatch from pgmatch_user")
    with (
        pgmatch.connect(app_url(owned), user_id="alice") as client,
        pytest.raises(DatabaseError, match="for schema pgmatch\n.* repeat the call") as refused,
    ):
        client.match_page_sections(vector(1))
    assert '"pgmatch_user"' in (refused.value.hint or "")


def test_a_missing_role_is_said_to_come_with_the_mode(template: Database, owned: Database) -> None:
    owned.execute("select pgmatch.set_access('private')")
    template.execute("alter role pgmatch_user rename to another")
    try:
        with (
            pgmatch.connect(owned.url, user_id="alice") as client,
            pytest.raises(DatabaseError, match=r"pgmatch.set_access\('owner'\)"),
        ):
            client.match_page_sections(vector(1))
    finally:
        template.execute("alter role another rename to pgmatch_user")


@pytest.mark.parametrize("user_id", ["", " ", 5])
def test_a_user_that_names_nobody_is_refused_before_any_call(user_id: object) -> None:
    with pytest.raises(PgmatchError, match="names nobody"):
        pgmatch.connect("postgresql://localhost/x", user_id=user_id)  # type: ignore[arg-type]


def test_a_user_that_postgres_cannot_store_is_refused_before_any_call() -> None:
    with pytest.raises(PgmatchError, match=r"user_id 'a\\x00b' has the character NUL"):
        pgmatch.connect("postgresql://nowhere/db", user_id="a\0b")
