"""The fast path, the complete path and comparing every row give the same answer, for every kind of table and index."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, product

import pytest
from psycopg2 import Error

from tests import counters
from tests.searches.calls import call
from tests.searches.conftest import CREATE, DIMENSIONS, ROWS
from tests.servers import Database, PostgresServer, created

OPERATORS = {
    "ip": ("<#>", "0 - d"),
    "cosine": ("<=>", "1 - d"),
    "l2": ("<->", "1 / (1 + d)"),
    "l1": ("<+>", "1 / (1 + d)"),
}
KEYS = {
    "bigint": "i",
    "integer": "i",
    "uuid": "md5(i::text)::uuid",
    "text": "'it''s %s $1 \"' || i",
}
# the column's type, the method, and what is indexed
KINDS = {
    "hnsw vector": ("vector", "hnsw", "{e} vector_{m}_ops"),
    "ivfflat vector": ("vector", "ivfflat", "{e} vector_{m}_ops"),
    "hnsw halfvec": ("vector", "hnsw", "({e}::halfvec({n})) halfvec_{m}_ops"),
    "ivfflat halfvec": ("vector", "ivfflat", "({e}::halfvec({n})) halfvec_{m}_ops"),
    "hnsw binary": ("vector", "hnsw", "(binary_quantize({e})::bit({n})) bit_hamming_ops"),
    "hnsw halfvec column": ("halfvec", "hnsw", "{e} halfvec_{m}_ops"),
    "ivfflat halfvec column": ("halfvec", "ivfflat", "{e} halfvec_{m}_ops"),
}
EMBEDDING = 'The "vector" of $1'
QUOTED = '"The ""vector"" of $1"'
# leaves nothing to chance
THOROUGH = f"ef_search => 1000, probes => 10, candidates => {ROWS}"
QUERY = "(select embedding from shop.products where id = 7)"
NEAREST = "select id from match_products((select embedding from shop.products where id = 7), {})"


@pytest.fixture(scope="module")
def tables(server: PostgresServer, shop_template: str) -> Iterator[Database]:
    with created(server, "tables", template=shop_template) as made:
        yield made


@pytest.fixture(scope="module")
def read(server: PostgresServer, searched_template: str) -> Iterator[Database]:
    """A copy, for tests that only read it."""
    with created(server, "read", template=searched_template) as made:
        yield made


# the type of the key is another matter than kind and metric: each takes its turn
TURNS = [
    (metric, kind, key)
    for (metric, kind), key in zip(product(OPERATORS, KINDS), cycle(KEYS), strict=False)
    if metric != "l1" or not kind.startswith("ivfflat")  # which pgvector does not have
]


@pytest.mark.parametrize(("metric", "kind", "key"), TURNS)
def test_every_kind_of_table_is_answered_as_by_comparing_every_row(
    tables: Database, metric: str, kind: str, key: str
) -> None:
    column, method, expression = KINDS[kind]
    name = f"{metric} {kind} {key}"
    table = f'shop."{name}"'
    operator, similarity = OPERATORS[metric]
    indexed = expression.format(e=QUOTED, m=metric, n=DIMENSIONS)
    # a binary index has no metric
    known = f"'{metric}'" if kind == "hnsw binary" else "null"
    tables.execute(
        f"""
        set local search_path = public, extensions;
        create table {table} ("Key" {key} primary key, {QUOTED} {column}({DIMENSIONS}));
        insert into {table} select {KEYS[key]}, embedding from (
          select id as i, embedding from shop.products union all select 1000, null
        ) as p;
        create index on {table} using {method} ({indexed}) {"with (lists = 10)" if method == "ivfflat" else ""};
        select pgmatch.create_search('public."{name}"', '{table}', '{EMBEDDING}', metric => {known})
        """
    )
    truth = tables.rows(
        f"""select "Key", {similarity} from (
          select "Key", {QUOTED} operator(extensions.{operator}) {QUERY}::extensions.{column} as d from {table}
        ) as t where d is not null order by d + 0, "Key" limit 10"""  # + 0: not by the index
    )

    fast = call(tables, f'select * from public."{name}"({QUERY}, 10, {THOROUGH})')
    complete = tables.rows(
        f"select unnest(keys), unnest(similarities) from pgmatch.nearest("
        f"null::{key}, '{table}', '{EMBEDDING}', 'Key', '{metric}', {QUERY}, 10, {THOROUGH})"
    )

    assert fast.is_fast
    assert fast.rows == truth
    assert complete == truth


def test_without_an_index_the_answer_is_the_same(searched: Database) -> None:
    with_index = call(searched, NEAREST.format(5))
    searched.execute("drop index shop.products_embedding_idx")
    without = call(searched, NEAREST.format(5))

    assert with_index.is_fast
    assert not without.is_fast
    assert with_index.rows == without.rows


def test_an_index_made_or_dropped_by_hand_changes_the_path_in_the_same_session(searched: Database) -> None:
    expected = call(searched, NEAREST.format(5)).rows
    connection = searched.connect()
    found = []
    with connection.cursor() as cursor:
        for change in (
            "set track_functions = 'pl'",
            "drop index shop.products_embedding_idx",
            "create index again on shop.products using ivfflat (embedding extensions.vector_cosine_ops) with (lists = 9)",
            "drop index shop.again",
            "create index other_name on shop.products using hnsw (embedding extensions.vector_cosine_ops)",
        ):
            cursor.execute(change)
            connection.commit()
            before = counters.calls(cursor, "nearest")
            cursor.execute(NEAREST.format("5, ef_search => 1000, probes => 9"))
            assert cursor.fetchall() == expected
            found.append(counters.calls(cursor, "nearest") - before)
    connection.close()

    assert found == [0, 1, 1, 1, 0]


def test_a_threshold_that_cuts_every_row_needs_no_complete_path(read: Database) -> None:
    none = call(read, NEAREST.format("5, match_threshold => 2"))
    all_but_itself = call(read, NEAREST.format("5, match_threshold => 0.9"))

    assert none == ([], True)
    assert all_but_itself == ([(7,)], True)


def test_a_similarity_equal_to_the_threshold_is_left_out(read: Database) -> None:
    similarities = read.rows(f"select similarity from match_products({QUERY}, 3)")
    kept = read.rows(f"select similarity from match_products({QUERY}, 3, {similarities[2][0]!r})")

    assert kept == similarities[:2]


def test_rows_that_the_index_returns_out_of_order_are_sorted(read: Database) -> None:
    found = call(read, f"select similarity from match_products({QUERY}, 60, ef_search => 1)")

    assert found.is_fast
    assert found.rows == sorted(found.rows, reverse=True)


def test_no_rows_are_wanted(read: Database) -> None:
    assert read.rows(NEAREST.format(0)) == []


def test_rows_at_the_same_distance_are_in_the_order_of_their_keys_and_cut_by_them(searched: Database) -> None:
    searched.execute(
        "insert into shop.products (name, embedding) select 'twin', embedding from shop.products"
        " cross join generate_series(1, 3) where id = 7"
    )

    assert searched.rows(NEAREST.format(3)) == [(7,), (ROWS + 1,), (ROWS + 2,)]


@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        ("category => 'shoes'", "category = 'shoes'"),
        ("max_price => 20.5", "price <= 20.5"),
        ("category => 'hats', max_price => 20", "category = 'hats' and price <= 20"),
        ("category => 'it''s %s $1 \\'", "false"),
        ("min_content_length => 290", "length(description) >= 290"),
        ("min_content_length => 100, category => 'bags'", "length(description) >= 100 and category = 'bags'"),
        ("min_content_length => -1", "true"),
    ],
)
def test_filters_pass_only_their_rows_and_all_of_them(read: Database, arguments: str, condition: str) -> None:
    found = read.rows(f"select id, similarity from match_products({QUERY}, 10, {arguments})")

    assert found == read.rows(
        f"select id, 1 - (embedding operator(extensions.<=>) {QUERY}) from shop.products where {condition}"
        f" order by (embedding operator(extensions.<=>) {QUERY}) + 0, id limit 10"
    )


def test_more_rows_than_the_index_returns_are_completed(read: Database) -> None:
    assert len(read.rows(NEAREST.format(5000))) == ROWS


def test_two_metrics_of_one_column_have_a_function_each(searched: Database) -> None:
    searched.execute(
        "set local search_path = public, extensions; create index on shop.products using hnsw (embedding vector_l2_ops);"
        "select pgmatch.create_search('public.match_l2', 'shop.products', returns => '{id}', metric => 'l2');"
        "select pgmatch.create_search('public.match_ip', 'shop.products', returns => '{id}', metric => 'ip')"
    )
    for function, operator in (("match_products", "<=>"), ("match_l2", "<->"), ("match_ip", "<#>")):
        found = call(searched, f"select id from {function}({QUERY}, 5, ef_search => 1000)")
        assert found.is_fast is (operator != "<#>")  # for which there is no index
        assert found.rows == searched.rows(
            f"select id from shop.products order by (embedding operator(extensions.{operator}) {QUERY}) + 0, id limit 5"
        )
    searched.execute("drop index shop.products_embedding_idx; select pgmatch.refresh_searches()")
    assert searched.rows(
        "select array_agg(evidence order by evidence) from pgmatch.doctor_index_missing()"
    ) == [
        (
            [
                f"No valid index supports the metric {metric}: every search compares all 300 rows."
                for metric in ("cosine", "ip")
            ],
        )
    ]


def test_every_partition_is_searched(searched: Database) -> None:
    searched.execute(
        f"""
        set local search_path = shop, extensions;
        create table parts (id bigint primary key, embedding vector({DIMENSIONS})) partition by hash (id);
        create table part_0 partition of parts for values with (modulus 2, remainder 0);
        create table part_1 partition of parts for values with (modulus 2, remainder 1);
        insert into parts select id, embedding from products;
        create index on parts using hnsw (embedding vector_cosine_ops);
        select pgmatch.create_search('public.match_parts', 'parts')
        """
    )

    found = call(searched, f"select id from match_parts({QUERY}, 10, ef_search => 1000)")

    assert found.is_fast
    assert found.rows == call(searched, NEAREST.format(10)).rows


def test_the_same_call_again_changes_nothing(searched: Database) -> None:
    before = searched.rows("select prosrc, proacl from pg_proc where proname = 'match_products'")
    searched.execute(CREATE)

    assert searched.rows("select prosrc, proacl from pg_proc where proname = 'match_products'") == before


@pytest.mark.parametrize(
    ("arguments", "sqlstate"),
    [
        ("null, 5", "22004"),
        (f"{QUERY}, null", "22004"),
        (f"{QUERY}, -1", "2201W"),
        (f"{QUERY}, 10001", "22023"),
        (f"{QUERY}, 5, 'NaN'", "22023"),
        ("'[1,2,3]', 5", "22023"),
        ("'[0,0,0,0,0,0,0,0]', 5", "22023"),
        (f"{QUERY}, 5, ef_search => 0", "22023"),
        (f"{QUERY}, 5, probes => 40000", "22023"),
        (f"{QUERY}, 5, candidates => 4", "22023"),
    ],
)
def test_a_wrong_argument_is_an_error(read: Database, arguments: str, sqlstate: str) -> None:
    with pytest.raises(Error) as raised:
        read.rows(f"select * from match_products({arguments})")

    assert raised.value.pgcode == sqlstate
    assert raised.value.diag.message_hint
