"""Tables of strangers in the schema vecs, and what other sessions do to a collection meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

from pgmatch.migrate import downgrade, upgrade
from tests.client.waiting import wait_until
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer

# the policy of a stranger grants them the records of the reader
TRAP = """
    create schema theirs;
    create function theirs.look() returns boolean language plpgsql as $f$
    begin
      execute 'grant select on vecs.secret to anon';
      return true;
    end;
    $f$;
    create table vecs.trap (id varchar primary key, vec extensions.vector(3), metadata jsonb);
    insert into vecs.trap values ('a', '[1, 2, 3]', '{}');
    alter table vecs.trap enable row level security;
    create policy trap on vecs.trap using (theirs.look());
    grant select on vecs.trap to public;
    grant usage on schema theirs to public;
    alter table vecs.trap owner to anon
"""
WAITS = (
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
)


@pytest.mark.parametrize("installer", ["owner", "postgres"])
def test_to_list_collections_runs_no_policy_of_a_stranger(
    supabase_server: PostgresServer, create_database: CreateDatabase, installer: str
) -> None:
    made = create_database(supabase_server, owner="owner", extension_schema="extensions")
    made.execute("grant usage on schema extensions to public")
    upgrade(made.server.url(made.name, installer), "collections")
    made.execute(
        f"set role {installer}; select collections.create_collection('secret', 3); reset role;"
        f"grant create on schema vecs to anon; {TRAP}"
    )
    listed = "select collection, records from collections.list_collections()"
    assert made.rows(f"set role {installer}; {listed}") == [("secret", 0), ("trap", None)]
    assert made.rows("select has_table_privilege('anon', 'vecs.secret', 'select')") == [(False,)]


@pytest.mark.parametrize(
    ("columns", "outcome"),
    [
        ("kept text", False),
        ("id varchar primary key, vec extensions.vector(3), metadata jsonb", "40001"),
    ],
)
def test_a_table_that_takes_the_name_meanwhile_is_not_dropped(
    collections: Database, columns: str, outcome: bool | str
) -> None:
    collections.execute("select collections.create_collection('docs', 3)")
    with (
        closing(collections.connect()) as connection,
        connection.cursor() as cursor,
        ThreadPoolExecutor() as pool,
    ):
        cursor.execute(f"alter table vecs.docs rename to old; create table vecs.docs ({columns})")
        dropped = pool.submit(_dropped, collections)
        try:
            wait_until(lambda: collections.rows(WAITS) == [(1,)])
        finally:
            connection.commit()
        assert dropped.result(120) == outcome
    assert collections.rows("select to_regclass('vecs.docs')::text, to_regclass('vecs.old')::text") == [
        ("vecs.docs", "vecs.old")
    ]


def _dropped(database: Database) -> bool | str | None:
    try:
        return bool(database.rows("select collections.drop_collection('docs')")[0][0])
    except psycopg2.Error as error:
        return error.pgcode


def test_a_collection_of_ours_under_a_name_that_was_adopted_goes_with_the_downgrade(
    collections: Database,
) -> None:
    collections.execute(
        "create table vecs.docs (id varchar primary key, vec extensions.vector(3) not null,"
        " metadata jsonb not null default '{}');"
        "select pgmatch.refresh_searches(); drop table vecs.docs;"
        "select collections.create_collection('docs', 3)"
    )
    assert collections.rows("select adopted from pgmatch.member where name = 'vecs.docs'") == [(False,)]
    downgrade(collections.url, "collections")
    assert collections.rows("select to_regclass('vecs.docs')::text") == [(None,)]


def test_a_partition_in_the_schema_is_no_collection(collections: Database) -> None:
    collections.execute(
        "create table vecs._all (id varchar, vec extensions.vector(3), metadata jsonb) partition by list (id);"
        "create table vecs.part partition of vecs._all default"
    )
    assert collections.rows("select * from pgmatch.refresh_searches()") == []
    assert collections.rows("select * from collections.list_collections()") == []
    with pytest.raises(psycopg2.Error, match="collection 'part' does not exist"):
        collections.rows("select collections.count_records('part')")
