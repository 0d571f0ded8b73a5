"""Functions that somebody else puts beside made ones are neither taken for them nor changed with them."""

from __future__ import annotations

import pytest
from psycopg2 import Error

from tests.conftest import CreateDatabase
from tests.searches.conftest import CREATE, ON_18
from tests.servers import Database, PostgresServer

pytestmark = ON_18
DEFINITION = "select pg_get_functiondef('public.match_products'::regproc)"
OVERLOAD = "create function public.match_products(integer) returns text language sql as 'select ''planted'''"
CONTRACT = "select pgmatch.create_search('public.match_documents', 'shop.products', contract => 'langchain')"
GUIDES = (
    "create function public.match_documents(query_embedding extensions.vector, match_count integer, filter jsonb)"
    " returns table (id bigint) language sql as 'select 1::bigint'"
)
OWNERS = (
    "select oid::regprocedure::text, pg_get_userbyid(proowner), coalesce(proacl::text, '') from pg_proc"
    " where proname ~ '^match_(prod|doc)' order by 1"
)


@pytest.fixture
def stranger(server: PostgresServer, create_database: CreateDatabase, shop: Database) -> Database:
    """The shop, as a role that may make functions in the schema public sees it; `shop` is the same database."""
    shop.execute(
        "do $$ begin if to_regrole('stranger') is null then create role stranger login; end if; end $$;"
        "grant create on schema public to stranger; grant usage on schema extensions, shop to stranger"
    )
    return Database(server.url(shop.name, "stranger"), shop.name, server)


def plant(stranger: Database, statement: str) -> None:
    stranger.execute("set local check_function_bodies = off;" + statement)


def test_a_function_with_the_text_of_a_made_one_is_not_taken_over(shop: Database, stranger: Database) -> None:
    shop.execute(CREATE)
    definition = shop.rows(DEFINITION)[0][0]
    shop.execute("select pgmatch.drop_search('match_products')")
    plant(stranger, definition)

    with pytest.raises(Error, match="already the name of"):
        shop.execute(CREATE)
    assert shop.rows("select count(*) from pgmatch.searches") == [(0,)]


def test_the_text_of_a_role_that_may_write_all_data_is_no_declaration(
    shop: Database, stranger: Database
) -> None:
    shop.execute(CREATE)
    definition = shop.rows(DEFINITION)[0][0]
    shop.execute("select pgmatch.drop_search('match_products'); grant pg_write_all_data to stranger")
    try:
        plant(stranger, definition)

        assert shop.rows("select count(*) from pgmatch.searches") == [(0,)]
        with pytest.raises(Error, match="has not made a function"):
            shop.execute("select pgmatch.drop_search('match_products')")
    finally:
        shop.execute("revoke pg_write_all_data from stranger")


def test_a_function_of_the_same_name_stops_no_refresh(shop: Database, stranger: Database) -> None:
    shop.execute(CREATE)
    plant(stranger, OVERLOAD)
    before = shop.rows(OWNERS)
    shop.execute("select pgmatch.tune_index('shop.products_embedding_idx', ef_search => 99)")
    shop.execute(CREATE)

    assert shop.rows(
        "select prosrc ~ 'greatest\\(99' from pg_proc, pgmatch.search_function as f where oid = pgmatch.search_oid(f)"
    ) == [(True,)]
    assert shop.rows(OWNERS) == before
    shop.execute("select pgmatch.drop_search('match_products')")
    assert shop.rows(OWNERS) == [("match_products(integer)", "stranger", "")]


def test_a_function_of_the_same_name_is_not_the_one_that_is_put_back(
    shop: Database, stranger: Database
) -> None:
    shop.execute("alter table shop.products add column content text, add column metadata jsonb")
    shop.execute(GUIDES + "; alter function public.match_documents owner to owner")
    before = shop.rows(OWNERS)
    shop.execute(CONTRACT)
    plant(
        stranger,
        "create function public.match_documents(integer) returns name security definer return current_user",
    )
    shop.execute("select pgmatch.drop_search('match_documents')")

    planted = ("match_documents(integer)", "stranger", "")
    assert [row[:2] for row in shop.rows(OWNERS) if row != planted] == [row[:2] for row in before]
    assert planted in shop.rows(OWNERS)


def test_a_function_with_the_arguments_of_the_one_that_is_put_back_stays(
    shop: Database, stranger: Database
) -> None:
    shop.execute("alter table shop.products add column content text, add column metadata jsonb")
    guides = GUIDES.replace("match_count integer, filter jsonb", "filter jsonb")
    shop.execute(guides)
    shop.execute(CONTRACT)
    plant(stranger, guides)
    before = shop.rows(OWNERS)

    with pytest.raises(Error, match="would put back another function"):
        shop.execute("select pgmatch.drop_search('match_documents')")
    assert shop.rows(OWNERS) == before
