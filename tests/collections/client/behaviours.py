"""What vecs does, as cases that run with it and with pgmatch.collections."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np

Case: TypeAlias = Callable[[Any, Any, str], Any]

CASES: dict[str, Case] = {}
# What is not as in vecs, on purpose: what comes of the case with pgmatch.collections.
OTHERWISE: dict[str, Any] = {}
# Only by RPC, where each 500 records are a call.
OTHERWISE_BY_RPC: dict[str, Any] = {"an_error_leaves_nothing": ["raises another", 2005]}

RECORDS = [
    ("a", [1, 0, 0], {"year": 1990, "tags": ["x", "y"], "of": {"b": 1}}),
    ("b", [1, 1, 0], {"year": 1995, "tags": ["x"]}),
    ("c", [1, 1, 1], {"year": 2005, "tags": 1}),
    ("d", [0, 1, 3], {"year": "2005", "seen": True}),
    ("e", [0, 0, 1], {}),
]
FILTERS: list[Any] = [
    {"year": {"$eq": 2005}},
    {"year": {"$eq": "2005"}},
    {"year": {"$eq": 5}},
    {"seen": {"$eq": True}},
    {"tags": {"$eq": ["x"]}},
    {"tags": {"$eq": "x"}},
    {"of": {"$eq": {"b": 1}}},
    {"of": {"$eq": "b"}},
    {"year": {"$ne": 1990}},
    {"year": {"$lt": 1995}},
    {"year": {"$lte": 1995}},
    {"year": {"$gt": 1995}},
    {"year": {"$gte": 1995}},
    {"year": {"$in": [1990, 1995, "2005"]}},
    {"year": {"$in": []}},
    {"tags": {"$contains": "x"}},
    {"tags": {"$contains": 1}},
    {"$and": [{"year": {"$gt": 1990}}, {"year": {"$lt": 2000}}]},
    {"$or": [{"year": {"$eq": 1990}}, {"seen": {"$eq": True}}]},
    {"$and": []},
    {},
    None,
    ["year"],
    {"year": {"$eq": 1}, "seen": {"$eq": True}},
    {1: {"$eq": 1}},
    {"$and": {"year": {"$eq": 1}}},
    {"year": {"$eq": 1, "$ne": 2}},
    {"year": {"$like": 1}},
    {"year": {"$in": "1990"}},
    {"tags": {"$contains": ["x"]}},
]

WARNINGS = (UserWarning, DeprecationWarning)


def case(run: Case) -> Case:
    """Add a case. It gets the module, a client, and the name of a collection that is its own."""
    CASES[run.__name__] = run
    return run


def otherwise(came: Any) -> Callable[[Case], Case]:
    """Add a case of which something else comes with pgmatch.collections."""

    def add(run: Case) -> Case:
        OTHERWISE[run.__name__] = came
        return case(run)

    return add


def outcome(vecs: Any, client: Any, run: Case) -> Any:
    """Return what came of a case: its result or the exception, and the warnings."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        came = attempt(vecs, lambda: run(vecs, client, run.__name__))
    kinds = sorted({each.category.__name__ for each in warned if each.category in WARNINGS})
    return {"came": came, "warned": kinds} if kinds else came


def attempt(vecs: Any, call: Callable[[], Any]) -> Any:
    """Return the result of a call; for an exception its name, if it is one that users of vecs catch."""
    try:
        return plain(call())
    except (vecs.exc.VecsException, KeyError, AssertionError) as error:
        return f"raises {type(error).__name__}"
    except Exception:
        return "raises another"


def attempts(vecs: Any, call: Callable[[Any], Any], wrong: Sequence[Any]) -> list[Any]:
    """Return what comes of a call with each of several arguments."""
    return [attempt(vecs, partial(call, each)) for each in wrong]


def plain(value: Any) -> Any:
    """Return a result with numbers to six digits, and with what is no list named: vecs has types of its own.

    The type of a vector depends on pgvector-python: vecs wants 0.3, whose arrays later versions make lists.
    """
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return {"tuple": [plain(each) for each in value]}
    if isinstance(value, float):
        return float(f"{value:.6g}") + 0.0  # no negative zero
    return value if value is None or isinstance(value, str | int) else repr(value)


