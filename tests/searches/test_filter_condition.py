"""Filters on metadata as SQL conditions: what they mean, which index serves them, and what is refused."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from operator import ge, gt, le, lt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg2 import Error

from tests.properties.profile import profile
from tests.searches.conftest import ON_18
from tests.servers import Database, PostgresServer, created

KEYS = ["a", "b", "a.b", "b.a.c", "it's", 'a "quote"', "back\\slash", "{key}", "%s $1", "é", "", "a..b"]
SCALARS = [0, 1, 1.0, -2.5, 1e30, True, False, "", "a", "ab", "b", "1", "it's", 'q"', "\\", "%s", "é"]
COMPARISONS = {"$gt": gt, "$gte": ge, "$lt": lt, "$lte": le}
CONDITION = "select pgmatch.filter_condition(%s, 's.metadata')"


def documents() -> list[Any]:
    """Return metadata of all kinds, also of those that no filter expects."""
    chosen = random.Random(7)

    def value(depth: int) -> Any:
        kind = chosen.choice(["scalar", "scalar", "null", "list", "object"])
        if kind == "null":
            return None
        if kind == "list":
            return [value(0) for _ in range(chosen.randint(0, 3))] if depth else ["a", 1]
        if kind == "object":
            return {key: value(depth - 1) for key in chosen.sample(KEYS[:3], 2)} if depth else {"c": 1}
        return chosen.choice(SCALARS)

    made = [{key: value(2) for key in chosen.sample(KEYS, chosen.randint(0, 5))} for _ in range(300)]
    return [*made, "a", ["a", "b"], [{"a": 1}], 1]


DOCUMENTS = documents()


@pytest.fixture(scope="module")
def stored(server: PostgresServer, shop_template: str) -> Iterator[Database]:
    """The documents by their place, and one row without any."""
    with created(server, "stored", template=shop_template) as made:
        made.execute("create table stored (id integer, metadata jsonb); insert into stored values (-1, null)")
        made.execute(
            "insert into stored select d.place - 1, d.metadata"
            " from jsonb_array_elements(%s) with ordinality as d (metadata, place);"
            "create index on stored using gin (metadata jsonb_path_ops); analyze stored",
            [json.dumps(DOCUMENTS)],
        )
        yield made


def found(database: Database, wanted: Any, *, by_index: bool = False) -> list[int]:
    """Return the places of the documents that pass a filter."""
    [(condition,)] = database.rows(CONDITION, [json.dumps(wanted)])
    off = "set local enable_seqscan = off; " if by_index else ""
    matching = database.rows(f"{off}select id from stored as s where {condition or 'true'} order by id")
    return [place for (place,) in matching]


def tagged(value: Any) -> Any:
    """Return a value that equals another only if both are the same JSON."""
    if isinstance(value, list):
        return tuple(tagged(each) for each in value)
    if isinstance(value, dict):
        return frozenset((key, tagged(each)) for key, each in value.items())
    return kind(value), value


def kind(value: Any) -> str:
    """Return the JSON type of a value."""
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def values(document: Any, key: str) -> list[Any]:
    """Return what a document has under a key, and under the path that the key may be."""
    paths = [[key]]
    if "." in key and all(key.split(".")):
        paths.append(key.split("."))
    read = []
    for path in paths:
        value = document
        for part in path:
            if not isinstance(value, dict) or part not in value:
                break
            value = value[part]
        else:
            read.append(value)
    return read


def operated(operator: str, value: Any, operand: Any) -> bool:
    """Say whether one value passes one operator."""
    if operator in ("$eq", "$ne"):
        return (tagged(value) == tagged(operand)) is (operator == "$eq")
    if operator in ("$in", "$nin"):
        return any(tagged(value) == tagged(each) for each in operand) is (operator == "$in")
    if operator == "$contains":
        return isinstance(value, list) and any(tagged(each) == tagged(operand) for each in value)
    if kind(value) != kind(operand):
        return False
    return bool(COMPARISONS[operator](value, operand))


def passes(document: Any, wanted: dict[str, Any]) -> bool:
    """Say whether a document passes a filter, in plain Python."""
    return all(_passes(document, key, each) for key, each in wanted.items())


def _passes(document: Any, key: str, wanted: Any) -> bool:
    if key in ("$and", "$or"):
        return (all if key == "$and" else any)(passes(document, each) for each in wanted)
    if key == "$not":
        return not passes(document, wanted)
    operators = wanted if isinstance(wanted, dict) else {"$eq": wanted}
    for operator, operand in operators.items():
        if operator == "$not":
            is_passed = not _passes(document, key, operand)
        elif operator == "$exists":
            is_passed = bool(values(document, key)) is operand
        else:
            is_passed = any(operated(operator, value, operand) for value in values(document, key))
        if not is_passed:
            return False
    return True


scalars = st.sampled_from(SCALARS)
anything = st.one_of(scalars, st.sampled_from([None, [], ["a", 1], {}, {"c": 1}, {"a": None}]))
operands = {
    **dict.fromkeys(("$eq", "$ne"), anything),
    **dict.fromkeys(("$gt", "$gte", "$lt", "$lte", "$contains"), scalars),
    **dict.fromkeys(("$in", "$nin"), st.lists(scalars, max_size=4)),
    "$exists": st.booleans(),
}
# one operator, or two
operated_on = st.one_of(
    *[st.fixed_dictionaries({each: operand}) for each, operand in operands.items()],
    st.tuples(st.sampled_from(sorted(operands)), st.sampled_from(sorted(operands))).flatmap(
        lambda names: st.fixed_dictionaries({each: operands[each] for each in names})
    ),
)
values_of_keys = st.one_of(
    operated_on,
    st.fixed_dictionaries({"$not": operated_on}),
    anything.filter(lambda each: each not in ({}, {"c": 1}, {"a": None})),
)
keys = st.lists(st.sampled_from(KEYS), max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries(dict.fromkeys(names, values_of_keys))
)
filters = st.recursive(
    keys,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"$and": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"$or": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"$not": inner, "a": values_of_keys}),
    ),
    max_leaves=6,
)


@profile(150)
@given(wanted=filters)
def test_a_filter_finds_what_it_says(stored: Database, wanted: dict[str, Any]) -> None:
    passed = [place for place, document in enumerate(DOCUMENTS) if passes(document, wanted)]
    without = [-1] if passes(None, wanted) else []

    assert found(stored, wanted) == without + passed
    assert found(stored, wanted, by_index=True) == without + passed


@pytest.mark.parametrize("nothing", [{}, {"$and": []}, {"$and": [{}, {}]}, {"$or": [{"a": 1}, {}]}])
def test_a_filter_that_every_row_passes_is_no_condition(stored: Database, nothing: Any) -> None:
    assert stored.rows(CONDITION, [json.dumps(nothing)]) == [(None,)]


def test_null_is_no_filter(stored: Database) -> None:
    assert stored.rows("select pgmatch.filter_condition(null, 's.metadata')") == [(None,)]


PLANS = [
    ({"n": 7}, True),
    ({"n": {"$eq": 7}, "tags": {"$contains": "t7"}}, True),
    ({"tags": ["t7", "x"]}, True),
    ({"author": {"$eq": {"name": "a7"}}}, True),
    ({"author.name": "a7"}, True),
    ({"n": {"$in": [7, 8, 9]}}, True),
    ({"$and": [{"n": 7}, {"n": {"$gt": 1}}]}, True),
    ({"$or": [{"n": 7}, {"tags": {"$contains": "t9"}}]}, True),
    ({"n": {"$ne": 7}}, False),
    ({"n": {"$nin": [7]}}, False),
    ({"$not": {"n": 7}}, False),
    ({"other": {"$gte": 4990}}, False),
]


@pytest.fixture(scope="module", params=["jsonb_ops", "jsonb_path_ops"])
def indexed(server: PostgresServer, shop_template: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    with created(server, f"indexed_{request.param}", template=shop_template) as made:
        made.execute(
            "create table stored (id integer primary key, metadata jsonb);"
            "insert into stored select i, jsonb_build_object('n', i, 'year', i, 'other', i,"
            " 'tags', array['t' || i, 'x'], 'author', jsonb_build_object('name', 'a' || i))"
            " from generate_series(1, 5000) as i;"
            f"create index by_document on stored using gin (metadata {request.param});"
            "create index by_year on stored ((metadata -> 'year')); analyze stored"
        )
        yield made


def plan(database: Database, wanted: Any) -> str:
    [(condition,)] = database.rows(CONDITION, [json.dumps(wanted)])
    lines = database.rows(f"explain select id from stored as s where {condition}")
    return "\n".join(line for (line,) in lines)


@pytest.mark.parametrize(("wanted", "is_indexed"), PLANS, ids=[json.dumps(each) for each, _ in PLANS])
def test_what_a_document_contains_is_found_by_its_index(
    indexed: Database, wanted: Any, is_indexed: bool
) -> None:
    assert ("by_document" in plan(indexed, wanted)) is is_indexed


def test_a_comparison_uses_an_index_on_the_value(indexed: Database) -> None:
    assert "by_year" in plan(indexed, {"year": {"$gte": 4990}})
    assert "by_year" in plan(indexed, {"year": {"$gte": 40, "$lt": 50}})


REFUSED: dict[str, tuple[Any, str]] = {
    "a list": ([1], "filter: [1] is not an object"),
    "a text": ("a", 'filter: "a" is not an object'),
    "json null": (None, "filter: null is not an object"),
    "an unknown operator": ({"a": {"$like": "x"}}, 'filter: "$like" is not an operator, but "a" has it'),
    "no dollar": ({"year": {"gte": 1}}, 'filter: "gte" is not an operator, but "year" has it'),
    "no operator": ({"a": {}}, 'filter: "a" has neither a value nor an operator'),
    "an operator for a key": ({"$gt": 1}, 'filter: "$gt" is neither a key nor an operator on filters'),
    "a list to compare": ({"a": {"$gt": [1]}}, 'filter: $gt of "a" is [1]'),
    "null to compare": ({"a": {"$lte": None}}, 'filter: $lte of "a" is null'),
    "a value for a list": ({"a": {"$in": "x"}}, 'filter: $in of "a" is "x"'),
    "null in a list": ({"a": {"$nin": [1, None]}}, 'filter: $nin of "a" is [1, null]'),
    "a list in a list": ({"a": {"$in": [[1]]}}, 'filter: $in of "a" is [[1]]'),
    "a list to contain": ({"a": {"$contains": ["x"]}}, 'filter: $contains of "a" is ["x"]'),
    "a number for yes": ({"a": {"$exists": 1}}, 'filter: $exists of "a" is 1'),
    "not a value": ({"a": {"$not": 1}}, 'filter: $not of "a" is 1'),
    "not a list": ({"$not": [{"a": 1}]}, 'filter: [{"a": 1}] is not an object'),
    "or nothing": ({"$or": []}, "filter: [] of $or is not a list of filters"),
    "and an object": ({"$and": {"a": 1}}, 'filter: {"a": 1} of $and is not a list of filters'),
    "or a value": ({"$or": [1]}, "filter: 1 is not an object"),
    "a long value in a message": ({"a": {"$gt": ["x" * 5000]}}, 'filter: $gt of "a" is ["xxx'),
    "too long": ({"a": "x" * 50_000}, "filter has more than 50000 bytes"),
    "a long key": ({"a" * 256: 1}, "filter: a key has 256 bytes, and at most 255 are allowed: "),
    "a megabyte": ({"$or": [{"a": "x" * 1000}] * 1000}, "filter has more than 50000 bytes"),
    "long numbers": ({"a": {"$in": [10**400] * 200}}, "filter has more than 50000 bytes"),
    "a long path": ({".".join("a" * 5000): 1}, "filter: more than 20 levels"),
}


@ON_18
@pytest.mark.parametrize(("wanted", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_filter_is_refused(stored: Database, wanted: Any, message: str) -> None:
    with pytest.raises(Error) as refused:
        stored.rows(CONDITION, [json.dumps(wanted)])

    assert refused.value.pgcode == "22023"
    assert str(refused.value.diag.message_primary).startswith(message)
    assert len(str(refused.value.diag.message_primary)) < 400
    assert refused.value.diag.message_hint


@pytest.mark.parametrize("wrapper", ['{{"$not": {}}}', '{{"$and": [{}]}}', '{{"$or": [{{"b": 1}}, {}]}}'])
def test_levels_are_counted(stored: Database, wrapper: str) -> None:
    wanted = '{"a": 1}'
    for _ in range(19):
        wanted = wrapper.format(wanted)
    assert stored.rows(CONDITION, [wanted]) != [(None,)]

    with pytest.raises(Error, match="filter: more than 20 levels") as refused:
        stored.rows(CONDITION, [wrapper.format(wanted)])
    assert refused.value.pgcode == "22023"


def test_not_of_a_key_counts_as_a_level_too(stored: Database) -> None:
    with pytest.raises(Error, match="filter: more than 20 levels"):
        stored.rows(CONDITION, ['{"a": ' + '{"$not": ' * 20 + '{"$eq": 1}' + "}" * 21])


@ON_18
def test_depth_beyond_the_parser_of_json_is_an_error(stored: Database) -> None:
    with pytest.raises(Error) as refused:
        stored.rows(CONDITION, ['{"$not": ' * 100_000 + "{}" + "}" * 100_000])
    assert refused.value.pgcode == "54001"


HOSTILE = [
    "'",
    "''",
    "\\'",
    "') or true --",
    "'::text; drop table stored; --",
    '"',
    "}",
    "{}",
    "a$$",
    "%I",
    "a\nb",
]


@ON_18
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("setting", ["on", "off"])
def test_keys_and_values_are_never_sql(stored: Database, text: str, setting: str) -> None:
    wanted = [
        {text: text},
        {text: {"$gt": text, "$in": [text], "$contains": text, "$exists": True, "$eq": {text: [text]}}},
        {f"a.{text}": {"$not": {"$in": [text]}, "$exists": True}},
    ]
    with stored.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"set standard_conforming_strings = {setting}")
        for each in wanted:
            cursor.execute(CONDITION, [json.dumps(each)])
            [(condition,)] = cursor.fetchall()
            cursor.execute(f"select id from stored as s where {condition}")
            assert cursor.fetchall() == []
    connection.close()
