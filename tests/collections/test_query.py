"""Queries of collections: the distances of vecs, complete behind any filter, through the index, with clear errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import product
from typing import Any

import psycopg2
import pytest
from psycopg2.extras import Json

from tests import counters
from tests.collections.theirs import found, opened
from tests.servers import Database, PostgresServer, created

# more than are compared instead of walking an index behind a filter
ROWS = 1300
DIMENSIONS = 16
QUERY = "select id, value, metadata, vec::text from collections.query_records('things', {})"
# the operator, and pgvector's name for indexes
MEASURES = {
    "cosine_distance": ("<=>", "cosine"),
    "l2_distance": ("<->", "l2"),
    "max_inner_product": ("<#>", "ip"),
    "l1_distance": ("<+>", "l1"),
}
INDEXES = {
    "none": None,
    "hnsw": "hnsw (vec vector_{}_ops)",
    "ivfflat": "ivfflat (vec vector_{}_ops) with (lists = 10)",
    "halfvec": f"hnsw ((vec::halfvec({DIMENSIONS})) halfvec_{{}}_ops)",
}

# pgvector has no IVFFlat index for l1
PAIRS = [pair for pair in product(MEASURES, INDEXES) if pair != ("l1_distance", "ivfflat")]
WITHOUT_INDEX = [(measure, "none") for measure in MEASURES]
WITH_INDEX = [pair for pair in PAIRS if pair not in WITHOUT_INDEX]


@pytest.fixture(scope="module")
def things(supabase_server: PostgresServer, collections_template: Callable[[str], str]) -> Iterator[Database]:
    """A collection of many records, of which few have the number 7 and none the number 1000."""
    with created(supabase_server, "queried", template=collections_template("private")) as made:
        made.execute(
            "select setseed(0.5); select collections.create_collection('things', 16);"
            "insert into vecs.things (id, vec, metadata) select 'r' || i,"
            " array(select random()::real - 0.5 + 0 * (i + d) from generate_series(1, 16) as d)::extensions.vector,"
            f" jsonb_build_object('n', i % 300, 'half', i % 2) from generate_series(1, {ROWS}) as i; analyze"
        )
        yield made


# of the module, so that pytest runs all tests of one pair in a row, with one index
@pytest.fixture(scope="module", params=PAIRS, ids="-".join)
def pair(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A measure, and what kind of index there is for it."""
    measure, index = request.param
    return measure, index


@pytest.fixture(scope="module")
def measure(pair: tuple[str, str]) -> str:
    return pair[0]


@pytest.fixture(scope="module")
def index(pair: tuple[str, str], things: Database, measure: str) -> str:
    definition = INDEXES[pair[1]]
    things.execute("drop index if exists vecs.found_by")
    if definition:
        things.execute(
            f"set search_path = extensions; create index found_by on vecs.things using {definition}".format(
                MEASURES[measure][1]
            )
        )
    return pair[1]


def vector(database: Database, name: str) -> str:
    return str(database.rows("select vec::text from vecs.things where id = %s", [name])[0][0])


def exact(
    database: Database, measure: str, vector: str, count: int, condition: str = "true"
) -> list[tuple[str, float]]:
    return database.rows(
        f"select id, vec operator(extensions.{MEASURES[measure][0]}) %s::extensions.vector as value"
        # the 0 keeps the planner from the index
        f" from vecs.things where {condition} order by (vec operator(extensions.{MEASURES[measure][0]}) %s) + 0, id"
        " limit %s",
        [vector, vector, count],
    )


def query(database: Database, arguments: str, *values: Any) -> list[Any]:
    return database.rows(QUERY.format(arguments), values)


FILTERS = [
    (None, "true"),
    ('{"n": {"$eq": 7}}', "metadata @> '{\"n\": 7}'"),
    ('{"half": {"$eq": 1}}', "metadata @> '{\"half\": 1}'"),
    ('{"n": {"$gt": 1000}}', "false"),
]


@pytest.mark.parametrize(("filters", "condition"), FILTERS)
def test_the_nearest_come_with_their_raw_distances(
    things: Database, measure: str, index: str, filters: str | None, condition: str
) -> None:
    near = vector(things, "r17")

    found = query(
        things,
        "%s, 20, %s, %s, include_value => true, ef_search => 1000, probes => 10",
        near, filters, measure,
    )  # fmt: skip

    assert [(name, value) for name, value, _, _ in found] == exact(things, measure, near, 20, condition)


def test_as_many_come_as_pass_the_filter(things: Database, measure: str, index: str) -> None:
    near = vector(things, "r17")

    for filters, records in [('{"n": {"$eq": 7}}', 5), ('{"half": {"$eq": 1}}', 100), ("{}", 100)]:
        assert len(query(things, "%s, 100, %s, %s", near, filters, measure)) == records


