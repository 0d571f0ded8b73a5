"""`match` calls the match functions of tables of the user's own, in every way."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal

import pytest

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.models import Row
from tests import servers
from tests.client.ways import Reach, Served, every_way
from tests.http.lite import serving

MAKE = """
    create schema shop;
    create table shop.products (
      id bigint primary key, name text not null, category text, price numeric, tags text[], meta jsonb, sold date,
      embedding extensions.vector(3) not null
    );
    insert into shop.products values
      (1, 'Boot', 'shoes', 80, '{red,"a, \\"b\\""}', '{"size": 41}', '2026-01-01', '[1,0,0]'),
      (2, 'Sandal', 'shoes', 20, '{blue}', '{"size": 38}', '2026-02-01', '[0.8,0.6,0]'),
      (3, 'Hat', 'hats', 30, null, null, null, '[0,1,0]');
    create function public.match_products(
      query_embedding extensions.vector, match_count integer default 10, category text default null,
      tags text[] default null, prices numeric[] default null, meta jsonb default null, before date default null,
      "Limit %" numeric default null, function text default null
    )
    returns table (id bigint, name text, price numeric, similarity double precision)
    language sql stable
    begin atomic
      select p.id, p.name, p.price, 1 - (p.embedding operator(extensions.<=>) query_embedding)
      from shop.products as p
      where (match_products.category is null or p.category = match_products.category)
        and (match_products.tags is null or p.tags && match_products.tags)
        and (match_products.prices is null or p.price = any (match_products.prices))
        and (match_products.meta is null or p.meta @> match_products.meta)
        and (match_products.before is null or p.sold < match_products.before)
        and ("Limit %" is null or p.price <= "Limit %")
        and (match_products.function is null or p.name = match_products.function)
      order by p.embedding operator(extensions.<=>) query_embedding, p.id
      limit match_count;
    end;
    create function shop."Match" (query_embedding extensions.vector)
    returns table (id bigint, "key of it" text, "values" integer)
    language sql stable
    begin atomic
      select p.id, p.name, 7 from shop.products as p
      order by p.embedding operator(extensions.<=>) query_embedding;
    end;
    grant usage on schema shop to service_role;
    grant select on shop.products to service_role;
"""


@pytest.fixture(scope="module")
def served(supabase_server: servers.PostgresServer, migrated: str) -> Iterator[Served]:
    """A database and a server of this module's own, which knows the function from its start."""
    with servers.created(supabase_server, "client_match", template=migrated) as database:
        database.execute(MAKE)
        with serving(database.url) as server:
            yield Served(database, server)


@pytest.fixture
def products(database: servers.Database, reach: Reach) -> servers.Database:
    if not reach.is_rpc:
        database.execute(MAKE)
    return database


@every_way
def test_rows_have_the_columns_of_the_function(products: servers.Database, client: pgmatch.Database) -> None:
    boot, sandal, hat = client.match("match_products", [1, 0, 0])

    assert (boot.id, boot.name, boot.price, boot.similarity) == (1, "Boot", 80, 1.0)
    assert [type(row.similarity) for row in (boot, sandal, hat)] == [float] * 3
    assert list(vars(boot)) == ["id", "name", "price", "similarity"]
    assert boot == client.match("match_products", [1, 0, 0])[0] != sandal


@every_way
def test_arguments_of_every_type_are_passed(products: servers.Database, client: pgmatch.Database) -> None:
    def names(**arguments: object) -> list[str]:
        return [row.name for row in client.match("match_products", [1, 0, 0], **arguments)]

    assert names(match_count=1) == ["Boot"]
    assert names(category="shoes") == ["Boot", "Sandal"]
    assert names(category=None) == ["Boot", "Sandal", "Hat"]
    assert names(category="'; drop table shop.products; --") == []
    assert names(tags=['a, "b"']) == ["Boot"]
    assert names(tags=("blue", "red")) == ["Boot", "Sandal"]
    assert names(tags=[]) == []
    assert names(prices=[20, Decimal(30), None]) == ["Sandal", "Hat"]
    assert names(meta={"size": 41}) == ["Boot"]
    assert names(before=date(2026, 1, 15)) == ["Boot"]
    assert names(function="Hat") == ["Hat"]


def test_the_name_of_an_argument_is_quoted(products: servers.Database, client: pgmatch.Database) -> None:
    rows = client.match("match_products", [1, 0, 0], **{"Limit %": 30.5})
    assert [row.name for row in rows] == ["Sandal", "Hat"]
    with pytest.raises(DatabaseError, match='match_products has no argument "category => \'x\', ""tags"'):
        client.match("match_products", [1, 0, 0], **{"category => 'x', \"tags": None})


def told(client: pgmatch.Database, function: str, **arguments: object) -> tuple[str, str]:
    """Return message and hint of a call that finds no function."""
    with pytest.raises(DatabaseError) as caught:
        client.match(function, [1, 0, 0], **arguments)
    return caught.value.message, str(caught.value.hint)


@every_way
def test_an_unknown_function_is_told_with_names_near_to_it(
    products: servers.Database, client: pgmatch.Database
) -> None:
    message, hint = told(client, "match_prodcts", match_count=1)
    assert message == 'the function match_prodcts does not exist in the schema "public"'
    assert hint.startswith("Did you mean match_products? `pgmatch function list` shows")
    message, hint = told(client, "quite_different")
    assert "quite_different" in message
    assert hint.startswith("`pgmatch function list` shows")


