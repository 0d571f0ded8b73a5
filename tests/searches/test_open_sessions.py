"""In a session that has its plans, answers follow every change of the table, its indexes, its policies and the roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor  # noqa: N812

from tests.searches.conftest import CREATE, ON_18
from tests.servers import Database

pytestmark = ON_18
QUERY = "'[1,2,3,4,5,6,7,8]'"
# the call, and the condition on a row that it stands for
CALLS = {
    f"select id from public.match_products({QUERY}, 5)": "true",
    f"select id from public.match_products({QUERY}, 5, category => 'shoes')": "category = 'shoes'",
    f"select id from public.match_products({QUERY}, 5, max_price => 290)": "price <= 290",
    f"select id from public.match_products({QUERY}, 5, min_content_length => 200)": "length(description) >= 200",
}
EXACT = (
    "select id from shop.products where {} order by"
    f" (embedding operator(extensions.<=>) {QUERY}::extensions.vector) + 0, id limit 5"
)
ROLES = """
    do $$ begin if to_regrole('clerk') is null then create role clerk; end if; end $$;
    do $$ begin if to_regrole('boss') is null then create role boss; end if; end $$;
    grant usage on schema shop to clerk, boss; grant select on shop.products to clerk, boss
"""
POLICIES = (
    "select",
    "alter table shop.products enable row level security",
    "create policy p on shop.products for select to boss using (price > 100)",
    "grant boss to clerk",
    "revoke boss from clerk",
    "alter policy p on shop.products using (true)",
    "grant boss to clerk",
    "revoke boss from clerk",
    "alter policy p on shop.products to public",
    "alter role clerk bypassrls",
    "alter role clerk nobypassrls; alter policy p on shop.products using (price > 200)",
    "grant create on schema shop to clerk; alter table shop.products owner to clerk",
    "alter table shop.products force row level security",
    "alter table shop.products no force row level security",
    "alter table shop.products owner to postgres; grant select on shop.products to clerk",
    "create policy r on shop.products as restrictive using (id % 2 = 0)",
    "drop policy p on shop.products",
    "alter table shop.products disable row level security",
)
MADE = "set search_path = extensions; create index i on shop.products using "
INDEXES = (
    "reindex index concurrently shop.products_embedding_idx",
    "select pgmatch.tune_index('shop.products_embedding_idx', ef_search => 200)",
    "alter index shop.products_embedding_idx set (ef_construction = 100)",
    "drop index shop.products_embedding_idx",
    MADE + "hnsw (embedding vector_l2_ops)",
    "drop index shop.i",
    MADE + "hnsw (embedding vector_cosine_ops) where category = 'hats'",
    "drop index shop.i",
    MADE + "hnsw ((embedding::halfvec(8)) halfvec_cosine_ops)",
    "select pgmatch.refresh_searches()",
    "drop index shop.i",
    MADE + "ivfflat (embedding vector_cosine_ops) with (lists = 1)",
    "select pgmatch.refresh_searches()",
    "drop index shop.i",
    "alter table shop.products alter embedding type extensions.halfvec(8)",
    MADE + "hnsw (embedding halfvec_cosine_ops)",
    "update shop.products set price = 301 - price",
    "delete from shop.products where id % 3 = 0",
)


@pytest.fixture
def session(shop: Database) -> Iterator[Cursor]:
    """A session that stays open."""
    shop.execute(ROLES + ";" + CREATE)
    with closing(shop.connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        yield cursor


def wrong(cursor: Cursor) -> list[str]:
    """Return the calls that do not find what a comparison of all rows finds."""
    found = []
    for call, condition in CALLS.items():
        cursor.execute(EXACT.format(condition))
        expected = cursor.fetchall()
        cursor.execute(call)
        if cursor.fetchall() != expected:
            found.append(call)
    return found


@pytest.mark.parametrize(("role", "changes"), [("clerk", POLICIES), ("postgres", INDEXES)])
def test_answers_are_right_after_every_change(
    shop: Database, session: Cursor, role: str, changes: tuple[str, ...]
) -> None:
    session.execute(f"set role {role}")
    assert wrong(session) == []
    with closing(shop.connect()) as connection, connection.cursor() as other:
        connection.autocommit = True
        for change in changes:
            for statement in change.split("; "):
                other.execute(statement)
            assert (change, wrong(session)) == (change, [])


def test_a_vector_of_the_length_that_the_column_had_is_refused(shop: Database, session: Cursor) -> None:
    assert wrong(session) == []
    shop.execute(
        "alter table shop.products alter embedding type extensions.vector(3)"
        " using extensions.subvector(embedding, 1, 3)"
    )
    for call in CALLS:
        with pytest.raises(psycopg2.Error, match="embedding has 8 dimensions, but the table has 3"):
            session.execute(call)
    assert shop.rows("select is_current from pgmatch.searches") == [(False,)]
    shop.execute("select pgmatch.refresh_searches()")
    session.execute("select count(*) from public.match_products('[1,2,3]', 5)")
    assert session.fetchall() == [(5,)]
    assert shop.rows("select is_current from pgmatch.searches") == [(True,)]
