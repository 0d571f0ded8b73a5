"""Records of collections: written, fetched, counted and deleted, by whoever may."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
import pytest

from tests.collections.theirs import found, opened
from tests.documents.plugin import AUDIT, AUDITED
from tests.servers import Database, PostgresServer, Undone, created

ALICE = {"sub": "alice"}
BOB = {"sub": "bob"}


CREATE = "select collections.create_collection('things', 3)"


@pytest.fixture(scope="module")
def only(supabase_server: PostgresServer, collections_template: Callable[[str], str]) -> Iterator[Undone]:
    with created(supabase_server, "records", template=collections_template("private")) as made:
        made.execute(CREATE)
        yield Undone(made.url, made.name, supabase_server)


@pytest.fixture
def database(only: Undone) -> Iterator[Undone]:
    """A collection without records, for tests with one session."""
    yield only
    only.undo()


@pytest.fixture
def copy(collections: Database) -> Database:
    """A collection without records, for tests with several sessions."""
    collections.execute(CREATE)
    return collections


def upsert(database: Database, records: Any, name: str = "things") -> int:
    statement = "select collections.upsert_records(%s, %s::jsonb)"
    return int(database.rows(statement, [name, json.dumps(records)])[0][0])


def stored(database: Database) -> list[tuple[str, str, Any]]:
    return database.rows("select id, vec::text, metadata from vecs.things order by id")


def test_records_are_objects_or_arrays(database: Database) -> None:
    assert (
        upsert(database, [{"id": "a", "vec": [1, 2, 3], "metadata": {"n": 1}}, ["b", "[4,5,6]", {"n": 2}]])
        == 2
    )

    assert stored(database) == [("a", "[1,2,3]", {"n": 1}), ("b", "[4,5,6]", {"n": 2})]


@pytest.mark.parametrize("metadata", [{}, {"metadata": None}, {"metadata": {}}])
def test_metadata_is_replaced_and_not_merged(database: Database, metadata: dict[str, Any]) -> None:
    upsert(database, [["a", [1, 2, 3], {"n": 1}], ["b", [1, 2, 3], {"n": 1}]])

    assert upsert(database, [{"id": "a", "vec": [3, 2, 1], **metadata}]) == 1
    assert stored(database) == [("a", "[3,2,1]", {}), ("b", "[1,2,3]", {"n": 1})]


def test_a_vector_comes_back_as_it_was_fetched(database: Database) -> None:
    upsert(database, [["a", [0.1, 1e-20, -3.4e38], {}]])
    before = stored(database)

    [(records,)] = database.rows(
        "select jsonb_agg(jsonb_build_object('id', id, 'vec', vec::text, 'metadata', metadata))"
        " from collections.fetch_records('things', '{a}')"
    )
    assert upsert(database, records) == 1
    assert stored(database) == before


def test_no_records_are_written(database: Database) -> None:
    assert upsert(database, []) == 0


GOOD = {"id": "new", "vec": [1, 2, 3]}
WRONG: dict[str, tuple[Any, str]] = {
    "no array": ({"id": "a"}, "records is of the type object, not an array"),
    "json null": (None, "records is of the type null, not an array"),
    "a number": ([GOOD, 5], "record 2 is 5, neither an object nor an array"),
    "a pair": ([GOOD, ["r", [1, 2, 3]]], 'record 2 ("r") has 2 values instead of id, vec and metadata'),
    "four values": ([["r", [1, 2, 3], {}, 1]], 'record 1 ("r") has 4 values instead of id, vec and metadata'),
    "no id": ([GOOD, {"vec": [1, 2, 3]}], "record 2 has no id"),
    "null for an id": ([GOOD, [None, [1, 2, 3], {}]], "record 2 has no id"),
    "a number for an id": ([GOOD, [7, [1, 2, 3], {}]], "record 2 (7) has an id of the type number"),
    "no vec": ([GOOD, {"id": "r"}], 'record 2 ("r") has no vec'),
    "null for a vec": ([GOOD, ["r", None, {}]], 'record 2 ("r") has no vec'),
    "a number for a vec": ([GOOD, ["r", 1, {}]], 'record 2 ("r") has a vec of the type number'),
    "a list for metadata": ([GOOD, ["r", [1, 2, 3], [1]]], 'record 2 ("r") has metadata of the type array'),
    "another key": ([{**GOOD, "vector": [1]}], 'record 1 ("new") has the key "vector"'),
    "too short": ([GOOD, ["r", [1, 2], {}]], 'record 2 ("r"): expected 3 dimensions, not 2'),
    "too short, as a text": ([GOOD, ["r", "[1,2]", {}]], 'record 2 ("r"): expected 3 dimensions, not 2'),
    "empty": ([GOOD, ["r", [], {}]], 'record 2 ("r"): vector must have at least 1 dimension'),
    "null in a vec": (
        [GOOD, ["r", [1, 2, None], {}]],
        'record 2 ("r"): invalid input syntax for type vector',
    ),
    "a text in a vec": (
        [GOOD, ["r", [1, 2, "3"], {}]],
        'record 2 ("r"): invalid input syntax for type vector',
    ),
    "not a number": ([GOOD, ["r", "[1,2,NaN]", {}]], 'record 2 ("r"): NaN not allowed in vector'),
    "infinite": ([GOOD, ["r", "[1,2,Infinity]", {}]], 'record 2 ("r"): infinite value not allowed in vector'),
    "beyond 32 bits": ([GOOD, ["r", [1, 2, 1e40], {}]], 'record 2 ("r"): "1'),
    "the same id twice": (
        [["r", [1, 2, 3], {}], GOOD, ["r", [1, 2, 3], {}]],
        'record 3 ("r"): an earlier record',
    ),
    "a long vec": ([["r", "[" + "9" * 5000, {}]], 'record 1 ("r"): '),
    "a long id": ([["r" * 5000, [1], {}]], 'record 1 ("rrr'),
}


@pytest.mark.parametrize(("records", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_record_is_named_and_nothing_is_written(
    database: Database, records: Any, message: str
) -> None:
    upsert(database, [["kept", [1, 1, 1], {}]])

    with pytest.raises(psycopg2.Error) as refused:
        upsert(database, records)

    assert refused.value.pgcode == "22023"
    assert str(refused.value.diag.message_primary).startswith(message)
    assert len(str(refused.value.diag.message_primary)) < 400
    assert refused.value.diag.message_hint
    assert stored(database) == [("kept", "[1,1,1]", {})]


def test_another_error_stays_what_it_is(database: Database) -> None:
    database.execute(
        "alter table vecs.things add constraint none check (1 / (metadata ->> 'n')::integer > 0)"
    )

    with pytest.raises(psycopg2.Error, match="division by zero") as raised:
        upsert(database, [["a", [1, 2, 3], {"n": 0}]])
    assert raised.value.pgcode == "22012"


def test_records_are_fetched_once_each_in_the_order_of_the_ids(database: Database) -> None:
    upsert(database, [[name, [1, 2, 3], {"n": name}] for name in ("a", "b", "c")])

    assert database.rows(
        "select id, vec::text, metadata from collections.fetch_records('things', %s)",
        [["c", "none", "a", "c", None]],
    ) == [("c", "[1,2,3]", {"n": "c"}), ("a", "[1,2,3]", {"n": "a"})]
    assert database.rows("select * from collections.fetch_records('things', '{}')") == []


def test_records_are_deleted_by_their_ids(database: Database) -> None:
    upsert(database, [[name, [1, 2, 3], {}] for name in ("a", "b", "c")])

    deleted = database.rows(
        "select collections.delete_records('things', %s)", [["c", "none", "a", "c", None]]
    )

    assert sorted(deleted) == [("a",), ("c",)]
    assert database.rows("select collections.delete_records('things', '{}')") == []
    assert [name for name, _, _ in stored(database)] == ["b"]


ARGUMENTS = {
    "fetch_records(null, '{a}')": "22004",
    "fetch_records('things', null)": "22004",
    "fetch_records('none', '{a}')": "42P01",
    "count_records('none')": "42P01",
    "count_records('things; --')": "42P01",
    "delete_records('none', '{a}')": "42P01",
    "delete_records('things')": "22004",
    "delete_records('things', '{a}', '{}')": "22023",
    "upsert_records('none', '[]')": "42P01",
    "upsert_records('things', null)": "22004",
}


@pytest.mark.parametrize(("call", "code"), ARGUMENTS.items())
def test_wrong_arguments_have_a_clear_error(database: Database, call: str, code: str) -> None:
    with pytest.raises(psycopg2.Error) as refused:
        database.execute(f"select collections.{call}")

    assert refused.value.pgcode == code
    assert refused.value.diag.message_hint


ATTACKS = [
    "'); drop table vecs.things; --",
    '"; drop table vecs.things; --',
    "\\'); select 1; --",
    "$1",
    "%I",
    "$$",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_name_an_id_or_metadata_becomes_sql(copy: Database, attack: str) -> None:
    copy.execute(f"alter database {copy.name} set standard_conforming_strings = off")
    for name in ("things", attack):
        if name == attack:
            copy.execute("select collections.create_collection(%s, 3)", [attack])
        assert upsert(copy, [[attack, [1, 2, 3], {attack: attack}]], name) == 1
        assert copy.rows("select id, metadata from collections.fetch_records(%s, %s)", [name, [attack]]) == [
            (attack, {attack: attack})
        ]
        assert copy.rows(
            "select id, metadata from collections.query_records(%s, '[1,2,3]', filters => %s,"
            " include_metadata => true)",
            [name, json.dumps({attack: {"$eq": attack}})],
        ) == [(attack, {attack: attack})]
        upsert(copy, [["near", [1, 2, 3], {}]], name)
        assert copy.rows("select id from collections.query_records(%s, record_id => %s)", [name, attack]) == [
            ("near",)
        ]
        assert copy.rows("select collections.delete_records(%s, %s)", [name, [attack]]) == [(attack,)]
        assert copy.rows("select collections.count_records(%s)", [name]) == [(1,)]


READ = {
    "query": "select * from collections.query_records('things', '[1,0,0]')",
    "fetch": "select * from collections.fetch_records('things', '{a}')",
    "count": "select collections.count_records('things')",
}
WRITE = {
    "upsert": """select collections.upsert_records('things', '[["new", [1,2,3], {}]]')""",
    "delete": "select collections.delete_records('things', '{a}')",
}


@pytest.mark.parametrize(
    ("access", "role", "may"),
    [
        ("public_read", "anon", READ),
        ("public_read", "authenticated", READ),
        ("public_read", "service_role", READ | WRITE),
        ("private", "anon", {}),
        ("private", "authenticated", {}),
        ("private", "service_role", READ | WRITE),
        ("owner", "anon", {}),
        ("owner", "authenticated", READ | WRITE),
        ("owner", "service_role", READ | WRITE),
    ],
)
def test_readers_read_and_writers_write(copy: Database, access: str, role: str, may: dict[str, str]) -> None:
    upsert(copy, [["a", [1, 2, 3], {}]])
    copy.execute("select pgmatch.set_access(%s, 'collections')", [access])

    for name, statement in (READ | WRITE).items():
        with copy.as_role(role, ALICE) as cursor:
            if name in may:
                cursor.execute(statement)
            else:
                with pytest.raises(psycopg2.Error) as refused:
                    cursor.execute(statement)
                assert refused.value.pgcode == "42501"


@pytest.fixture
def shared(copy: Database) -> Database:
    """A collection in which alice, bob and nobody have records."""
    copy.execute("select pgmatch.set_access('owner', 'collections')")
    upsert(copy, [["nobody's", [1, 0, 0], {"n": 1}]])
    for claims in (ALICE, BOB):
        name = claims["sub"]
        with copy.as_role("authenticated", claims) as cursor:
            records = [[f"{name}'s", [1, 0, 0], {"n": 1}], [f"{name}'s other", [0, 1, 0], {"n": 2}]]
            cursor.execute("select collections.upsert_records('things', %s)", [json.dumps(records)])
            assert cursor.fetchall() == [(2,)]
            cursor.connection.commit()
    return copy


def as_alice(database: Database) -> Callable[..., list[Any]]:
    def rows(statement: str, *arguments: Any) -> list[Any]:
        with database.as_role("authenticated", ALICE) as cursor:
            cursor.execute(statement, arguments)
            return [value for (value, *_) in cursor.fetchall()]

    return rows


def test_a_tenant_has_only_their_own_records(shared: Database) -> None:
    rows = as_alice(shared)
    own = ["alice's", "alice's other"]

    assert rows("select id from collections.query_records('things', '[1,0,0]')") == own
    assert rows("select id from collections.query_records('things', record_id => %s)", own[0]) == own[1:]
    assert rows(
        "select id from collections.query_records('things', '[1,0,0]', filters => '{\"n\": {\"$lt\": 2}}')"
    ) == ["alice's"]
    assert rows("select id from collections.fetch_records('things', %s)", ["bob's", "alice's"]) == ["alice's"]
    assert rows("select collections.count_records('things')") == [2]
    assert rows("select collections.delete_records('things', %s)", ["bob's", "nobody's"]) == []
    assert rows("select collections.delete_records('things', filters => '{\"n\": {\"$gt\": 0}}')") == own


@pytest.mark.parametrize("taken", ["bob's", "nobody's"])
def test_a_strangers_id_cannot_be_written_and_whose_it_is_stays_unsaid(shared: Database, taken: str) -> None:
    records = json.dumps([["alice's", [0, 0, 1], {}], [taken, [0, 0, 1], {}]])

    with shared.as_role("authenticated", ALICE) as cursor:
        with pytest.raises(psycopg2.Error) as refused:
            cursor.execute("select collections.upsert_records('things', %s)", [records])
        assert refused.value.pgcode == "42501"
        assert "bob" not in str(refused.value)
    with pytest.raises(psycopg2.Error) as missing:
        as_alice(shared)("select id from collections.query_records('things', record_id => %s)", taken)
    assert missing.value.pgcode == "P0002"


def test_records_go_to_vecs_and_come_from_it(copy: Database) -> None:
    upsert(copy, [["a", [1, 2, 3], {"n": 1}]])

    with opened(copy, "things", 3) as theirs:
        [(name, vec, metadata)] = theirs.fetch(["a"])
        assert (name, [*vec], metadata) == ("a", [1, 2, 3], {"n": 1})
        theirs.upsert([("a", [3, 2, 1], {"n": 2}), ("b", [1, 1, 1], {})])
        assert stored(copy) == [("a", "[3,2,1]", {"n": 2}), ("b", "[1,1,1]", {})]
        assert upsert(copy, [["b", [2, 2, 2], {"n": 3}]]) == 1
        assert found(theirs, [2, 2, 2], limit=1, measure="l2_distance", include_value=True) == [("b", 0)]


def test_triggers_find_what_the_path_of_the_session_names(copy: Database) -> None:
    copy.execute(
        f"{AUDITED}; {AUDIT.format('vecs.things')};"
        f'alter database "{copy.name}" set search_path = app, public, extensions'
    )
    upsert(copy, [["a", [1, 2, 3], None], ["b", [4, 5, 6], {"n": 2}]])
    assert upsert(copy, [{"id": "a", "vec": "[1,2,4]", "metadata": {"n": 1}}]) == 1
    assert stored(copy) == [("a", "[1,2,4]", {"n": 1}), ("b", "[4,5,6]", {"n": 2})]
    assert copy.rows("select collections.delete_records('things', '{a}')") == [("a",)]
    delete = """select collections.delete_records('things', filters => '{"n": {"$lt": 3}}')"""
    assert copy.rows(delete) == [("b",)]
    assert copy.rows("select what from app.audit_log where what = 'DELETE'") == [("DELETE",)] * 2