def test_a_function_of_another_schema_is_named_too(
    products: servers.Database, client: pgmatch.Database
) -> None:
    assert told(client, "match")[1].startswith('Did you mean shop."Match"?')
    message, hint = told(client, "shpo.match_products")
    assert message == 'the function match_products does not exist in the schema "shpo"'
    assert hint.startswith("Did you mean match_products?")


@every_way
def test_an_unknown_argument_is_named(
    products: servers.Database, client: pgmatch.Database, reach: Reach
) -> None:
    message, hint = told(client, "match_products", categry="shoes", match_count=1)
    if reach.is_rpc:  # the API does not say which one is wrong
        assert message == (
            'the schema "public" has no function match_products with the arguments categry, match_count,'
            " query_embedding"
        )
        assert "pgmatch function list" in hint
        return
    assert message == "match_products has no argument categry"
    assert hint == (
        "Did you mean category? The arguments of match_products are query_embedding, match_count, category, tags,"
        ' prices, meta, before, "Limit %", function.'
    )
    assert (
        told(client, "match_products", colour="red", sise=4)[0]
        == "match_products has no arguments colour, sise"
    )


def test_an_argument_without_a_default_that_is_left_out_is_named(
    products: servers.Database, client: pgmatch.Database
) -> None:
    products.execute("""
        create function public.find_products(query_text text, query_embedding extensions.vector, words text default '')
        returns table (id bigint) language sql stable as 'select 1::bigint';
    """)
    message, hint = told(client, "find_products", words="x")
    assert message == "find_products needs the argument query_text"
    assert hint == "The arguments of find_products are query_text, query_embedding, words."
    products.execute("create function public.nothing() returns int language sql as 'select 1'")
    assert told(client, "nothing")[1] == "It has none."
    assert told(client, "match_page_sections", match_count=1)[0] == (
        "match_page_sections has no argument query_embedding"
    )


def test_several_functions_of_one_name_are_told_apart(
    products: servers.Database, client: pgmatch.Database
) -> None:
    products.execute("""
        create function public.match_products(query_embedding extensions.vector, colour text)
        returns table (id bigint) language sql stable as 'select 4::bigint';
        create function public.match_products(query_embedding extensions.vector, size integer default 1)
        returns table (id bigint) language sql stable as 'select 5::bigint';
    """)
    assert [row.id for row in client.match("match_products", [1, 0, 0], colour="red")] == [4]

    message, hint = told(client, "match_products", shape="round")
    assert message == (
        "no function match_products takes the arguments query_embedding, shape; there are 3 of this name"
    )
    assert "match_products(query_embedding, colour)" in hint
    assert "match_products(query_embedding, size)" in hint
    message, hint = told(client, "match_products")
    assert message == "2 functions match_products take the arguments query_embedding"
    assert hint.startswith("Drop or rename one of them: ")
    assert "match_products(extensions.vector,integer), " in hint
    assert "match_products(extensions.vector,text)" not in hint


def test_what_a_function_itself_lacks_is_no_fault_of_the_call(
    products: servers.Database, client: pgmatch.Database
) -> None:
    products.execute("""
        create function public.match_things(query_embedding extensions.vector) returns table (id bigint)
        language plpgsql stable as 'begin return query select * from match_things_inside(query_embedding); end';
    """)
    message, hint = told(client, "match_things")
    assert message.startswith("function match_things_inside(extensions.vector) does not exist")
    assert "The function calls something that is missing" in hint


@every_way
def test_rows_cannot_be_changed_and_have_a_value(
    products: servers.Database, client: pgmatch.Database
) -> None:
    boot, sandal, _ = client.match("match_products", [1, 0, 0])
    again = client.match("match_products", [1, 0, 0])[0]

    with pytest.raises(FrozenInstanceError, match="cannot assign to the column price"):
        boot.price = 1
    with pytest.raises(FrozenInstanceError, match="cannot delete the column price"):
        del boot.price
    assert {boot, sandal, again} == {boot, sandal}
    assert boot != sandal
    assert boot != (1, "Boot")
    assert repr(sandal).startswith("Row(id=2, name='Sandal', price=")
    assert copy.deepcopy(boot) == pickle.loads(pickle.dumps(boot)) == boot
    with pytest.raises(AttributeError, match="no column colour; its columns are id, name, price, similarity"):
        _ = boot.colour
    with pytest.raises(TypeError, match="unhashable"):
        hash(Row(id=1, tags=["red"]))
    assert Row(self=1, name="x") == Row(name="x", self=1)


@pytest.mark.parametrize("function", ["", "a.b.c", "f()", "a b", 'a"b', None])
def test_what_is_no_name_is_refused(client: pgmatch.Database, function: str) -> None:
    with pytest.raises(PgmatchError, match="is not the name of a function"):
        client.match(function, [1, 0, 0])


def test_what_cannot_be_sent_is_refused(client: pgmatch.Database) -> None:
    with pytest.raises(PgmatchError, match="tags is of the type set, which cannot be sent"):
        client.match("match_products", [1, 0, 0], tags={"red"})
    with pytest.raises(PgmatchError, match="an argument's name has the character NUL"):
        client.match("match_products", [1, 0, 0], **{"a\0b": 1})


def test_a_function_of_another_schema_is_named_as_in_sql(
    products: servers.Database, client: pgmatch.Database
) -> None:
    row = client.match('shop."Match"', [1, 0, 0])[0]

    assert (row.id, row.values, getattr(row, "key of it")) == (1, 7, "Boot")
    assert client.match("PUBLIC.Match_Products", [1, 0, 0], match_count=1)[0].name == "Boot"
    with pytest.raises(DatabaseError, match='does not exist in the schema "shop"'):
        client.match("shop.Match", [1, 0, 0])
