"""The real client vecs and our functions on the same collections, in both directions."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import vecs

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer

RECORDS = [("a", [1.0, 0.0, 0.0], {"year": 2020}), ("b", [0.0, 1.0, 0.0], {"year": 2021})]
LIST = "select collection, dimension, records, measure, method from collections.list_collections()"
STATE = """
    select c.relrowsecurity, obj_description(c.oid) is not null,
      exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'owner_id'),
      exists (
        select from pg_index as x join pg_class as i on i.oid = x.indexrelid join pg_am as m on m.oid = i.relam
        where x.indrelid = c.oid and m.amname = 'gin'
      ),
      (select s.metric from pgmatch.search as s where s.target = c.oid and s.line = 'collections')
    from pg_class as c where c.oid = 'vecs.docs'::regclass
"""


@contextmanager
def client(database: Database) -> Iterator[Any]:
    """Connect vecs to a database, as its guides do; on the driver that it is made for."""
    with vecs.create_client(database.url.replace("postgresql://", "postgresql+psycopg2://", 1)) as connected:
        yield connected


@pytest.fixture
def collections(collections: Database) -> Database:
    # vecs looks for the type vector on its path
    collections.execute(f'alter database "{collections.name}" set search_path = public, extensions')
    return collections


def test_a_collection_of_vecs_can_be_used_at_once(collections: Database) -> None:
    with client(collections) as vx:
        vx.get_or_create_collection("docs", dimension=3).upsert(RECORDS)
    assert collections.rows(LIST) == [("docs", 3, 2, None, None)]
    assert collections.rows("select pgmatch.collection_table('docs')::text") == [("vecs.docs",)]
    found = "select (collections.get_or_create_collection('docs')).records"
    assert collections.rows(found) == [(2,)]
    with collections.as_role("service_role") as cursor:
        cursor.execute(found)
        assert cursor.fetchall() == [(2,)]
        cursor.execute("delete from vecs.docs returning id")
        assert sorted(cursor.fetchall()) == [("a",), ("b",)]
    for role in ("anon", "authenticated"):
        with collections.as_role(role) as cursor, pytest.raises(Exception, match="permission denied"):
            cursor.execute("select from vecs.docs")


def test_refresh_searches_declares_it(collections: Database) -> None:
    with client(collections) as vx:
        vx.get_or_create_collection("docs", dimension=3).upsert(RECORDS)
    assert collections.rows("select * from pgmatch.refresh_searches()") == []
    assert collections.rows(STATE) == [(True, True, True, True, "cosine")]
    before = collections.rows("select xmin, xmax from pgmatch.member where name = 'vecs.docs'")
    assert collections.rows("select * from pgmatch.refresh_searches()") == []
    assert collections.rows("select xmin, xmax from pgmatch.member where name = 'vecs.docs'") == before
    with client(collections) as vx, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # no index yet
        docs = vx.get_or_create_collection("docs", dimension=3)
        docs.upsert([("a", [0.0, 0.0, 1.0], {"year": 1999})])
        assert docs.query([0.0, 0.0, 1.0], limit=1, include_metadata=True) == [("a", {"year": 1999})]
        docs.create_index(measure=vecs.IndexMeasure.l2_distance)
        assert sorted(docs.delete(ids=["a", "b"])) == ["a", "b"]
    assert collections.rows(LIST) == [("docs", 3, 0, "l2_distance", "hnsw")]
    assert collections.rows("select * from pgmatch.refresh_searches()") == []
    assert collections.rows(STATE) == [(True, True, True, True, "l2")]


def test_vecs_uses_a_collection_of_ours(collections: Database) -> None:
    collections.execute("select collections.create_collection('docs', 3)")
    with client(collections) as vx, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        assert [each.name for each in vx.list_collections()] == ["docs"]
        docs = vx.get_or_create_collection("docs", dimension=3)
        docs.upsert(RECORDS)
        assert len(docs) == 2
        assert docs.query([1.0, 0.0, 0.0], limit=2) == ["a", "b"]
        assert docs.query([1.0, 0.0, 0.0], filters={"year": {"$gt": 2020}}) == ["b"]
        assert docs["b"][2] == {"year": 2021}
        docs.create_index()
        assert docs.is_indexed_for_measure(vecs.IndexMeasure.cosine_distance)
        assert collections.rows(LIST) == [("docs", 3, 2, "cosine_distance", "hnsw")]
        vx.delete_collection("docs")
    assert collections.rows(LIST) == []
    # what is recorded goes with the next refresh, and hinders nothing before
    assert collections.rows("select level from pgmatch.doctor() where object like '%%docs%%'") == [("info",)]
    collections.execute("select pgmatch.set_access('public_read', 'collections')")
    assert collections.rows("select * from pgmatch.refresh_searches()") == []
    assert collections.rows("select from pgmatch.member where name like 'vecs%%'") == []
    assert collections.rows("select from pgmatch.search") == []
    assert collections.rows("select (collections.create_collection('docs', 4)).dimension") == [(4,)]


def test_each_sees_the_other_drop_a_collection(collections: Database) -> None:
    with client(collections) as vx:
        vx.get_or_create_collection("docs", dimension=3)
        assert collections.rows("select collections.drop_collection('docs')") == [(True,)]
        assert vx.list_collections() == []
        vx.get_or_create_collection("docs", dimension=5)
        assert collections.rows("select dimension from collections.list_collections()") == [(5,)]


def test_what_vecs_does_not_list_is_no_collection(collections: Database) -> None:
    collections.execute(
        "create table vecs._hidden (id varchar primary key, vec extensions.vector(3), metadata jsonb);"
        "create table vecs.other (id varchar primary key, vec text, metadata jsonb);"
        "create view vecs.seen as select * from vecs._hidden"
    )
    assert collections.rows(LIST) == []
    assert collections.rows("select * from pgmatch.refresh_searches()") == []
    assert collections.rows("select from pgmatch.member where name like 'vecs%%'") == []
    for name in ("other", "seen", "_hidden_pkey"):
        with pytest.raises(Exception, match="does not exist|cannot be called"):
            collections.rows("select pgmatch.collection_table(%s)", [name])


def test_a_dump_of_an_install_beside_vecs_is_adopted_whole(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(
        "create extension vector schema extensions;"
        f'alter database "{made.name}" set search_path = public, extensions'
    )
    with client(made) as vx:
        for name in ("first", "Second one"):
            vx.get_or_create_collection(name, dimension=3).upsert(RECORDS)
        upgrade(made.url, "collections", access="public_read")
        assert made.rows("select collection, records from collections.list_collections()") == [
            ("Second one", 2),
            ("first", 2),
        ]
        with made.as_role("anon") as cursor:
            cursor.execute("select count(*) from vecs.first")
            assert cursor.fetchall() == [(2,)]
        assert len(vx.get_or_create_collection("first", dimension=3)) == 2
