"""Upserts of many records: in parts, whole, and without what they do not need."""

from __future__ import annotations

import io
import sys
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import pgmatch.collections as vecs
from pgmatch.client.call import Call
from pgmatch.client.sql import SqlTransport
from pgmatch.collections import progress
from tests.collections.client.conftest import Served

INDEX = (
    "select indexrelid, indexrelid::regclass::text from pg_index where indrelid = %s::regclass and indisvalid"
)
MADE = """insert into vecs."{}" select i::text, array[i, 1, 1]::extensions.vector from generate_series(1, {}) as i"""


class Strict(np.ndarray):
    """An array that is no list, and cannot be made one."""

    def tolist(self) -> Any:
        raise AssertionError("it was turned into a list")


def records(number: int, **last: Any) -> Iterator[Any]:
    """Yield records with the ids 0 to number - 1; the last one is changed."""
    for place in range(number):
        record = {"id": str(place), "vec": [place, 1, 1], "metadata": {"place": place}}
        yield tuple({**record, **(last if place == number - 1 else {})}.values())


@pytest.fixture
def direct(served: Served, request: pytest.FixtureRequest) -> Iterator[vecs.Collection]:
    """An empty collection that is reached by SQL."""
    name = "".join(letter for letter in request.node.name if letter.isalnum())[:60]
    with served.client("sql") as client:
        yield client.get_or_create_collection(name, dimension=3)
        client.delete_collection(name)


def vector_index(served: Served, collection: vecs.Collection) -> list[tuple[Any, ...]]:
    """Return oid and name of the vector index."""
    found = served.database.rows(INDEX, [f'vecs."{collection.name}"'])
    return [(oid, name) for oid, name in found if collection.index and collection.index in name]


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 999, 1000, 1001, 2345])
def test_each_number_of_records_is_written(collection: vecs.Collection, number: int) -> None:
    collection.upsert(records(number))
    assert len(collection) == number
    if number:
        assert collection[str(number - 1)].metadata == {"place": number - 1}


def test_records_are_held_in_parts(direct: vecs.Collection) -> None:
    held: list[weakref.ref[Any]] = []
    most = 0

    def source() -> Iterator[Any]:
        nonlocal most
        for place in range(8000):
            vector = np.ones(3, np.float32)
            held.append(weakref.ref(vector))
            yield str(place), vector, {}
            if place % 500 == 499:
                most = max(most, sum(each() is not None for each in held))

    direct.upsert(source())
    assert len(direct) == 8000
    assert most <= 3000


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int64])
def test_arrays_are_not_turned_into_lists(direct: vecs.Collection, kind: Any) -> None:
    arrays = np.arange(600, dtype=kind).reshape(200, 3).view(Strict)
    direct.upsert((str(place), row, {}) for place, row in enumerate(arrays))
    assert direct["199"].vec.tolist() == [597, 598, 599]


@pytest.mark.parametrize(
    ("last", "named"),
    [
        ({"vec": [1, 2]}, "'1499' has 2 dimensions, but the collection has 3"),
        ({"vec": [1, 2, float("nan")]}, r"'1499'\[2\] is not a finite number: nan"),
        ({"vec": np.array([1, 2, np.inf])}, r"'1499'\[2\] is not a finite number: inf"),
        ({"vec": [1, 2, 1e39]}, "'1499' is too long, or has a number beyond the range"),
        ({"vec": None}, "'1499' is not a vector: None"),
        ({"id": "0"}, r"records\[1499\] has the id '0', as a record before it"),
        ({"id": "a\0"}, "has the character NUL"),
        ({"id": None}, r"the id of records\[1499\] is None"),
        ({"metadata": [1]}, r"the metadata of records\[1499\] are \[1\], of the type list"),
        ({"metadata": {"a": "\0"}}, "metadata of '1499'.a has the character NUL"),
        ({"metadata": {"a": object()}}, "metadata of '1499' cannot be written as JSON"),
    ],
)
def test_one_wrong_record_is_named_and_nothing_is_written(
    direct: vecs.Collection, last: dict[str, Any], named: str
) -> None:
    with pytest.raises(vecs.exc.ArgError, match=named):
        direct.upsert(records(1500, **last))
    assert len(direct) == 0


