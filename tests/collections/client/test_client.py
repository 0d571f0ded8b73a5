"""What vecs does not have: what is missing, roles and owners, RPC, and further columns."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest

import pgmatch.collections as vecs
from pgmatch.errors import DatabaseError, PgmatchError, SettingError
from pgmatch.migrate import upgrade
from tests.collections.client.conftest import Served
from tests.conftest import CreateDatabase, ServeHttp
from tests.servers import Database, PostgresServer

COMMAND = r"pgmatch alembic -n collections upgrade head"


@pytest.fixture
def filled(collection: vecs.Collection) -> vecs.Collection:
    """A collection with three records."""
    collection.upsert([("a", [1, 0, 0], {"n": 1}), ("b", [1, 1, 0], {"n": 2}), ("c", [0, 0, 1], {})])
    return collection


def test_without_the_line_the_error_says_how_to_install_it(
    create_database: CreateDatabase, supabase_server: PostgresServer, serve_http: ServeHttp
) -> None:
    database = create_database(supabase_server)
    with pytest.raises(DatabaseError, match=COMMAND):
        vecs.create_client(database.url)
    server = serve_http(database)
    with pytest.raises(DatabaseError, match='Add "collections" to the exposed schemas'):
        vecs.create_client(server.url, server.secret_key)
    with pytest.raises(DatabaseError, match=COMMAND):
        vecs.create_client(server.url, server.secret_key, schema="public")
    made = "select count(*) from pg_namespace where nspname in ('vecs', 'collections', 'pgmatch')"
    assert database.rows(made) == [(0,)]


def test_an_older_revision_is_refused(collections: Database) -> None:
    collections.execute("update pgmatch.install set revision = 'collections_0000'")
    with pytest.raises(DatabaseError, match=r"needs collections_0002 or later\nHint: Run `" + COMMAND):
        vecs.create_client(collections.url)


def test_what_is_no_url_is_refused_and_no_server_is_an_error() -> None:
    with pytest.raises(SettingError, match="the database URL is not a URL"):
        vecs.create_client("localhost")
    with pytest.raises(DatabaseError, match="Is the server at localhost:1 running"):
        vecs.create_client("postgresql://postgres:secret@localhost:1/x")


def test_hints_name_what_python_has(collection: vecs.Collection) -> None:
    collection.create_index()
    with pytest.raises(vecs.exc.ArgError) as refused:
        collection.create_index(replace=False)
    assert refused.value.hint == "Pass replace=True to build another in its place."
    collection.client.delete_collection(collection.name)
    with pytest.raises(vecs.exc.CollectionNotFound) as missing:
        collection.fetch(["a"])
    assert missing.value.hint == (
        "To see which there are: client.list_collections(); client.get_or_create_collection creates one."
    )
    with pytest.raises(vecs.exc.ArgError, match="limit is -2\nHint: Pass a whole number from 0 to 1000."):
        collection.query([1, 0, 0], limit=-2)


def test_arguments_have_the_names_of_older_guides_too(collection: vecs.Collection) -> None:
    collection.upsert(vectors=[("a", [1, 0, 0], {}), ("b", [0, 1, 0], {})])
    collection.create_index()
    assert collection.query(query_vector=[0, 1, 0], limit=1) == ["b"]
    with pytest.raises(vecs.exc.ArgError, match="both data and query_vector are given"):
        collection.query([1, 0, 0], query_vector=[1, 0, 0])
    with pytest.raises(vecs.exc.ArgError, match="records is missing"):
        collection.upsert()


def test_errors_are_those_of_pgmatch_too(client: vecs.Client) -> None:
    with pytest.raises(PgmatchError) as refused:
        client.get_or_create_collection("missing")
    assert isinstance(refused.value, vecs.exc.VecsException)
    assert refused.value.hint == "Pass dimension, or an adapter."
    assert isinstance(vecs.exc.MissingDependency("x"), ImportError)


@pytest.mark.parametrize("wrong", ["3", 3.0, 3.7, True, 0, -1, 16001, 2**40, [3]])
def test_a_wrong_dimension_is_named_and_nothing_is_made(client: vecs.Client, wrong: Any) -> None:
    before = len(client.list_collections())
    named = f"dimension is {re.escape(repr(wrong))}\n"
    with pytest.raises(vecs.exc.ArgError, match=named):
        client.get_or_create_collection("wrong", dimension=wrong)
    with (
        pytest.warns(DeprecationWarning, match="get_or_create"),
        pytest.raises(vecs.exc.ArgError, match=named),
    ):
        client.create_collection("wrong", wrong)
    assert len(client.list_collections()) == before


@pytest.mark.parametrize("wrong", [5, None, b"x"])
def test_a_name_is_a_text(client: vecs.Client, wrong: Any) -> None:
    before = len(client.list_collections())
    named = f"the name of the collection is {wrong!r}"
    with pytest.raises(vecs.exc.ArgError, match=named):
        client.get_or_create_collection(wrong, dimension=3)
    for call in (partial(client.create_collection, dimension=3), client.get_collection):
        with (
            pytest.warns(DeprecationWarning, match="get_or_create"),
            pytest.raises(vecs.exc.ArgError, match=named),
        ):
            call(wrong)
    with pytest.raises(vecs.exc.ArgError, match=named):
        client.delete_collection(wrong)
    assert len(client.list_collections()) == before


def test_a_dimension_may_be_numpys(client: vecs.Client) -> None:
    assert client.get_or_create_collection("numpys", dimension=np.int64(3)).dimension == 3  # type: ignore[arg-type]
    client.delete_collection("numpys")


def test_the_columns_have_names(filled: vecs.Collection) -> None:
    filled.create_index()
    (row,) = filled.query([1, 0, 0], 1, None, "cosine_distance", True, True, True)
    assert (row.id, row.value, row.vec.tolist(), row.metadata) == ("a", 0, [1, 0, 0], {"n": 1})
    assert row[1:2] + row[3:] == (0, {"n": 1})
    assert filled["a"].vec.dtype == "float32"


def test_a_distance_to_nothing_is_not_a_number(filled: vecs.Collection) -> None:
    filled.create_index(vecs.IndexMeasure.l2_distance)
    filled.upsert([("zero", [0, 0, 0], {})])
    with pytest.warns(UserWarning, match="covering index"):
        rows = filled.query([1, 0, 0], 9, include_value=True)
    assert [key for key, value in rows if value == value] == ["a", "b", "c"]


def test_an_index_that_is_built_elsewhere_is_seen(client: vecs.Client, filled: vecs.Collection) -> None:
    with pytest.warns(UserWarning, match="covering index"):
        filled.query([1, 0, 0])
    assert filled.index is None
    client.get_or_create_collection(filled.name, dimension=3).create_index()
    assert filled.is_indexed_for_measure("cosine_distance")
    assert filled.query([1, 0, 0], 1) == ["a"]


@pytest.mark.parametrize("kind", ["vector", "halfvec"])
def test_an_index_of_another_kind_serves_its_measure(filled: vecs.Collection, kind: str) -> None:
    filled.create_index("l2_distance", kind=kind)
    assert str(filled.index).startswith(f"ix_{kind}_l2_ops_hnsw")
    assert [m.value for m in vecs.IndexMeasure if filled.is_indexed_for_measure(m)] == ["l2_distance"]
    assert filled.query([1, 0, 0], 1, measure="l2_distance") == ["a"]
    with pytest.warns(UserWarning, match="covering index for .*l1_distance"):
        filled.query([1, 0, 0], 1, measure="l1_distance")


def test_a_binary_index_serves_every_measure(served: Served, filled: vecs.Collection) -> None:
    filled.create_index(kind="binary")
    assert str(filled.index).startswith("ix_bit_hamming_ops_hnsw")
    for measure, metric in zip(vecs.IndexMeasure, ("cosine", "l2", "ip", "l1"), strict=True):
        chosen = "select (pgmatch.search_index(%s::regclass, 'vec', %s)).index::text"
        ((used,),) = served.database.rows(chosen, [f'vecs."{filled.name}"', metric])
        assert str(filled.index) in used
        assert filled.is_indexed_for_measure(measure)
        assert filled.query([1, 0, 0], 1, measure=measure)
    assert not filled.is_indexed_for_measure("invalid")


def test_an_index_of_no_known_kind_is_refused(filled: vecs.Collection) -> None:
    with pytest.raises(vecs.exc.ArgError, match=r"kind is 'bit'\nHint: Pass one of: vector, halfvec, binary"):
        filled.create_index(kind="bit")
    assert filled.index is None


@pytest.mark.parametrize(
    "wrong", [{"filters": {"n": 1}}, {"data": [1, 2]}, {"data": ["x"]}, {"ef_search": 0}, {"limit": 1001}]
)
def test_an_error_comes_without_a_warning(filled: vecs.Collection, wrong: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(vecs.exc.VecsException):
            filled.query(**{"data": [1, 0, 0], **wrong})


@pytest.mark.parametrize("wrong", [{"id": "z", "vec": [1, 2, 3], "metadata": {}}, "abc"])
def test_a_record_is_no_dict_and_no_text(filled: vecs.Collection, wrong: Any) -> None:
    named = (
        rf"records\[0\] is of the type {type(wrong).__name__}: .*\nHint: A record is \(id, vector, metadata\)"
    )
    with pytest.raises(vecs.exc.ArgError, match=named):
        filled.upsert([wrong])
    assert len(filled) == 3


def test_secrets_are_not_shown(served: Served) -> None:
    with served.client("rpc") as client:
        assert served.server.secret_key not in repr(client)
    with vecs.create_client(served.database.url.replace("postgres@", "postgres:hidden@")) as client:
        assert "hidden" not in repr(client)


def test_readers_read_and_do_not_write(served: Served, filled: vecs.Collection) -> None:
    with pytest.raises(DatabaseError) as refused:
        vecs.create_client(served.server.url, served.server.publishable_key)
    assert refused.value.sqlstate == "42501"
    assert "select pgmatch.set_access('public_read', 'collections');" in str(refused.value.hint)


def test_a_hint_names_no_mode_that_is_not_there(collections: Database) -> None:
    collections.execute("select pgmatch.set_access('public_read', 'collections')")
    with pytest.raises(DatabaseError) as refused:
        vecs.create_client(collections.server.url(collections.name, user="authenticator"))
    hint = str(refused.value.hint)
    assert refused.value.sqlstate == "42501"
    assert '"authenticator". The access mode does not let it do this' in hint
    assert "private" not in hint
    with (
        vecs.create_client(f"{collections.url}?options=-c%20role%3Danon") as reader,
        pytest.raises(DatabaseError) as unwritten,
    ):
        reader.get_or_create_collection("new", dimension=3)
    assert "upsert and delete their own records" in str(unwritten.value.hint)
    assert "page" not in str(unwritten.value.hint)


@pytest.fixture
def users(owned: Served, way: str) -> Iterator[list[vecs.Client]]:
    """Two users, in the access mode owner."""
    clients = []
    for user in ("ann", "bob"):
        if way == "sql":
            clients.append(vecs.create_client(owned.database.url, user_id=user))
        else:
            server = owned.server
            token = server.user_token(user)
            clients.append(vecs.create_client(server.url, server.publishable_key, access_token=token))
    yield clients
    for client in clients:
        client.disconnect()


@pytest.mark.parametrize("number", [2, 200])
def test_users_have_records_of_their_own(owned: Served, users: list[vecs.Client], number: int) -> None:
    with owned.client("sql") as client:
        client.delete_collection("shared")
        client.get_or_create_collection("shared", dimension=3)
    anns, bobs = (user.get_or_create_collection("shared", dimension=3) for user in users)
    anns.upsert([(f"ann{place}", [1, 0, 0], {}) for place in range(number)])
    bobs.upsert([("bob", [0, 1, 0], {})])
    assert (len(anns), len(bobs)) == (number, 1)
    assert bobs.fetch(["ann0", "bob"])[0].id == "bob"
    with pytest.raises(DatabaseError) as refused:
        bobs.upsert([*[(f"bob{place}", [1, 0, 0], {}) for place in range(number)], ("ann0", [0, 0, 1], {})])
    assert refused.value.sqlstate == "42501"
    assert "ann" not in str(refused.value).replace("ann0", "")
    assert str(refused.value.hint).startswith(
        "Either an id belongs to somebody else's record: choose another"
    )
    assert bobs.delete(["ann0", "bob"]) == ["bob"]
    assert (len(anns), anns["ann0"].vec.tolist()) == (number, [1, 0, 0])


def test_another_schema_is_passed(create_database: CreateDatabase, supabase_server: PostgresServer) -> None:
    database = create_database(supabase_server)
    upgrade(database.url, "collections", schema="public")
    with vecs.create_client(database.url, schema="public") as client:
        client.get_or_create_collection("docs", dimension=1).upsert([("a", [1], {})])
    with pytest.raises(DatabaseError, match="pass schema= to create_client"):
        vecs.create_client(database.url)


def test_duplicates_are_found(collection: vecs.Collection) -> None:
    collection.upsert(
        [("a", [1, 0, 0], {}), ("b", [4, 3, 0], {}), ("c", [0, 0, 1], {}), ("d", [0, 0, 2], {})]
    )

    found = collection.find_duplicates(0.25)

    assert [(pair.id, pair.other_id, round(pair.distance, 6)) for pair in found] == [
        ("c", "d", 0),
        ("a", "b", 0.2),
    ]
    assert [pair.id for pair in collection.find_duplicates(0.25, limit=1)] == ["c"]
    assert [pair.distance for pair in collection.find_duplicates(1.2, "l2_distance")] == [1]
    for refused in (
        {"max_distance": -1},
        {"max_distance": 1, "measure": "cosine"},
        {"max_distance": 1, "limit": 0},
    ):
        with pytest.raises(vecs.exc.ArgError):
            collection.find_duplicates(**refused)