def made(client: Any, name: str) -> Any:
    """Return a collection with the records."""
    collection = client.get_or_create_collection(name, dimension=3)
    collection.upsert(RECORDS)
    return collection


@case
def a_new_collection_is_empty(vecs: Any, client: Any, name: str) -> Any:
    collection = client.get_or_create_collection(name, dimension=3)
    return [repr(collection), collection.name, collection.dimension, len(collection), collection.index]


@case
def a_collection_is_found_again(vecs: Any, client: Any, name: str) -> Any:
    made(client, name)
    return len(client.get_or_create_collection(name, dimension=3))


@case
def another_dimension_is_refused(vecs: Any, client: Any, name: str) -> Any:
    made(client, name)
    return attempt(vecs, lambda: client.get_or_create_collection(name, dimension=4))


@case
def a_new_collection_without_dimension_is_refused(vecs: Any, client: Any, name: str) -> Any:
    return client.get_or_create_collection(name)


@otherwise(3)
def a_collection_that_is_there_needs_no_dimension(vecs: Any, client: Any, name: str) -> Any:
    made(client, name)
    return client.get_or_create_collection(name).dimension


@case
def create_collection_is_deprecated_and_creates_once(vecs: Any, client: Any, name: str) -> Any:
    created = client.create_collection(name, 3)
    return [repr(created), attempt(vecs, lambda: client.create_collection(name, 3))]


@case
def get_collection_is_deprecated_and_gets(vecs: Any, client: Any, name: str) -> Any:
    missing = attempt(vecs, lambda: client.get_collection(name))
    made(client, name)
    return [missing, repr(client.get_collection(name=name))]


@case
def collections_are_listed(vecs: Any, client: Any, name: str) -> Any:
    for end, dimension in (("1", 3), ("2", 1586)):
        client.get_or_create_collection(name + end, dimension=dimension)
    return sorted(repr(each) for each in client.list_collections() if each.name.startswith(name))


@case
def a_deleted_collection_is_gone_and_deleting_it_again_does_nothing(vecs: Any, client: Any, name: str) -> Any:
    made(client, name[:40])
    done = [client.delete_collection(name[:40]), client.delete_collection(name[:40])]
    return [done, [each.name for each in client.list_collections() if each.name == name[:40]]]


@case
def names_are_quoted(vecs: Any, client: Any, name: str) -> Any:
    return [len(made(client, each)) for each in (f"{name} A-b", "select", f"{name}.x", "Ünï'")]


@case
def a_client_connects_again(vecs: Any, client: Any, name: str) -> Any:
    made(client, name)
    with client as same:
        same.disconnect()
    return len(client.get_or_create_collection(name, dimension=3))


@case
def the_version_of_pgvector_is_known(vecs: Any, client: Any, name: str) -> Any:
    return client.vector_version.count(".") >= 2


