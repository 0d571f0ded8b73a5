"""What clients that share the sessions of a pooler leave each other: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import psycopg2
import pytest

import pgmatch
from pgmatch.errors import DatabaseError
from pgmatch.migrate import upgrade
from tests.client.pages import put_pages, vector
from tests.pooler import pooling, through
from tests.servers import Database, PostgresServer, created
from tools import pgbouncer

SESSION = """
    select pg_backend_pid(), current_user, coalesce(current_setting('request.jwt.claims', true), ''),
      current_setting('search_path'), array(select s.name from pg_settings as s where s.source = 'session'),
      coalesce(current_setting('hnsw.ef_search', true), '40')
"""


@pytest.fixture(scope="module")
def single(plain_server: PostgresServer) -> Iterator[PostgresServer]:
    """A pooler with one session a database, so that every client has the same."""
    with pooling(plain_server, size=1) as pooler:
        yield pooler


@pytest.fixture
def shared(plain_server: PostgresServer, single: PostgresServer) -> Iterator[Database]:
    """A database in the mode owner behind the pooler."""
    with created(plain_server, "shared") as made:
        upgrade(made.url, access="owner", dimensions="3", model="a-model")
        made.execute("create role app login; grant pgmatch_user to app")
        yield through(made, single)
        made.execute("drop owned by pgmatch_user, app; drop role pgmatch_user, app")


def refused(client: pgmatch.Database) -> None:
    with pytest.raises(DatabaseError, match="dimensions"):
        client.match_page_sections([1, 0])


def test_no_user_role_claim_or_setting_of_one_client_meets_the_next(shared: Database) -> None:
    url = shared.server.url(shared.name, "app")
    with (
        closing(psycopg2.connect(url)) as other,
        pgmatch.connect(url, user_id="alice") as alice,
        pgmatch.connect(url, user_id="bob") as bob,
    ):
        other.autocommit = True
        with other.cursor() as cursor:
            cursor.execute(SESSION)
            before = cursor.fetchall()
            for act in (
                lambda: put_pages(alice, dimensions=3),
                lambda: bob.search_page_sections([1, 0, 0], ef_search=777, probes=7, candidates=99),
                lambda: refused(alice),
                lambda: alice.match_page_sections([1, 0, 0], match_count=900),
            ):
                act()
                cursor.execute(SESSION)
                assert cursor.fetchall() == before
                # a member of the role, but nobody's claims
                cursor.execute("select count(*) from match_page_sections('[1,0,0]', -1, 100, 0)")
                assert cursor.fetchall() == [(0,)]


def test_many_users_at_once_over_one_session_see_only_their_own(shared: Database) -> None:
    url = shared.server.url(shared.name, "app")

    def owners(user: str) -> set[str]:
        with pgmatch.connect(url, user_id=user) as client:
            put_pages(client, dimensions=3)
            found = {row.id for _ in range(5) for row in client.match_page_sections([1, 0, 0], -1, 100, 0)}
        rows = shared.rows("select distinct owner_id from nods_page_section where id = any(%s)", ([*found],))
        return {owner for (owner,) in rows}

    users = [f"user {number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(owners, users)) == [{user} for user in users]


@pytest.mark.parametrize("prepared", [0, 100])
def test_a_driver_that_prepares_statements_works_where_the_pooler_knows_them(
    supabase_server: PostgresServer, migrated: str, prepared: int
) -> None:
    version = pgbouncer.version(pgbouncer.locate())
    if prepared and version < (1, 21):
        pytest.skip(f"this pgbouncer, {version}, is older than 1.21 and lets no prepared statement through")
    threshold = 0 if prepared else None
    with (
        created(supabase_server, "prepared", template=migrated) as made,
        pooling(supabase_server, size=2, prepared=prepared) as pooler,
        psycopg.connect(pooler.url("prepared"), prepare_threshold=threshold, autocommit=True) as one,
        psycopg.connect(pooler.url("prepared"), prepare_threshold=threshold, autocommit=True) as two,
        pgmatch.connect(pooler.url("prepared")) as client,
    ):
        put_pages(client)
        for _ in range(6):
            for connection in (one, two):
                with connection.transaction():
                    rows = connection.execute(
                        "select id from match_page_sections(%s, 0, 10, 0)", (str(vector(1)),)
                    ).fetchall()
                    # the other's transaction is then in the other session
                    assert [row[0] for row in rows] == [s.id for s in client.match_page_sections(vector(1))][
                        :2
                    ]
        assert made.rows("select count(*) from pg_prepared_statements") == [(0,)]


def test_a_setting_in_the_url_that_a_pooler_refuses_is_told_where_to_put(shared: Database) -> None:
    with (
        pgmatch.connect(f"{shared.url}?options=-c%20statement_timeout%3D5s") as client,
        pytest.raises(DatabaseError, match="unsupported startup parameter") as refused,
    ):
        client.pgmatch_info()
    assert "alter role" in str(refused.value.hint)