@pytest.mark.parametrize("pair", WITH_INDEX, indirect=True, ids="-".join, scope="module")
def test_the_index_is_used(things: Database, measure: str, index: str) -> None:
    near = vector(things, "r17")

    for arguments in (
        "",
        ', filters => \'{"n": {"$gte": 0}}\'',
        ", include_value => true",
        ", record_id => 'r17'",
    ):
        given = "measure => %s" if "record_id" in arguments else "%s, measure => %s"
        values = [measure] if "record_id" in arguments else [near, measure]
        with closing(things.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(QUERY.format(given + arguments), values)
            assert counters.scans(cursor, "vecs.found_by") > 0


@pytest.mark.parametrize(
    "pair", [("cosine_distance", index) for index in INDEXES], indirect=True, ids="-".join, scope="module"
)
def test_an_index_of_vectors_is_scanned_at_once(things: Database, index: str) -> None:
    plain: dict[str, Any] = {"collection": "things", "query_embedding": vector(things, "r17")}
    explained = "select path from pgmatch.explain_call('collections.query_records', %s)"

    paths = [things.rows(explained, [Json(given)])[0][0] for given in (plain, plain | {"filters": {}})]

    complete = "compared" if index == "none" else "complete"
    assert paths == ["fast" if index == "hnsw" else complete, complete]


@pytest.mark.parametrize("pair", [("cosine_distance", "hnsw")], indirect=True, ids="-".join, scope="module")
def test_records_that_the_scan_leaves_out_are_found(things: Database, index: str) -> None:
    near = vector(things, "r17")

    with closing(things.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("load 'vector'; set hnsw.ef_search = 10; set hnsw.max_scan_tuples = 1")
        cursor.execute(QUERY.format("%s, 500, include_value => true"), [near])
        found = cursor.fetchall()
        cursor.execute("select current_setting('hnsw.ef_search'), current_setting('hnsw.iterative_scan')")
        settings = cursor.fetchall()

    assert [(name, value) for name, value, _, _ in found] == exact(things, "cosine_distance", near, 500)
    assert settings == [("10", "off")]


@pytest.mark.parametrize("pair", WITHOUT_INDEX, indirect=True, ids="-".join, scope="module")
def test_vecs_returns_the_same(things: Database, measure: str, index: str) -> None:
    near = vector(things, "r17")
    numbers = [float(each) for each in near.strip("[]").split(",")]

    with opened(things, "things", DIMENSIONS) as theirs:
        for filters in (None, {"n": {"$lt": 5}}, {"n": {"$in": [1, 2]}}):
            named = {"filters": filters, "measure": measure, "include_value": True, "include_metadata": True}
            expected = found(theirs, numbers, limit=50, **named)
            ours = query(
                things,
                "%s, 50, %s, %s, include_value => true, include_metadata => true",
                near, Json(filters) if filters else None, measure,
            )  # fmt: skip
            assert [row[:3] for row in ours] == expected


def test_what_is_not_included_is_null(things: Database) -> None:
    near = vector(things, "r17")
    row = ("r17", 0, {"n": 17, "half": 1}, near)

    for value, metadata, vec in [
        (v, m, e) for v in (False, True) for m in (False, True) for e in (False, True)
    ]:
        [(name, *found)] = query(
            things,
            "%s, 1, null, 'l2_distance', include_value => %s, include_metadata => %s, include_vector => %s",
            near, value, metadata, vec,
        )  # fmt: skip
        included = [
            each if wanted else None for each, wanted in zip(row[1:], (value, metadata, vec), strict=True)
        ]
        assert [name, *found] == ["r17", *included]


def test_the_nearest_to_a_record_come_without_it(things: Database, measure: str, index: str) -> None:
    near = vector(things, "r17")
    found = query(
        things,
        "measure => %s, match_count => 20, record_id => 'r17', include_value => true, ef_search => 1000, probes => 10",
        measure,
    )

    assert [(name, value) for name, value, _, _ in found] == exact(things, measure, near, 20, "id <> 'r17'")


def test_max_distance_includes_what_is_exactly_so_far(things: Database, measure: str, index: str) -> None:
    near = vector(things, "r17")
    expected = exact(things, measure, near, 10)
    arguments = "%s, 10, measure => %s, max_distance => %s, ef_search => 1000, probes => 10"

    assert [row[0] for row in query(things, arguments, near, measure, expected[4][1])] == [
        name for name, _ in expected[:5]
    ]
    assert query(things, arguments, near, measure, expected[0][1] - 1e-6) == []
    assert query(things, arguments, near, measure, "-Infinity") == []
    assert len(query(things, arguments, near, measure, "Infinity")) == 10


@pytest.mark.parametrize("pair", WITHOUT_INDEX, indirect=True, ids="-".join, scope="module")
def test_equal_distances_are_in_the_order_of_the_ids(things: Database, measure: str) -> None:
    things.execute("select collections.create_collection('ties', 2)")
    things.execute("insert into vecs.ties (id, vec) select id, '[1,1]' from vecs.things limit 200")

    found = things.rows(
        "select id from collections.query_records('ties', '[1,2]', 100, measure => %s)", [measure]
    )
    assert found == things.rows("select id from vecs.ties order by id limit 100")
    things.execute("select collections.drop_collection('ties')")


REFUSED = {
    "null": ("22004", "query_embedding and record_id are null", "null"),
    "nothing": ("22004", "query_embedding and record_id are null", "match_count => 5"),
    "two questions": ("22023", "both query_embedding and record_id are given", "{v}, record_id => 'r1'"),
    "an unknown record": ("P0002", "vecs.things has no record 'none'", "record_id => 'none'"),
    "too short": ("22023", "query_embedding has 2 dimensions, but vecs.things has 16", "'[1,2]'"),
    "not a number": ("22000", "NaN not allowed in vector", "'[NaN,1]'"),
    "no direction": ("22023", "embedding is all zeros", "array_fill(0, '{{16}}')::extensions.vector"),
    "no vector": ("22P02", "invalid input syntax for type vector", "'one'"),
    "a negative count": ("22023", "match_count -1 is not between 0 and 1000", "{v}, -1"),
    "too many": ("22023", "match_count 1001 is not between 0 and 1000", "{v}, 1001"),
    "no count": ("22004", "match_count is null", "{v}, null"),
    "an unknown measure": ("22023", "measure 'cosine' does not exist", "{v}, measure => 'cosine'"),
    "no measure": ("22004", "measure null does not exist", "{v}, measure => null"),
    "a long measure": ("22023", "measure 'xxx", "{v}, measure => repeat('x', 5000)"),
    "no distance": ("22023", "max_distance is not a number", "{v}, max_distance => 'NaN'"),
    "no candidates": ("22023", "ef_search 0 is not between 1 and 1000", "{v}, ef_search => 0"),
    "too many candidates": ("22023", "ef_search 1001 is not between 1 and 1000", "{v}, ef_search => 1001"),
    "no lists": ("22023", "probes 0 is not between 1 and 32768", "{v}, probes => 0"),
    "a filter": ("22023", 'filters: "n" has no operator, but 1', "{v}, filters => '{{\"n\": 1}}'"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "message", "arguments"), REFUSED.values(), ids=REFUSED)
def test_wrong_arguments_have_a_clear_error(
    things: Database, code: str, message: str, arguments: str
) -> None:
    given = arguments.format(v="array_fill(1, '{16}')::extensions.vector")

    with pytest.raises(psycopg2.Error) as refused:
        query(things, given)

    assert refused.value.pgcode == code
    assert str(refused.value.diag.message_primary).startswith(message)
    assert len(str(refused.value.diag.message_primary)) < 400
    assert refused.value.diag.message_hint or code.startswith(("22000", "22P"))


def test_an_unknown_collection_is_named(things: Database) -> None:
    with pytest.raises(psycopg2.Error, match="collection 'none' does not exist") as refused:
        things.rows("select * from collections.query_records('none', '[1]')")
    assert refused.value.pgcode == "42P01"


def test_none_and_a_thousand_can_be_asked_for(things: Database) -> None:
    near = vector(things, "r17")

    assert query(things, "%s, 0", near) == []
    assert len(query(things, "%s, 1000", near)) == 1000


def test_records_without_a_distance_are_none_of_those_wanted(things: Database) -> None:
    things.execute(
        "select collections.create_collection('huge', 3);"
        "insert into vecs.huge select i, array[i, 1, 1]::extensions.vector from generate_series(1, 50) as i;"
        "insert into vecs.huge select i, '[3e38,3e38,0]' from generate_series(51, 60) as i;"
        "select collections.create_index('huge', 'max_inner_product')"
    )
    for filters in ("null", "'{\"$and\": []}'"):
        call = f"collections.query_records('huge', '[3e38,-3e38,0]', 20, {filters}, 'max_inner_product')"
        assert things.rows(f"select count(*) from {call}") == [(20,)]


def function_calls(database: Database) -> int:
    """Return how many functions a query calls, once the session has made it before."""
    near = vector(database, "r17")
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("set track_functions = 'all'")
        counted = []
        for _ in range(2):
            cursor.execute(QUERY.format("%s"), [near])
            counted.append(counters.calls(cursor))
    before, after = counted
    return after - before


def test_a_query_does_nothing_for_each_collection(things: Database) -> None:
    alone = function_calls(things)
    for place in range(10):
        things.execute("select collections.create_collection(%s, 3)", [f"other {place}"])

    assert function_calls(things) == alone
