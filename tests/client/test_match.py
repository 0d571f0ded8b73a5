"""`match` calls the match functions of tables of the user's own, in every way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from pytest_postgresql.executors import NoopExecutor

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError
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
def served(supabase_server: servers.PostgresServer, migrated: NoopExecutor) -> Iterator[Served]:
    """A database and a server of this module's own, which knows the function from its start."""
    with servers.created(supabase_server, "client_match", template=migrated.template_dbname) as database:
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
    with pytest.raises(AttributeError, match="colour"):
        _ = boot.colour


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
    with pytest.raises(DatabaseError, match="does not exist"):
        client.match("match_products", [1, 0, 0], **{"category => 'x', \"tags": None})


@every_way
def test_an_unknown_function_or_argument_is_told(
    products: servers.Database, client: pgmatch.Database
) -> None:
    for function, arguments in (("match_shoes", {}), ("match_products", {"colour": "red"})):
        with pytest.raises(DatabaseError, match=f"the function {function} does not exist") as caught:
            client.match(function, [1, 0, 0], **arguments)
        assert "pgmatch function list" in str(caught.value.hint)


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
