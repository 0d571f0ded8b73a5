"""A table of a user's own, shop.products: 300 rows whose distances from each other all differ."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import upgrade
from tests.cli.conftest import _no_settings, run
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer, created

__all__ = ["_no_settings", "run"]

# for what does not depend on the version
ON_18 = pytest.mark.parametrize("server", ["supabase_server"], indirect=True, scope="session")
DIMENSIONS = 8
ROWS = 300
# whole numbers, which a halfvec holds exactly
FILL = f"""
    create schema shop;
    set local search_path = shop, extensions;
    create table products (
      id bigint generated always as identity primary key,
      name text not null,
      category text,
      price numeric,
      tags text[],
      description text,
      embedding vector({DIMENSIONS})
    );
    insert into products (name, category, price, tags, description, embedding)
    select 'p' || i, (array['shoes', 'hats', 'bags'])[1 + i % 3], i, array['t' || i % 2, 'all'], repeat('x', i), (
      select array_agg((hashint8extended(d, i) % 1000)::integer) from generate_series(1, {DIMENSIONS}) as d
    )::vector
    from generate_series(1, {ROWS}) as i;
    create index on products using hnsw (embedding vector_cosine_ops);
"""
CREATE = (
    "select pgmatch.create_search('public.match_products', 'shop.products', returns => '{id, name, price}',"
    " content => 'description',"
    ' filters => \'{"category text": "category = $", "max_price numeric": "price <= $"}\')'
)


@pytest.fixture(scope="session", params=["supabase_server", "pg16_server"])
def server(request: pytest.FixtureRequest) -> PostgresServer:
    """PostgreSQL 18 and 16."""
    found: PostgresServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def shop_template(server: PostgresServer) -> Iterator[str]:
    with created(server, "shop", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="3")
        made.execute(FILL)
        yield made.name


@pytest.fixture
def shop(server: PostgresServer, create_database: CreateDatabase, shop_template: str) -> Database:
    """The table without a function."""
    return create_database(server, template=shop_template)


@pytest.fixture(scope="session")
def searched_template(server: PostgresServer, shop_template: str) -> Iterator[str]:
    with created(server, "searched", template=shop_template) as made:
        made.execute(CREATE)
        yield made.name


@pytest.fixture
def searched(server: PostgresServer, create_database: CreateDatabase, searched_template: str) -> Database:
    """The table with public.match_products."""
    return create_database(server, template=searched_template)
