"""Clients that share a session through a pooler, and queries that Postgres runs in parallel, find the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812

from tests.pooler import pooling
from tests.searches.conftest import CREATE, ON_18
from tests.searches.test_open_sessions import CALLS, EXACT, INDEXES, POLICIES, ROLES, wrong
from tests.servers import Database, PostgresServer

pytestmark = ON_18
PARALLEL = """
    set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0;
    set min_parallel_index_scan_size = 0; set max_parallel_workers_per_gather = 4; set debug_parallel_query = on
"""
HYBRID = (
    "select pgmatch.create_search('public.hybrid_products', 'shop.products', returns => '{id}', hybrid => true,"
    " words => 'name')"
)


@pytest.fixture(scope="module")
def pooler(server: PostgresServer) -> Iterator[PostgresServer]:
    """A pooler in transaction mode with one session a database, so that every client has the same."""
    with pooling(server, size=1) as made:
        yield made


def found_as(client: Connection, role: str) -> list[str]:
    """Return the calls that are wrong for a role, in a transaction as PostgREST makes it."""
    with client, client.cursor() as cursor:
        cursor.execute(f"set local role {role}")
        return wrong(cursor)


@pytest.mark.parametrize("changes", [POLICIES, INDEXES], ids=["policies", "indexes"])
def test_clients_of_a_pooler_in_transaction_mode_find_what_each_may_see(
    shop: Database, pooler: PostgresServer, changes: tuple[str, ...]
) -> None:
    shop.execute(ROLES + ";" + CREATE)
    url = pooler.url(shop.name)
    with (
        closing(psycopg2.connect(url)) as first,
        closing(psycopg2.connect(url)) as second,
        closing(shop.connect()) as direct,
        direct.cursor() as owner,
    ):
        direct.autocommit = True
        for change in ("select", *changes):
            for statement in change.split("; "):
                owner.execute(statement)
            found = [
                found_as(client, role)
                for client, role in ((first, "clerk"), (second, "postgres"), (first, "boss"))
            ]
            assert (change, found) == (change, [[], [], []])
        # nothing of one client's call is left for the next
        with second, second.cursor() as cursor:
            cursor.execute(
                "select current_setting('search_path'), array(select s.name from pg_settings as s where s.source = 'session')"
            )
            assert cursor.fetchall() == [('"$user", public', [])]


@pytest.mark.parametrize("has_index", [True, False])
def test_workers_change_no_answer(shop: Database, has_index: bool) -> None:
    shop.execute(CREATE + ";" + HYBRID)
    if not has_index:
        shop.execute("drop index shop.products_embedding_idx")
    hybrid = "select id, semantic_rank from hybrid_products('p7', '[1,2,3,4,5,6,7,8]', 9)"
    expected = shop.rows(hybrid)
    with closing(shop.connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(PARALLEL)
        cursor.execute("explain " + EXACT.format("true"))
        assert "Workers Planned" in str(cursor.fetchall())
        assert wrong(cursor) == []
        cursor.execute(hybrid)
        assert cursor.fetchall() == expected
        # a call for each row of a table, which Postgres would like to spread over workers
        for call in CALLS:
            cursor.execute(
                f"select count(*) from shop.products as p cross join lateral ({call}) as m where p.id < 9"
            )
            assert cursor.fetchall() == [(40,)]
        for statement in ("select * from pgmatch.doctor()", "select * from pgmatch.refresh_searches()"):
            cursor.execute(statement)
