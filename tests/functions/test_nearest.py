"""pgmatch.nearest: the search of any table, with vectors whose similarities can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - psycopg2 names the class so

from pgmatch.migrate import upgrade
from tests.servers import Database, PostgresServer, created

PRODUCTS = """
    create schema shop;
    set local search_path = shop, extensions;
    create table products (
      id integer generated always as identity primary key,
      name text not null,
      size integer generated always as (length(name)) stored,
      seller text,
      embedding vector(3)
    );
    insert into products (name, seller, embedding) values
      ('same', 'ann', '[1,0,0]'), ('near', 'bob', '[0.8,0.6,0]'), ('orthogonal', 'ann', '[0,1,0]'),
      ('opposite', 'bob', '[-1,0,0]'), ('twin', 'bob', '[1,0,0]'), ('nothing', 'ann', null), ('zeros', 'ann', '[0,0,0]');
    create function is_short(name text) returns boolean language sql immutable return length(name) < 6;
    grant usage on schema shop to authenticated;
    grant select on products to authenticated
"""
NEAREST = (
    "select r.keys, r.similarities from pgmatch.nearest(null::integer, 'shop.products', 'embedding', 'id', {metric},"
    " '[1,0,0]', 10{arguments}) as r"
)
HNSW = "create index products_idx on shop.products using hnsw (embedding extensions.vector_{}_ops)"


@pytest.fixture(scope="module")
def installed(server: PostgresServer) -> Iterator[Database]:
    with created(server, "nearest_products", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="3", access="public_read")
        made.execute(PRODUCTS)
        yield made


@pytest.fixture
def shop(installed: Database) -> Iterator[Cursor]:
    """A cursor in a transaction that is rolled back."""
    with closing(installed.connect()) as connection, connection.cursor() as cursor:
        yield cursor


def nearest(cursor: Cursor, arguments: str = "", metric: str = "'cosine'") -> tuple[list[int], list[float]]:
    cursor.execute(NEAREST.format(metric=metric, arguments=arguments))
    keys, similarities = cursor.fetchall()[0]
    return keys, [round(similarity, 4) for similarity in similarities]


@pytest.mark.parametrize("is_indexed", [False, True])
@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("ip", ([1, 5, 2, 3, 7, 4], [1, 1, 0.8, 0, 0, -1])),
        # zeros have no direction
        ("cosine", ([1, 5, 2, 3, 4], [1, 1, 0.8, 0, -1])),
        ("l2", ([1, 5, 2, 7, 3, 4], [1, 1, 0.6126, 0.5, 0.4142, 0.3333])),
        ("l1", ([1, 5, 2, 7, 3, 4], [1, 1, 0.5556, 0.5, 0.3333, 0.3333])),
    ],
)
def test_rows_come_best_first_and_equal_ones_by_key(
    shop: Cursor, metric: str, expected: object, is_indexed: bool
) -> None:
    if is_indexed:
        shop.execute(HNSW.format(metric))
    assert nearest(shop, metric=f"'{metric}'") == expected


@pytest.mark.parametrize("is_indexed", [False, True])
@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        ("match_threshold => 0.8", [1, 5]),
        ("match_threshold => 0", [1, 5, 2]),
        ("match_threshold => 2", []),
        ("filter => 's.seller = ''ann'''", [1, 3]),
        ("filter => 's.seller = ''eve'''", []),
        ("late => 's.size < 5'", [1, 5, 2]),
        ("late => 's.size < 5', filter => 's.seller = ''bob'''", [5, 2]),
        ("filter => 'is_short(s.name)', path => 'shop'", [1, 5, 2]),
        ("filter => 's.id in (select p.id from products as p where p.size > 4)', path => 'shop'", [3, 4]),
    ],
)
def test_conditions_choose_rows(shop: Cursor, arguments: str, keys: list[int], is_indexed: bool) -> None:
    if is_indexed:
        shop.execute(HNSW.format("cosine"))
    assert nearest(shop, ", " + arguments)[0] == keys
    assert settings(shop, ["search_path"]) == ['"$user", public'], (
        "the path of the conditions is not left behind"
    )


@pytest.mark.parametrize("is_indexed", [False, True])
def test_policies_of_the_tables_owner_choose_rows(shop: Cursor, is_indexed: bool) -> None:
    if is_indexed:
        shop.execute(HNSW.format("cosine"))
    shop.execute(
        "alter table shop.products enable row level security;"
        "create policy own on shop.products to authenticated using (seller = current_setting('shop.seller'))"
    )
    shop.execute("set local role authenticated")
    for seller, keys in (("ann", [1, 3]), ("bob", [5, 2, 4]), ("eve", [])):
        shop.execute("select set_config('shop.seller', %s, true)", (seller,))
        assert nearest(shop)[0] == keys


def test_settings_of_the_caller_are_put_back(shop: Cursor) -> None:
    shop.execute(HNSW.format("cosine"))
    shown = [
        "hnsw.ef_search", "hnsw.iterative_scan", "hnsw.max_scan_tuples", "enable_seqscan", "enable_sort", "jit",
    ]  # fmt: skip
    shop.execute("load 'vector'; set hnsw.max_scan_tuples = 30000; set jit = on")
    before = settings(shop, shown)
    nearest(shop, ", late => 's.size < 5', ef_search => 77")
    assert settings(shop, shown) == before


def settings(cursor: Cursor, names: list[str]) -> list[str]:
    found = []
    for name in names:
        cursor.execute(f"show {name}")
        found += [str(cursor.fetchall()[0][0])]
    return found


@pytest.mark.parametrize(
    ("statement", "code", "message"),
    [
        (NEAREST.format(metric="'dot'", arguments=""), "22023", "metric 'dot' does not exist"),
        (NEAREST.format(metric="null", arguments=""), "22023", "metric NULL does not exist"),
        (
            NEAREST.format(metric="'ip'", arguments=", probes => 0"),
            "22023",
            "probes 0 is not between 1 and 32768",
        ),
        (
            NEAREST.format(metric="'ip'", arguments="").replace("'embedding'", "'vector'"),
            "42703",
            "shop.products has no column vector",
        ),
        (
            NEAREST.format(metric="'ip'", arguments="").replace("'embedding'", "'name'"),
            "42804",
            "column name of shop.products has the type text, not vector or halfvec",
        ),
        (
            NEAREST.format(metric="'ip'", arguments="").replace("'[1,0,0]'", "'[1,0]'"),
            "22023",
            "embedding has 2 dimensions, but the table has 3",
        ),
        (
            NEAREST.format(metric="'ip'", arguments="").replace("'[1,0,0]'", "'[0,0,0]'"),
            "22023",
            "embedding is all zeros and has no direction",
        ),
    ],
)
def test_what_cannot_be_searched_is_one_clear_error(
    shop: Cursor, statement: str, code: str, message: str
) -> None:
    with pytest.raises(psycopg2.Error) as caught:
        shop.execute(statement)
    assert (caught.value.pgcode, caught.value.diag.message_primary) == (code, message)
    assert caught.value.diag.message_hint


HALFVEC = (
    "create index half on shop.products using hnsw"
    " ((embedding::extensions.halfvec(3)) extensions.halfvec_cosine_ops)"
)
FAST = """
    create function shop.fast() returns bigint language plpgsql
    set plan_cache_mode = force_generic_plan set search_path = shop as $$
    begin
      return (
        select count(*) from products as p
        where pgmatch.is_fast('shop.products', 'embedding', 'cosine', 'hnsw vector of 3')
      );
    end;
    $$
"""


def test_a_planned_statement_knows_whether_its_index_still_serves_the_caller(shop: Cursor) -> None:
    """7 rows as long as the choice holds and no policy hides rows; a kept plan hears of every change."""
    shop.execute(FAST)

    def after(statement: str) -> int:
        shop.execute(statement)
        counts = []
        for _ in range(2):
            shop.execute("select shop.fast()")
            counts += [int(shop.fetchall()[0][0])]
        assert len({*counts}) == 1, "the plan stays"
        return counts[0]

    assert after("select") == 0
    assert after(HNSW.format("cosine")) == 7
    assert after(HNSW.format("ip").replace("products_idx", "of_another_metric")) == 7
    assert after(HALFVEC) == 0, "a smaller index is chosen"
    assert after("drop index shop.half") == 7
    assert after("alter table shop.products enable row level security") == 7, "the owner sees all"
    assert after("create policy own on shop.products using (seller = 'ann')") == 7
    assert after("set local role authenticated") == 0
    assert after("reset role") == 7
    assert after("alter policy own on shop.products using (true); set local role authenticated") == 7
    assert after("reset role; drop index shop.products_idx") == 0