@case
def records_come_back(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    record = collection["a"]
    return [record, record[0], record.id, record.metadata, len(collection)]


@case
def upsert_returns_nothing_and_replaces(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    returned = collection.upsert([("a", [0, 0, 2], {"new": 1}), ("z", np.zeros(3), {})])
    return [returned, collection["a"], collection["z"], len(collection)]


# vecs raises an error of numpy's with today's pgvector-python, for which it was not made
@otherwise(
    {
        "came": [[{"tuple": [str(place), [1.0, 0.0, 0.5], {}]}, "0"] for place in range(4)],
        "warned": ["UserWarning"],
    }
)
def vectors_may_have_many_forms(vecs: Any, client: Any, name: str) -> Any:
    collection = client.get_or_create_collection(name, dimension=3)
    forms = [[1, 0, 0.5], (1, 0, 0.5), np.array([1, 0, 0.5]), np.array([1, 0, 0.5], np.float32)]
    collection.upsert([(str(place), form, {}) for place, form in enumerate(forms)])
    return [[collection[str(place)], collection.query(form)[0]] for place, form in enumerate(forms)]


@case
def float32_comes_back_as_it_was(vecs: Any, client: Any, name: str) -> Any:
    collection = client.get_or_create_collection(name, dimension=8)
    array = np.random.default_rng(1).random((150, 8), np.float32)
    collection.upsert((str(place), row, {}) for place, row in enumerate(array))
    found = [np.asarray(collection[str(place)][1], np.float32) for place in (0, 149)]
    return [bool((vector == array[place]).all()) for vector, place in zip(found, (0, 149), strict=True)]


@case
def metadata_come_back(vecs: Any, client: Any, name: str) -> Any:
    collection = client.get_or_create_collection(name, dimension=1)
    metadata = {"a": [1, 2.5, None, True], "é\n\"'\\%s": {"b": "☃😀"}, "big": 9007199254740991}
    collection.upsert([("x", [1], metadata), ("y", [1], None)])
    return [collection["x"][2] == metadata, collection["y"][2]]


@case
def records_may_be_generated(vecs: Any, client: Any, name: str) -> Any:
    collection = client.get_or_create_collection(name, dimension=2)

    def records() -> Iterator[Any]:
        for number in range(1234):
            yield f"{number}", [number, 1], {"number": number}

    collection.upsert(records())
    collection.upsert(iter([]))
    return [len(collection), collection["1233"]]


@case
def an_error_leaves_nothing(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)

    def records() -> Iterator[Any]:
        for number in range(2100):
            yield f"{number}", [number, 1, 1], {}
        raise ValueError("the source broke")

    return [attempt(vecs, lambda: collection.upsert(records())), len(collection)]


@case
def quotes_in_ids_are_nothing_special(vecs: Any, client: Any, name: str) -> Any:
    collection = client.get_or_create_collection(name, dimension=1)
    ids = ["a'b", 'a"b', "a\\b", "{a,b}", "%s", "", "ü☃", "null"]
    collection.upsert([(each, [1], {}) for each in ids])
    return [[collection[each][0] for each in ids], sorted(collection.delete(ids))]


@case
def fetch_leaves_out_what_is_missing(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    found = collection.fetch(ids=["a", "nothing", "e", *[str(number) for number in range(30)], "c"])
    return [sorted(each[0] for each in found), collection.fetch([]), collection.fetch(iter(["b"]))]


@case
def fetch_refuses_a_text(vecs: Any, client: Any, name: str) -> Any:
    return made(client, name).fetch(ids="should_be_a_list")


@case
def an_item_that_is_missing_is_a_key_error(vecs: Any, client: Any, name: str) -> Any:
    return made(client, name)["nothing"]


@case
def an_item_is_one_text(vecs: Any, client: Any, name: str) -> Any:
    return made(client, name)[["a"]]


@case
def delete_returns_the_ids_that_were_there(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    by_ids = collection.delete(ids=["a", "b", "nothing"])
    by_filter = collection.delete(filters={"year": {"$eq": 2005}})
    return [sorted(by_ids), by_filter, len(collection)]


@case
def delete_of_nothing_deletes_nothing(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    return [collection.delete([]), collection.delete(filters={}), len(collection)]


@case
def delete_takes_ids_or_a_filter(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    return [
        attempt(vecs, lambda: collection.delete()),
        attempt(vecs, lambda: collection.delete(["a"], {"year": {"$eq": 1}})),
        attempt(vecs, lambda: collection.delete("a")),
        attempt(vecs, lambda: collection.delete(filters={"year": {"$no": 1}})),
        len(collection),
    ]


@case
def a_query_returns_ids(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    return [collection.query([1, 0, 0], limit=3), collection.query(data=np.array([0, 0, 1]), limit=1)]


@case
def a_query_returns_what_is_asked_for(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    rows = []
    for value in (False, True):
        for metadata in (False, True):
            rows.append(collection.query([1, 0, 0.5], 2, include_value=value, include_metadata=metadata))
    return rows


@case
def each_measure_has_its_distance(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    measures = [*vecs.IndexMeasure, "cosine_distance"]
    return [collection.query([1, 2, 3], 5, measure=each, include_value=True) for each in measures]


@case
def every_filter_finds_the_same(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    return attempts(vecs, lambda each: sorted(collection.query([1, 0, 0], filters=each)), FILTERS)


@otherwise("raises FilterError")
def a_filter_without_operator_is_an_error(vecs: Any, client: Any, name: str) -> Any:
    return made(client, name).query([1, 0, 0], filters={"year": 1990})


@case
def a_limit_is_at_most_a_thousand(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    return [attempt(vecs, lambda: collection.query([1, 0, 0], limit=1001)), collection.query([1, 0, 0], 0)]


@case
def wrong_arguments_of_a_query_are_refused(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    wrong: list[dict[str, Any]] = [{"probes": 0}, {"probes": -1}, {"probes": "a"}, {"measure": "invalid"}]
    return attempts(vecs, lambda each: collection.query([1, 0, 0], **each), wrong)


@case
def probes_and_ef_search_are_taken(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    collection.create_index()
    return [
        collection.query([1, 0, 0], 2, probes=1),
        collection.query([1, 0, 0], 2, probes=999),
        collection.query([1, 0, 0], 2, ef_search=1000),
        collection.query([1, 0, 0], 2, skip_adapter=True),
    ]


@case
def a_query_without_index_warns(vecs: Any, client: Any, name: str) -> Any:
    return made(client, name).query([1, 0, 0], 1)


@case
def a_query_with_index_does_not_warn(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    collection.create_index()
    return [
        collection.query([1, 0, 0], 1),
        client.get_or_create_collection(name, dimension=3).query([1, 0, 0], 1),
    ]


@case
def a_query_with_another_measure_warns(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    collection.create_index(measure=vecs.IndexMeasure.l2_distance)
    return collection.query([1, 0, 0], 1)


@case
def an_index_says_what_it_is(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    hnsw, ivfflat = vecs.IndexArgsHNSW(m=8, ef_construction=32), vecs.IndexArgsIVFFlat(n_lists=2)
    names = []
    for arguments in (
        {},
        {"measure": vecs.IndexMeasure.l2_distance, "method": vecs.IndexMethod.hnsw},
        {"measure": "max_inner_product", "method": "hnsw", "index_arguments": hnsw},
        {"measure": vecs.IndexMeasure.l1_distance},
        {"method": vecs.IndexMethod.ivfflat, "index_arguments": ivfflat},
        {"method": vecs.IndexMethod.hnsw, "index_arguments": vecs.IndexArgsHNSW(m=20)},
    ):
        returned = collection.create_index(**arguments)
        names.append([returned, collection.index.rsplit("_", 1)[0], len(collection.index)])
    return names


@case
def ivfflat_has_lists_by_default(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    collection.create_index(method=vecs.IndexMethod.ivfflat)
    return collection.index.rsplit("_", 1)[0]


@case
def an_index_is_for_one_measure(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    before = collection.is_indexed_for_measure(vecs.IndexMeasure.cosine_distance)
    collection.create_index(measure=vecs.IndexMeasure.max_inner_product)
    measures = (*vecs.IndexMeasure, "max_inner_product", "invalid")
    between = [collection.is_indexed_for_measure(each) for each in measures]
    collection.create_index(measure=vecs.IndexMeasure.cosine_distance, replace=True)
    return [before, between, [collection.is_indexed_for_measure(each) for each in measures]]


@case
def wrong_arguments_of_an_index_are_refused(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    collection.create_index()
    hnsw, ivfflat = vecs.IndexArgsHNSW(), vecs.IndexArgsIVFFlat(n_lists=2)
    wrong: list[dict[str, Any]] = [
        {"replace": False},
        {"method": "does not exist"},
        {"measure": "does not exist"},
        {"index_arguments": hnsw},
        {"method": vecs.IndexMethod.hnsw, "index_arguments": ivfflat},
        {"method": vecs.IndexMethod.ivfflat, "index_arguments": hnsw},
    ]
    return attempts(vecs, lambda each: collection.create_index(**each), wrong)


@otherwise([{"tuple": ["1", [1.0], {}]}, "raises ArgError", "raises ArgError"])
def ids_may_be_numbers(vecs: Any, client: Any, name: str) -> Any:
    collection = client.get_or_create_collection(name, dimension=1)
    collection.upsert([(1, [1], {}), (2, [2], {})])
    return [
        collection["1"],
        attempt(vecs, lambda: len(collection.fetch([1]))),
        attempt(vecs, lambda: collection.delete([2])),
    ]


@case
def records_may_be_lists(vecs: Any, client: Any, name: str) -> Any:
    collection = client.get_or_create_collection(name, dimension=1)
    collection.upsert([["1", [1], {}], [np.str_("2"), [2], {"x": [1]}]])
    return [collection["1"], collection["2"]]


@otherwise(
    ["raises MismatchedDimension", "raises MismatchedDimension", "raises ArgError", "raises ArgError", 5]
)
def wrong_vectors_are_refused(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    wrong: list[Any] = [[1, 2], np.zeros(4), [1, 2, float("nan")], [1, 2, "x"]]
    records: list[Any] = [[("z", [1, 2, 3], {}), ("y", each, {})] for each in wrong]
    return [*attempts(vecs, collection.upsert, records), len(collection)]


@otherwise([*["raises ArgError"] * 7, 5])
def wrong_records_are_refused(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name)
    wrong: list[Any] = [
        [("z", [1, 2, 3])],
        [("z", [1, 2, 3], {}), ("z", [1, 2, 3], {})],
        [("z", [1, 2, 3], {"x": np.int64(1)})],
        [("z", [1, 2, 3], {"x": float("nan")})],
        [("z\0", [1, 2, 3], {})],
        [(None, [1, 2, 3], {})],
        [("z", [1, 2, 3], {"x": "\0"})],
    ]
    return [*attempts(vecs, collection.upsert, wrong), len(collection)]


@otherwise("raises CollectionNotFound")
def a_collection_that_was_deleted_meanwhile_is_an_error(vecs: Any, client: Any, name: str) -> Any:
    collection = made(client, name[:40])
    client.delete_collection(name[:40])
    return collection.query([1, 0, 0])


class Reversing:
    """An adapter: makes vectors of texts, and two records of a text with a blank."""

    exported_dimension = 3

    def __call__(self, records: Any, adapter_context: Any) -> Iterator[Any]:
        for key, text, metadata in records:
            for place, word in enumerate(text.split() if adapter_context == "upsert" else [text]):
                codes = [float(ord(letter)) for letter in word[:3]]
                yield f"{key}{place}", codes, {**(metadata or {}), "word": word}


@case
def an_adapter_makes_the_vectors(vecs: Any, client: Any, name: str) -> Any:
    collection = client.get_or_create_collection(name, adapter=Reversing())
    collection.upsert([("a", "abc xyz", {"n": 1}), ("b", "foo", None)])
    collection.upsert([("raw", [1, 2, 3], {})], skip_adapter=True)
    return [
        collection.dimension,
        sorted(collection.fetch(["a0", "a1", "b0", "raw"]), key=lambda record: record[0]),
        collection.query("abc", 1, include_metadata=True),
        collection.query([1, 2, 3], 1, skip_adapter=True),
    ]


@case
def an_adapter_agrees_with_the_dimension(vecs: Any, client: Any, name: str) -> Any:
    return attempt(vecs, lambda: client.get_or_create_collection(name, dimension=4, adapter=Reversing()))


class Nothing(Reversing):
    """An adapter that makes nothing of a question."""

    def __call__(self, records: Any, adapter_context: Any) -> Iterator[Any]:
        yield from ()


@otherwise("raises ArgError")  # vecs warns before
def an_adapter_makes_one_vector_of_a_question(vecs: Any, client: Any, name: str) -> Any:
    return client.get_or_create_collection(name, adapter=Nothing()).query("abc")
