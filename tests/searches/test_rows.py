"""Rows of a table that is searched with metadata: listed in parts, and deleted by a filter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg2 import Error

import pgmatch
from pgmatch.errors import DatabaseError
from tests.conftest import CreateDatabase
from tests.searches.conftest import CREATE, ON_18
from tests.searches.test_metadata import DECLARED, DESCRIBED
from tests.servers import Database, PostgresServer, Undone, created

LIST = "select row ->> 'id', row from pgmatch.list_rows('public.match_products', %s, %s, %s) as row"
DELETE = "select pgmatch.delete_rows('public.match_products', %s)"
COUNT = (
    "select count(*) from pgmatch.delete_rows('public.match_products', %s, dry_run => true) as n where n = %s"
)
EVERYTHING: list[Any] = [{}, {"$and": []}, {"$or": [{"year": 2003}, {}]}]
# parts that every row passes, or every row with the key, or none
EMPTY: list[tuple[Any, str]] = [
    ({"year": {"$nin": []}}, '{"$nin": []}'),
    ({"year": {"$in": []}}, '{"$in": []}'),
    ({"year": {"$not": {"$nin": []}}}, '{"$nin": []}'),
    ({"year": {"$not": {"$not": {"$in": []}}, "$gt": 2000}}, '{"$in": []}'),
    ({"$not": {"year": {"$in": []}}}, '{"$in": []}'),
    ({"$not": {"$not": {}}}, '{"$not": {}}'),
    ({"year": 2003, "$and": []}, '{"$and": []}'),
    ({"year": 2003, "$and": [{}]}, "{}"),
    ({"$not": {"$or": [{"year": 2003}, {}]}}, "{}"),
    ({"$or": [{"year": 2003}, {"$not": {"kind": {"$in": []}}}]}, '{"$in": []}'),
]


@pytest.fixture(scope="module")
def template(server: PostgresServer, shop_template: str) -> Iterator[str]:
    with created(server, "rows", template=shop_template) as made:
        made.execute(DESCRIBED + DECLARED)
        yield made.name


@pytest.fixture(scope="module")
def only(server: PostgresServer, template: str) -> Iterator[Undone]:
    with created(server, "listed", template=template) as made:
        yield Undone(made.url, made.name, server)


@pytest.fixture
def listed(only: Undone) -> Iterator[Undone]:
    """The rows, for tests with one session."""
    yield only
    only.undo()


@pytest.fixture
def copy(server: PostgresServer, create_database: CreateDatabase, template: str) -> Database:
    """The rows, for tests with several sessions."""
    return create_database(server, template=template)


def test_rows_are_listed_in_parts(listed: Database) -> None:
    wanted = json.dumps({"year": {"$in": [2003, 2004]}})
    keys: list[int] = []
    while part := listed.rows(LIST, [wanted, str(keys[-1]) if keys else None, 7]):
        keys += [int(key) for key, _ in part]
        assert len(part) <= 7

    assert keys == [number for number in range(1, 301) if number % 30 in (3, 4) and number % 50]


def test_a_row_has_its_key_and_the_columns_of_the_search(listed: Database) -> None:
    assert listed.rows(LIST, ['{"year": 2003}', None, 1])[0][1] == {"id": 3, "name": "p3", "price": 3}
    listed.execute(
        "select pgmatch.drop_search('public.match_products');"
        "alter table shop.products add column similarity text;"
        + DECLARED.replace("{id, name, price}", "{name}")
    )
    assert listed.rows(LIST, ['{"year": 2003}', None, 1])[0][1] == {"id": 3, "name": "p3"}


def test_rows_without_metadata_and_embeddings_are_listed(listed: Database) -> None:
    listed.execute("update shop.products set embedding = null")

    assert len(listed.rows(LIST, [None, None, None])) == len(listed.rows(LIST, ["{}", None, 300])) == 300
    assert [key for key, _ in listed.rows(LIST, ['{"year": {"$exists": false}}', "200", None])] == [
        "250",
        "300",
    ]


@ON_18
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("'public.match_products', '[]'", "22023"),
        ("'public.match_products', after => 'x'", "22P02"),
        ("'public.match_products', after => '99999999999999999999'", "22003"),
        ("'public.match_products', match_count => -1", "2201W"),
        ("'public.nothing'", "42704"),
        ("'pg_catalog.now'", "42704"),
        ("'match products'", "42704"),
        ("null", "42704"),
    ],
)
def test_wrong_arguments_are_refused_with_a_hint(listed: Database, arguments: str, code: str) -> None:
    with pytest.raises(Error) as refused:
        listed.rows(f"select pgmatch.list_rows({arguments})")
    assert refused.value.pgcode == code
    assert refused.value.diag.message_hint


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ("drop table shop.products", "42P01", "the table of match_products does not exist: shop.products"),
        (
            "alter table shop.products rename to goods",
            "42P01",
            "the table of match_products does not exist: shop.products",
        ),
        (
            "alter table shop.products rename id to number",
            "42703",
            "the table of match_products, shop.products, has no column id",
        ),
        (
            'alter table shop.products drop "the meta"',
            "42703",
            'the table of match_products, shop.products, has no column "the meta"',
        ),
    ],
)
def test_a_table_or_a_column_that_is_gone_is_said(
    listed: Database, change: str, code: str, message: str
) -> None:
    listed.execute(change)
    for call in ("list_rows('match_products')", "delete_rows('match_products', '{\"year\": 2003}')"):
        with pytest.raises(Error) as refused:
            listed.rows(f"select pgmatch.{call}")
        assert (refused.value.pgcode, refused.value.diag.message_primary) == (code, message)
        assert "select pgmatch.refresh_searches();" in str(refused.value.diag.message_hint)


def test_a_search_without_metadata_is_refused(listed: Database) -> None:
    listed.execute(CREATE.replace("match_products", "match_plainly"))
    for call in ("list_rows('public.match_plainly')", "delete_rows('public.match_plainly', '{\"a\": 1}')"):
        with pytest.raises(Error, match="public.match_plainly was declared without metadata") as refused:
            listed.rows(f"select pgmatch.{call}")
        assert refused.value.pgcode == "22023"


def test_what_passes_is_deleted_and_counted(listed: Database) -> None:
    wanted = '{"year": {"$gte": 2020}, "kind": "shoes"}'
    passing = [number for number in range(1, 301) if number % 30 >= 20 and number % 3 == 0 and number % 50]

    assert listed.rows(COUNT, [wanted, len(passing)]) == [(1,)]
    assert listed.rows("select count(*) from shop.products") == [(300,)]
    assert listed.rows(DELETE, [wanted]) == [(len(passing),)]
    assert listed.rows("select count(*) from shop.products where id = any(%s)", [passing]) == [(0,)]
    assert listed.rows("select count(*) from shop.products") == [(300 - len(passing),)]
    assert listed.rows(DELETE, [wanted]) == [(0,)]


@ON_18
@pytest.mark.parametrize("wanted", [None, *EVERYTHING])
@pytest.mark.parametrize("dry_run", [False, True])
def test_all_rows_are_never_deleted(listed: Database, wanted: Any, dry_run: bool) -> None:
    given = None if wanted is None else json.dumps(wanted)
    with pytest.raises(Error, match=r"which all rows of shop\.products pass") as refused:
        listed.rows("select pgmatch.delete_rows('public.match_products', %s, %s)", [given, dry_run])

    assert refused.value.pgcode == "22023"
    assert listed.rows("select count(*) from shop.products") == [(300,)]


@ON_18
@pytest.mark.parametrize(("wanted", "part"), EMPTY)
def test_a_filter_of_which_a_part_is_no_condition_deletes_nothing(
    listed: Database, wanted: Any, part: str
) -> None:
    for dry_run in (False, True):
        with pytest.raises(Error, match="which is not a condition") as refused:
            listed.rows(
                "select pgmatch.delete_rows('public.match_products', %s, %s)", [json.dumps(wanted), dry_run]
            )
        assert refused.value.pgcode == "22023"
        assert f"has the part {part}," in str(refused.value.diag.message_primary)
    assert listed.rows("select count(*) from shop.products") == [(300,)]


def test_empty_values_are_conditions(listed: Database) -> None:
    listed.execute("""
        update shop.products set "the meta" = '{"of": {}, "all": [], "in": {"$in": []}}' where id = 7
    """)
    wanted = {"of": {"$eq": {}}, "all": {"$eq": []}, "in": {"$eq": {"$in": []}}}
    assert listed.rows(COUNT, [json.dumps(wanted), 1]) == [(1,)]
    assert listed.rows(DELETE, [json.dumps(wanted)]) == [(1,)]


def test_null_for_dry_run_deletes_nothing(listed: Database) -> None:
    delete = "select pgmatch.delete_rows('public.match_products', '{\"year\": 2003}', dry_run => null)"
    assert listed.rows(delete) == listed.rows(delete) != [(0,)]
    assert listed.rows("select count(*) from shop.products") == [(300,)]


def test_policies_and_privileges_are_those_of_the_caller(copy: Database) -> None:
    copy.execute(
        "grant usage on schema shop to authenticated, anon; grant select on shop.products to authenticated, anon;"
        "grant delete on shop.products to authenticated; alter table shop.products enable row level security;"
        "create policy reads on shop.products for select using (price <= 100);"
        f"create policy deletes on shop.products for delete to authenticated using (price <= 50); {DECLARED}"
    )
    with copy.as_role("authenticated") as cursor:
        cursor.execute(LIST, ['{"year": 2003}', None, None])
        assert [key for key, _ in cursor.fetchall()] == ["3", "33", "63", "93"]
        cursor.execute(DELETE, ['{"year": 2003}'])
        assert cursor.fetchall() == [(2,)]
    with pytest.raises(Error) as refused, copy.as_role("anon") as cursor:
        cursor.execute(DELETE, ['{"year": 2003}'])
    assert refused.value.pgcode == "42501"


def test_triggers_find_what_they_find_for_their_user(copy: Database) -> None:
    copy.execute(
        "create table shop.gone (id bigint); create function shop.note() returns trigger language plpgsql as"
        " 'begin insert into gone values (old.id); return old; end';"
        "create trigger note before delete on shop.products for each row execute function shop.note()"
    )
    with copy.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set local search_path = shop")
        cursor.execute(DELETE, ['{"year": 2003}'])
        cursor.execute("show search_path")
        assert cursor.fetchall() == [("shop",)]
    connection.close()

    assert copy.rows("select count(*) from shop.gone") == [(10,)]


def test_a_declaration_that_somebody_else_has_written_does_not_count(copy: Database) -> None:
    [(text,)] = copy.rows("select prosrc from pg_proc where proname = 'match_products'")
    copy.execute(
        "do $$ begin if to_regrole('stranger') is null then create role stranger login; end if; end $$;"
        "grant create on schema shop to stranger"
    )
    make = "create function shop.match_{}() returns text language plpgsql as %s"
    with copy.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set local role stranger; set local check_function_bodies = off")
        cursor.execute(make.format("products"), [text])
        cursor.execute(make.format("strangely"), [text])
        cursor.execute("reset role; set local search_path = shop, public")
        cursor.execute("select pgmatch.delete_rows('match_products', '{\"year\": 2003}', dry_run => true)")
        assert cursor.fetchall() == [(10,)]
        with pytest.raises(Error, match="create_search has not made a function match_strangely"):
            cursor.execute("select pgmatch.delete_rows('match_strangely', '{\"year\": 2003}')")
    connection.close()


def test_a_name_that_several_schemas_have_needs_one(listed: Database) -> None:
    listed.execute(DECLARED.replace("public.match", "shop.match"))

    with pytest.raises(Error, match="several schemas have a function match_products") as refused:
        listed.rows("select pgmatch.list_rows('match_products')")
    assert refused.value.pgcode == "42725"
    assert len(listed.rows("select pgmatch.list_rows('shop.match_products')")) == 100


def test_names_that_need_quotes_work(listed: Database) -> None:
    listed.execute(
        'create table shop."The items; $1" ("The key" text primary key, "Facts" jsonb, e extensions.vector(2));'
        "insert into shop.\"The items; $1\" values ('a''b', '{\"n\": 1}', null), ('c', '{\"n\": 2}', null);"
        "select pgmatch.create_search('public.\"Match it\"', 'shop.\"The items; $1\"', 'e', metadata => 'Facts',"
        " metric => 'ip')"
    )
    found = "select pgmatch.list_rows('public.\"Match it\"', after => %s)"

    assert listed.rows(found, ["a'b"]) == [({"The key": "c", "Facts": {"n": 2}},)]
    assert listed.rows("select pgmatch.delete_rows('public.\"Match it\"', '{\"n\": 1}')") == [(1,)]
    assert listed.rows(found, [None]) == [({"The key": "c", "Facts": {"n": 2}},)]


def test_python_lists_and_deletes(copy: Database) -> None:
    with pgmatch.connect(copy.url) as database:
        found = database.list_rows("match_products", {"year": 2003}, after=3, match_count=2)
        assert [row["id"] for row in found] == [33, 63]
        assert len(database.match("match_products", [1, 2, 3, 4, 5, 6, 7, 8], filter={"year": 2003})) == 10
        assert database.delete_rows("match_products", {"year": 2003}, dry_run=True) == 10
        assert database.delete_rows("public.match_products", filter={"year": 2003}) == 10
        assert database.list_rows("match_products", {"year": 2003}) == []
        with pytest.raises(DatabaseError, match="which all rows of shop.products pass"):
            database.delete_rows("match_products", {})
        with pytest.raises(DatabaseError, match=r"create_search has not made a function nothing"):
            database.list_rows("nothing")
