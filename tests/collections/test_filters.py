"""Filters of collections: they find what the client vecs finds, and are refused where vecs finds nothing or all."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - psycopg2 names the class so
from vecs.collection import Collection
from vecs.exc import FilterError

from tests.collections.theirs import found, opened
from tests.properties.profile import profile
from tests.servers import Database, PostgresServer, created

KEYS = ["a", "b", "a.b", "$c", "it's", 'a "quote"', "back\\slash", "{key}", "%s $1", "é", ""]
SCALARS = [0, 1, 1.0, -2.5, 1e30, True, False, "", "a", "ab", "B", "1", "it's", 'q"', "\\", "%s", "é"]
OTHERS: list[Any] = [None, [], ["a", 1], [1], {}, {"c": 1}, {"b": None}, [[1]]]


def metadata() -> list[Any]:
    """Return metadata of all kinds; vecs stores also what is no object."""
    chosen = random.Random(7)
    made = [
        {key: chosen.choice(SCALARS + OTHERS) for key in chosen.sample(KEYS, chosen.randint(0, 6))}
        for _ in range(200)
    ]
    return [*made, None, "a", ["a", "b"], [{"a": 1}], 1]


METADATA = metadata()


@dataclass(frozen=True)
class Both:
    """The same collection, as vecs and as we have it."""

    theirs: Collection
    ours: Cursor

    def query(self, filters: Any) -> list[str]:
        """Return the ids that our query finds."""
        return sorted(self._rows("select id from query_records('things', '[1,0]', 1000, %s::jsonb)", filters))

    def count(self, filters: Any) -> int:
        """Return our count."""
        [counted] = self._rows("select count_records('things', %s::jsonb)", filters)
        return int(counted)

    def delete(self, filters: Any) -> list[str]:
        """Return the ids that we would delete."""
        return sorted(self._rows("select delete_records('things', filters => %s::jsonb)", filters))

    def _rows(self, statement: str, filters: Any) -> list[Any]:
        try:
            self.ours.execute("set search_path = collections, extensions")
            self.ours.execute(statement, [None if filters is None else json.dumps(filters)])
            return [value for (value,) in self.ours.fetchall()]
        finally:
            self.ours.connection.rollback()


@pytest.fixture(scope="module")
def both(supabase_server: PostgresServer, collections_template: Callable[[str], str]) -> Iterator[Both]:
    template = collections_template("private")
    with created(supabase_server, "filtered", template=template) as made, opened(made, "things", 2) as theirs:
        theirs.upsert([(f"r{place}", [1, place], each) for place, each in enumerate(METADATA)])
        made.execute(
            "select pgmatch.refresh_searches(); create table public.saved as table vecs.things; analyze vecs.things"
        )
        with closing(made.connect()) as connection, connection.cursor() as cursor:
            yield Both(theirs, cursor)


scalars = st.sampled_from(SCALARS)
anything = st.sampled_from(SCALARS + OTHERS)
operands = {
    **dict.fromkeys(("$eq", "$ne", "$lt", "$lte", "$gt", "$gte"), anything),
    "$in": st.lists(scalars, max_size=4),
    "$contains": scalars,
}
conditions = st.tuples(
    st.sampled_from(KEYS),
    st.one_of(*[st.fixed_dictionaries({each: some}) for each, some in operands.items()]),
).map(lambda pair: {pair[0]: pair[1]})
filters = st.recursive(
    conditions,
    lambda inner: st.one_of(
        *[st.fixed_dictionaries({each: st.lists(inner, min_size=1, max_size=3)}) for each in ("$and", "$or")]
    ),
    max_leaves=6,
)


@profile(150)
@given(wanted=filters)
def test_a_filter_finds_what_vecs_finds(both: Both, wanted: dict[str, Any]) -> None:
    expected = sorted(found(both.theirs, [1, 0], limit=1000, filters=wanted))

    assert both.query(wanted) == expected
    assert both.count(wanted) == len(expected)
    assert both.delete(wanted) == expected


@profile(20)
@given(wanted=filters)
def test_a_filter_deletes_what_vecs_deletes(both: Both, wanted: dict[str, Any]) -> None:
    ours = both.delete(wanted)

    assert sorted(both.theirs.delete(filters=wanted)) == ours
    both.ours.execute("insert into vecs.things select * from public.saved on conflict do nothing")
    both.ours.connection.commit()


@pytest.mark.parametrize("nothing", [None, {}, {"$and": []}])
def test_a_filter_without_a_condition_finds_all_as_in_vecs(both: Both, nothing: Any) -> None:
    everything = sorted(found(both.theirs, [1, 0], limit=1000, filters=nothing))

    assert both.query(nothing) == everything
    assert both.count(nothing) == len(METADATA)


# how many records vecs finds; None if it raises an error
ALL = len(METADATA)
REFUSED: dict[str, tuple[Any, int | None, str]] = {
    "a list": ([1], None, "filters: [1] is not an object"),
    "a text": ("a", None, 'filters: "a" is not an object'),
    "two keys": (
        {"a": {"$eq": 1}, "b": {"$eq": 1}},
        None,
        'filters: {"a": {"$eq": 1}, "b": {"$eq": 1}} has 2 keys instead of one',
    ),
    "two operators": ({"a": {"$gt": 1, "$lt": 3}}, None, 'filters: "a" has 2 operators instead of one'),
    "an unknown operator": ({"a": {"$like": 1}}, None, 'filters: "$like" is not an operator, but "a" has it'),
    "an operator of ours": ({"a": {"$nin": [1]}}, None, 'filters: "$nin" is not an operator'),
    "a list for and": ({"$and": {"a": {"$eq": 1}}}, None, 'filters: {"a": {"$eq": 1}} of $and is not a list'),
    "numbers for filters": ({"$or": [1]}, None, "filters: 1 is not an object"),
    "a text for a list": ({"a": {"$in": "x"}}, None, 'filters: $in of "a" is "x"'),
    "null in a list": ({"a": {"$in": [1, None]}}, None, 'filters: $in of "a" is [1, null]'),
    "a list in a list": ({"a": {"$in": [[1]]}}, None, 'filters: $in of "a" is [[1]]'),
    "a list to contain": ({"a": {"$contains": [1]}}, None, 'filters: $contains of "a" is [1]'),
    "null to contain": ({"a": {"$contains": None}}, None, 'filters: $contains of "a" is null'),
    # vecs finds nothing
    "a value for an operator": ({"a": 1}, 0, 'filters: "a" has no operator, but 1'),
    "a list for an operator": ({"a": [1]}, 0, 'filters: "a" has no operator, but [1]'),
    "no operator": ({"a": {}}, 0, 'filters: "a" has no operator, but {}'),
    "a value in a list": ({"$and": [{"a": 1}]}, 0, 'filters: "a" has no operator, but 1'),
    "a filter of ours": ({"$not": [{"a": {"$eq": 1}}]}, 0, 'filters: "$not" has no operator, but'),
    "nothing to pass": ({"$and": [{}]}, 0, "filters: {} has no condition"),
    # vecs finds all
    "nothing to choose from": ({"$or": []}, ALL, "filters: [] of $or is not a list of filters"),
    # vecs drops what everything passes
    "nothing to pass, or else": (
        {"$or": [{"$and": []}, {"x": {"$eq": 1}}]},
        0,
        "filters: [] of $and is not a list of filters",
    ),
}


@pytest.mark.parametrize(("wanted", "answer", "message"), REFUSED.values(), ids=REFUSED)
def test_what_vecs_refuses_or_gets_wrong_is_refused(
    both: Both, wanted: Any, answer: int | None, message: str
) -> None:
    if answer is None:
        with pytest.raises(FilterError):
            found(both.theirs, [1, 0], filters=wanted)
    else:
        assert len(found(both.theirs, [1, 0], limit=1000, filters=wanted)) == answer

    for called in (both.query, both.count, both.delete):
        with pytest.raises(psycopg2.Error) as refused:
            called(wanted)
        assert refused.value.pgcode == "22023"
        assert str(refused.value.diag.message_primary).startswith(message)
        assert refused.value.diag.message_hint


LARGE: dict[str, tuple[Any, str]] = {
    "too long": ({"a": {"$eq": "x" * 50_000}}, "filters: more than 50000 bytes"),
    "long numbers": ({"a": {"$in": [10**400] * 200}}, "filters: more than 50000 bytes"),
    "a long key": ({"a" * 256: {"$eq": 1}}, "filters: a key has 256 bytes, and at most 255 are allowed: "),
    "a long value in a message": ({"a": {"$contains": ["x" * 5000]}}, 'filters: $contains of "a" is ["xxx'),
    "a long key without operator": ({"a" * 250: 1}, 'filters: "aaa'),
}


@pytest.mark.parametrize(("wanted", "message"), LARGE.values(), ids=LARGE)
def test_what_is_too_large_is_refused(both: Both, wanted: Any, message: str) -> None:
    with pytest.raises(psycopg2.Error) as refused:
        both.count(wanted)

    assert refused.value.pgcode == "22023"
    assert str(refused.value.diag.message_primary).startswith(message)
    assert len(str(refused.value.diag.message_primary)) < 400


@pytest.mark.parametrize("operator", ["$and", "$or"])
def test_levels_are_counted(both: Both, operator: str) -> None:
    wanted: Any = {"a": {"$eq": 1}}
    for _ in range(19):
        wanted = {operator: [wanted]}
    assert both.count(wanted) == both.count({"a": {"$eq": 1}}) > 0

    with pytest.raises(psycopg2.Error, match="filters: more than 20 levels") as refused:
        both.count({operator: [wanted]})
    assert refused.value.pgcode == "22023"


def test_types_are_strict_and_null_is_a_value(both: Both) -> None:
    assert both.count({"a": {"$eq": 1}}) != both.count({"a": {"$eq": "1"}}) > 0
    assert both.count({"a": {"$eq": None}}) > 0
    assert both.count({"a": {"$ne": None}}) < len(METADATA)


def test_a_filter_that_every_record_passes_deletes_nothing(both: Both) -> None:
    nothing: dict[str, Any]
    for nothing in ({}, {"$and": []}):
        with pytest.raises(psycopg2.Error, match="which all records of vecs.things pass") as refused:
            both.delete(nothing)
        assert refused.value.pgcode == "22023"
    assert both.count(None) == len(METADATA)


PLANS = [
    ({"n": {"$eq": 7}}, True),
    ({"tags": {"$contains": "t7"}}, True),
    ({"tags": {"$eq": ["t7", "x"]}}, True),
    ({"n": {"$in": [7, 8, 9]}}, True),
    ({"$and": [{"n": {"$eq": 7}}, {"n": {"$gt": 1}}]}, True),
    ({"$or": [{"n": {"$eq": 7}}, {"tags": {"$contains": "t9"}}]}, True),
    ({"n": {"$ne": 7}}, False),
    ({"n": {"$gte": 4990}}, False),
]


@pytest.fixture(scope="module")
def many(supabase_server: PostgresServer, collections_template: Callable[[str], str]) -> Iterator[Database]:
    with created(supabase_server, "many", template=collections_template("private")) as made:
        made.execute(
            "select collections.create_collection('many', 2); insert into vecs.many (id, vec, metadata)"
            " select i, array[1, i]::extensions.vector,"
            " jsonb_build_object('n', i, 'tags', array['t' || i, 'x']) from generate_series(1, 5000) as i;"
            "reindex table vecs.many; analyze vecs.many"
        )
        yield made


@pytest.mark.parametrize(("wanted", "is_indexed"), PLANS, ids=[json.dumps(each) for each, _ in PLANS])
def test_what_metadata_contains_is_found_by_the_index_that_a_collection_has(
    many: Database, wanted: Any, is_indexed: bool
) -> None:
    [(condition,)] = many.rows("select pgmatch.collections_filter(%s, 's.metadata')", [json.dumps(wanted)])
    plan = "\n".join(
        line for (line,) in many.rows(f"explain select id from vecs.many as s where {condition}")
    )

    assert ("metadata @>" in plan and "Bitmap Index Scan" in plan) is is_indexed


ATTACKS = [
    "' or true --",
    "\\' or true --",
    '"; drop table saved; --',
    "$1",
    "%I",
    "$$ or true",
    "a) or (true",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("strings", ["on", "off"])
def test_nothing_in_a_filter_becomes_sql(both: Both, attack: str, strings: str) -> None:
    both.ours.execute(f"set standard_conforming_strings = {strings}")
    both.ours.connection.commit()
    operands = {
        "$eq": attack,
        "$ne": attack,
        "$lt": attack,
        "$gte": {attack: attack},
        "$in": [attack],
        "$contains": attack,
    }
    for operator, operand in operands.items():
        for wanted in ({attack: {operator: operand}}, {"$and": [{"none": {operator: operand}}]}):
            assert both.query(wanted) == both.delete(wanted) == []
    assert both.count(None) == len(METADATA)
