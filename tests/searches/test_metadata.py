"""The argument filter of a search that is declared with a column of metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg2 import Error

from tests.searches.calls import call
from tests.searches.conftest import CREATE
from tests.servers import Database, PostgresServer, created

DESCRIBED = """
    alter table shop.products add column "the meta" jsonb;
    update shop.products set "the meta" = jsonb_build_object(
      'year', 2000 + id % 30, 'kind', category, 'tags', to_jsonb(tags), 'maker', jsonb_build_object('name', 'm' || id % 7)
    ) where id % 50 <> 0;
    create index on shop.products using gin ("the meta" jsonb_path_ops);
    analyze shop.products;
"""
DECLARED = CREATE.replace("content =>", "metadata => 'the meta', content =>")
HYBRID = DECLARED.replace("match_products", "hybrid_products").replace(
    "content =>", "hybrid => true, text_config => 'simple', words => 'name', content =>"
)
QUERY = "'[1,2,3,4,5,6,7,8]'"
THOROUGH = "ef_search => 1000"
FILTERS: list[tuple[Any, str]] = [
    ({"kind": "shoes"}, "category = 'shoes'"),
    ({"year": {"$gte": 2020, "$lt": 2025}}, "id % 30 between 20 and 24"),
    ({"tags": {"$contains": "t1"}, "year": {"$ne": 2001}}, "id % 2 = 1 and id % 30 <> 1"),
    ({"maker.name": {"$in": ["m1", "m2"]}}, "id % 7 in (1, 2)"),
    ({"$or": [{"year": 2003}, {"$not": {"kind": {"$exists": True}}}]}, "id % 30 = 3 or id % 50 = 0"),
    ({"year": 2003, "kind": "nothing"}, "false"),
    ({"year": {"$gt": 2000}}, "id % 30 > 0"),
    ({}, "true"),
]


@pytest.fixture(scope="module")
def described(server: PostgresServer, shop_template: str) -> Iterator[Database]:
    with created(server, "described", template=shop_template) as made:
        made.execute(DESCRIBED + DECLARED + ";" + HYBRID)
        yield made


def nearest(database: Database, condition: str, count: int = 10) -> list[tuple[int]]:
    """Return the nearest that pass, by comparing all."""
    passed = (
        condition
        if condition in ("true", "false") or "= 0" in condition
        else f"id % 50 <> 0 and ({condition})"
    )
    return database.rows(
        f"select id from shop.products where {passed}"
        f" order by (embedding operator(extensions.<=>) {QUERY}) + 0, id limit {count}"
    )


@pytest.mark.parametrize(("wanted", "condition"), FILTERS, ids=[json.dumps(each) for each, _ in FILTERS])
@pytest.mark.parametrize("others", ["", "max_price => 200, ", "min_content_length => 100, "])
def test_a_filter_leaves_the_nearest_of_those_that_pass(
    described: Database, wanted: Any, condition: str, others: str
) -> None:
    limits = {"": "true", "max_price => 200, ": "price <= 200", "min_content_length => 100, ": "id >= 100"}
    found = call(
        described,
        f"select id from match_products({QUERY}, 10, {others}{THOROUGH}, filter => %s)",
        json.dumps(wanted),
    )

    assert (
        found.rows
        == [
            each
            for each in nearest(described, condition, 300)
            if each in described.rows(f"select id from shop.products where {limits[others]}")
        ][:10]
    )


@pytest.mark.parametrize("wanted", [None, {"year": {"$gte": 2000}}], ids=["without", "with"])
def test_only_a_call_with_a_filter_leaves_the_fast_path(described: Database, wanted: Any) -> None:
    statement = f"select id from match_products({QUERY}, 5, filter => %s)"
    found = call(described, statement, None if wanted is None else json.dumps(wanted))

    assert found.is_fast is (wanted is None)
    assert len(found.rows) == 5


def test_a_hybrid_search_takes_it_for_both_searches(described: Database) -> None:
    rows = described.rows(
        f"select id, full_text_rank, semantic_rank from hybrid_products('p33', {QUERY}, 300, filter => %s)",
        ['{"year": {"$in": [2003, 2004]}}'],
    )

    assert {number for number, _, _ in rows} == {
        number for number in range(1, 301) if number % 30 in (3, 4) and number % 50
    }
    assert [number for number, words, _ in rows if words] == [33]


def test_what_is_no_filter_is_refused_by_the_search(described: Database) -> None:
    with pytest.raises(Error, match=r'filter: "\$like" is not an operator, but "kind" has it') as refused:
        described.rows(f'select * from match_products({QUERY}, filter => \'{{"kind": {{"$like": 1}}}}\')')
    assert refused.value.pgcode == "22023"


@pytest.mark.parametrize("role", ["clerk", "anon"])
def test_policies_hide_rows_behind_a_filter(described: Database, role: str) -> None:
    with described.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "do $$ begin if to_regrole('clerk') is null then create role clerk; end if; end $$;"
            "grant usage on schema shop to clerk, anon; grant select on shop.products to clerk, anon;"
            "alter table shop.products enable row level security;"
            f"create policy cheap on shop.products for select using (price <= 100); {DECLARED};"
            f"set local role {role}"
        )
        cursor.execute(f"select id from match_products({QUERY}, 300, filter => '{{\"year\": 2003}}')")
        found = cursor.fetchall()
        connection.rollback()
    connection.close()

    assert sorted(found) == [(3,), (33,), (63,), (93,)]


def test_callers_have_to_be_able_to_read_the_metadata(described: Database) -> None:
    with described.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "grant select (id, name, price, description, category, embedding) on shop.products to anon;"
            f"{DECLARED}; select has_function_privilege('anon', oid, 'execute') from pg_proc"
            " where proname = 'match_products'"
        )
        assert cursor.fetchall() == [(False,)]
        connection.rollback()
    connection.close()


def test_a_renamed_column_is_followed(described: Database) -> None:
    statement = f"select count(*) from match_products({QUERY}, 300, filter => '{{\"year\": 2003}}')"
    with described.connect() as connection, connection.cursor() as cursor:
        cursor.execute('alter table shop.products rename "the meta" to facts')
        cursor.execute("select name, state from pgmatch.refresh_searches()")
        assert {state for _, state in cursor.fetchall()} == {"fine"}
        cursor.execute(statement)
        assert cursor.fetchall() == [(10,)]
        connection.rollback()
    connection.close()


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        (
            "metadata => 'nothing'",
            "42703",
            "metadata names 'nothing', but shop.products has no such column of type jsonb",
        ),
        (
            "metadata => 'name'",
            "42703",
            "metadata names 'name', but shop.products has no such column of type jsonb",
        ),
        (
            "metadata => 'the meta', filters => '{\"filter text\": \"name = $\"}'",
            "42701",
            "filter is twice a filter",
        ),
        (
            "metadata => 'the meta', contract => 'supabase'",
            "22023",
            "the contract supabase decides which arguments",
        ),
        (
            "metadata => 'the meta', arguments => '{query_embedding, match_count}'",
            "22023",
            "arguments leaves out filter",
        ),
    ],
)
def test_wrong_declarations_are_refused(described: Database, changes: str, code: str, message: str) -> None:
    with pytest.raises(Error, match=message) as refused:
        described.execute(f"select pgmatch.create_search('public.other', 'shop.products', {changes})")
    assert refused.value.pgcode == code


def test_what_others_plant_is_not_called(described: Database) -> None:
    """Operators and functions that suit the types better than those of Postgres, on the path of the declaration."""
    planted = ";".join(
        f"create operator public.{name} (leftarg = jsonb, rightarg = {right}, function = public.planted_{right.strip('[]')})"
        for name, right in (("@>", "jsonb"), ("->", "text"), ("=", "jsonb"), ("<>", "jsonb"), (">=", "jsonb"))
    )
    with described.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "set local search_path = public, extensions;"
            "create function public.planted_jsonb(jsonb, jsonb) returns boolean language plpgsql"
            " as 'begin raise exception ''planted''; end';"
            "create function public.planted_text(jsonb, text) returns jsonb language plpgsql"
            " as 'begin raise exception ''planted''; end';"
            "create function public.jsonb_typeof(jsonb) returns text language plpgsql"
            " as 'begin raise exception ''planted''; end';"
            f"create function public.filter_condition(jsonb, text) returns text language sql as 'select ''true''';{planted};"
            f"{DECLARED}; set local search_path = public, pg_catalog, extensions"
        )
        for wanted, condition in FILTERS:
            cursor.execute(
                f"select count(*) from public.match_products({QUERY}, 300, filter => %s)",
                [json.dumps(wanted)],
            )
            assert cursor.fetchall() == [(len(nearest(described, condition, 300)),)]
        connection.rollback()
    connection.close()