@pytest.mark.parametrize(("number", "length", "stored"), [(1250, 1, 1000), (250, 40_000, 200)])
def test_by_rpc_an_error_says_what_is_stored(served: Served, number: int, length: int, stored: int) -> None:
    with served.client("rpc") as client:
        collection = client.get_or_create_collection("stored", dimension=3)
        with pytest.raises(vecs.exc.ArgError, match=f"The {stored} records before are stored") as refused:
            collection.upsert(
                (key, vector, {"text": "x" * length}) for key, vector, _ in records(number, vec=[1, 2])
            )
        assert isinstance(refused.value, vecs.exc.MismatchedDimension)
        assert len(collection) == stored
        client.delete_collection("stored")


def test_records_are_replaced(collection: vecs.Collection) -> None:
    collection.upsert(records(1100))
    collection.upsert([(str(place), [9, 9, 9], {"new": place}) for place in range(50, 1150)])
    assert (len(collection), collection["49"].metadata) == (1150, {"place": 49})
    assert (collection["50"].vec.tolist(), collection["50"].metadata) == ([9, 9, 9], {"new": 50})


def test_a_large_load_builds_the_index_once(served: Served, direct: vecs.Collection) -> None:
    direct.create_index()
    ((oid, name),) = vector_index(served, direct)
    direct.upsert(records(300))
    ((other, same),) = vector_index(served, direct)
    assert (same, other == oid) == (name, False)
    assert len(direct.query([0, 1, 1], 5)) == 5  # without a warning


def test_the_index_is_back_after_an_error(served: Served, direct: vecs.Collection) -> None:
    direct.create_index()
    ((_, name),) = vector_index(served, direct)
    with pytest.raises(vecs.exc.ArgError):
        direct.upsert(records(1500, vec=[1, 2]))
    assert [same for _, same in vector_index(served, direct)] == [name]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_the_index_is_back_after_an_interruption(
    served: Served, direct: vecs.Collection, stop: type[BaseException]
) -> None:
    def interrupted() -> Iterator[Any]:
        yield from records(1500)
        raise stop

    direct.create_index()
    ((oid, name),) = vector_index(served, direct)
    with pytest.raises(stop):
        direct.upsert(interrupted())
    ((other, same),) = vector_index(served, direct)
    assert (same, other == oid, len(direct)) == (name, False, 0)


@pytest.mark.parametrize("function", ["collections_begin_load", "collections_end_load"])
def test_the_index_is_back_after_an_interruption_at_either_end(
    served: Served, direct: vecs.Collection, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    run = SqlTransport.run

    def interrupted(self: SqlTransport, call: Call[Any]) -> Any:
        if call.function != function:
            return run(self, call)
        monkeypatch.setattr(SqlTransport, "run", run)
        if function == "collections_begin_load":
            run(self, call)  # it may be done by then
        raise KeyboardInterrupt

    direct.create_index()
    ((oid, name),) = vector_index(served, direct)
    monkeypatch.setattr(SqlTransport, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        direct.upsert(records(300))
    ((other, same),) = vector_index(served, direct)
    assert (same, other == oid) == (name, False)


@pytest.mark.parametrize(("there", "number"), [(10_001, 4000), (1000, 249), (0, 99)])
def test_the_index_stays_where_it_is_needed(
    served: Served, direct: vecs.Collection, there: int, number: int
) -> None:
    served.database.execute(MADE.format(direct.name, there))
    direct.create_index()
    before = vector_index(served, direct)
    direct.upsert(records(number))
    assert vector_index(served, direct) == before


@pytest.mark.parametrize(("is_terminal", "is_wanted"), [(True, True), (False, True), (True, False)])
def test_a_bar_shows_how_far_it_is(
    direct: vecs.Collection, monkeypatch: pytest.MonkeyPatch, is_terminal: bool, is_wanted: bool
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return is_terminal

    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    direct.upsert(list(records(1200)), progress=is_wanted)
    assert ("Upserting into" in terminal.getvalue()) == (is_terminal and is_wanted)
    assert ("records" in terminal.getvalue()) == (is_terminal and is_wanted)


def test_nothing_is_left_in_the_session(served: Served, direct: vecs.Collection) -> None:
    direct.upsert(records(200))
    assert served.database.rows("select relname from pg_class where relname like 'pgmatch_records%%'") == []
