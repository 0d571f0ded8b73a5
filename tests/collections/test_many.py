"""Many collections in one database: what is done for one does not grow with them, and for all only in proportion.

Work is counted in pages that are read, which does not depend on how busy the machine is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from psycopg2.extensions import cursor as Cursor  # noqa: N812

from pgmatch.migrate import upgrade
from tests.servers import Database, PostgresServer, created

FEW, MANY = 20, 200
OF_ONE = (
    "select collections.create_collection('new', 3)",
    "select pgmatch.collection_table('c1')",
    "select collections.get_or_create_collection('c1')",
    "select collections.get_or_create_collection('other', 3)",
    "select collections.drop_collection('c1')",
    """select collections.upsert_records('c1', '[["a", [1, 2, 3], {"b": 1}]]')""",
    """select * from collections.query_records('c1', '[1, 2, 3]', filters => '{"b": {"$eq": 1}}')""",
    "select * from collections.fetch_records('c1', '{a}')",
    "select collections.count_records('c1')",
    "select collections.create_index('c1')",
)
OF_ALL = (
    "select * from collections.list_collections()",
    "select * from pgmatch.refresh_searches()",
    "select pgmatch.set_access('private', 'collections')",
    "select pgmatch.set_access('owner', 'collections')",
    "select * from pgmatch.doctor()",
)


@pytest.fixture(scope="module")
def databases(supabase_server: PostgresServer) -> Iterator[dict[int, Database]]:
    """Databases with few and with many collections."""
    with created(supabase_server, "few") as few, created(supabase_server, "many") as many:
        for count, made in ((FEW, few), (MANY, many)):
            upgrade(made.url, "collections")
            made.execute(
                "select collections.create_collection('c' || i, 3) from generate_series(1, %s) as i", [count]
            )
            made.execute("analyze")
        yield {FEW: few, MANY: many}


def pages(cursor: Cursor, statement: str) -> int:
    """Return how many pages a statement reads once the session has what it keeps; it is undone."""
    read = 0
    for _ in range(2):
        cursor.execute("savepoint before")
        cursor.execute(f"explain (analyze, buffers, format json) {statement}")
        plan = cursor.fetchall()[0][0][0]["Plan"]
        read = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        cursor.execute("rollback to before")
    return read


def compared(databases: dict[int, Database], statement: str) -> float:
    """Return how many times as many pages a statement reads with many collections as with few."""
    read = []
    for count in (FEW, MANY):
        with closing(databases[count].connect()) as connection, connection.cursor() as cursor:
            read.append(pages(cursor, statement))
            connection.rollback()
    return read[1] / read[0]


@pytest.mark.parametrize("statement", OF_ONE)
def test_what_is_about_one_collection_does_not_grow_with_their_number(
    databases: dict[int, Database], statement: str
) -> None:
    assert compared(databases, statement) < 1.6


@pytest.mark.parametrize("statement", OF_ALL)
def test_what_is_about_all_grows_in_proportion_to_their_number(
    databases: dict[int, Database], statement: str
) -> None:
    assert compared(databases, statement) < 1.5 * MANY / FEW


def test_the_counter_sees_work_that_grows(databases: dict[int, Database]) -> None:
    each = "(select count(*) from pg_class as c where c.oid = pgmatch.collection_table(d.relname)::oid)"
    statement = f"select sum({each}) from pg_class as d where d.relname ~ '^c[0-9]+$' and d.relkind = 'r'"
    assert compared(databases, statement) > 5


def test_an_upgrade_of_many_does_a_constant_number_of_statements(databases: dict[int, Database]) -> None:
    """Nothing is left to change, so no statement is run for a collection."""
    for made in databases.values():
        changes = "select count(*) from pgmatch.access_changes('{collections}')"
        assert made.rows(changes) == [(0,)]
        upgrade(made.url, "collections")
