"""Partitioned tables, in a session that has its plans: partitions come and go, and tenants have one each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest
from psycopg2 import Error
from psycopg2.extensions import cursor as Cursor  # noqa: N812

from tests.searches.conftest import DIMENSIONS, ON_18
from tests.servers import Database

pytestmark = ON_18
QUERY = "'[1,2,3,4,5,6,7,8]'"
# rows 1 to 100 and 101 to 200; the others are in tables of their own
BY_RANGE = f"""
    set local search_path = shop, extensions;
    create table parts (
      id bigint primary key, category text, description text, embedding vector({DIMENSIONS})
    ) partition by range (id);
    create table part_1 partition of parts for values from (1) to (101);
    create table part_2 partition of parts for values from (101) to (201);
    insert into parts select id, category, description, embedding from products where id <= 200;
    create table loose (like parts including defaults);
    insert into loose select id, category, description, embedding from products where id > 200;
    create index parts_idx on parts using hnsw (embedding vector_cosine_ops);
    select pgmatch.create_search(
      'public.match_parts', 'parts', returns => '{{id, description}}', content => 'description',
      filters => '{{"category text": "category = $", "most bigint": "id <= $"}}'
    )
"""
CALLS = {
    f"select id from public.match_parts({QUERY}, 5)": "true",
    f"select id from public.match_parts({QUERY}, 5, category => 'shoes')": "category = 'shoes'",
    f"select id from public.match_parts({QUERY}, 5, most => 30)": "id <= 30",
    f"select id from public.match_parts({QUERY}, 5, category => 'hats', most => 150)": "category = 'hats' and id <= 150",
    f"select id from public.match_parts({QUERY}, 5, min_content_length => 190)": "length(description) >= 190",
    f"select id from public.match_parts({QUERY}, 250)": "true limit 250",
}
EXACT = f"""
    select id from shop.parts where {{condition}}
    order by (embedding operator(extensions.<=>) {QUERY}::extensions.vector) + 0, id limit {{count}}
"""
CHANGES = (
    "alter table shop.parts detach partition shop.part_2",
    "insert into shop.parts select * from shop.parts limit 0",
    "alter table shop.parts attach partition shop.part_2 for values from (101) to (201)",
    "alter table shop.parts attach partition shop.loose for values from (201) to (301)",
    "alter table shop.parts detach partition shop.part_1 concurrently",
    "alter table shop.parts attach partition shop.part_1 for values from (1) to (101)",
    "create table shop.part_3 partition of shop.parts for values from (301) to (401)",
    "insert into shop.parts select id + 300, category, description, embedding from shop.products where id < 100",
    "drop index shop.parts_idx",
    "create index on shop.part_1 using hnsw (embedding extensions.vector_cosine_ops)",
    # a new index, which the other partitions do not have yet
    "create index parts_idx on only shop.parts using hnsw (embedding extensions.vector_cosine_ops)",
    "select pgmatch.refresh_searches()",
    "alter index shop.parts_idx attach partition shop.part_1_embedding_idx",
    "drop table shop.part_3",
    "create index p2 on shop.part_2 using hnsw (embedding extensions.vector_cosine_ops)",
    "alter index shop.parts_idx attach partition shop.p2",
    "create index l on shop.loose using hnsw (embedding extensions.vector_cosine_ops)",
    "alter index shop.parts_idx attach partition shop.l",
    "select pgmatch.refresh_searches()",
    "alter table shop.parts detach partition shop.part_1",
    "truncate shop.parts",
    "alter table shop.parts attach partition shop.part_1 for values from (1) to (101)",
)


@pytest.fixture
def cursor(shop: Database) -> Iterator[Cursor]:
    """A session that stays open."""
    with closing(shop.connect()) as connection, connection.cursor() as made:
        connection.autocommit = True
        yield made


def exact(cursor: Cursor, condition: str, count: int = 5) -> Sequence[tuple[object, ...]]:
    condition, _, limit = condition.partition(" limit ")
    cursor.execute(EXACT.format(condition=condition, count=limit or count))
    return cursor.fetchall()


def wrong(cursor: Cursor) -> list[str]:
    """Return the calls that do not find what a comparison of all rows finds."""
    found = []
    for call, condition in CALLS.items():
        expected = exact(cursor, condition)
        cursor.execute(call)
        if cursor.fetchall() != expected:
            found.append(call)
    return found


@pytest.mark.parametrize("is_watched", [False, True])
def test_answers_are_right_after_every_change_of_the_partitions(
    shop: Database, cursor: Cursor, is_watched: bool
) -> None:
    shop.execute(BY_RANGE)
    if is_watched:
        shop.execute("select pgmatch.watch_indexes()")
    assert wrong(cursor) == []
    with closing(shop.connect()) as connection, connection.cursor() as other:
        connection.autocommit = True
        for change in CHANGES:
            other.execute(change)
            assert (change, wrong(cursor)) == (change, [])
            other.execute("select state from pgmatch.searches")
            assert not is_watched or (change, other.fetchall()) == (change, [("fine",)])


BY_TENANT = f"""
    set local search_path = shop, extensions;
    create sequence item_id;
    create table items (
      id bigint not null default nextval('shop.item_id'), category text not null, embedding vector({DIMENSIONS}),
      primary key (category, id)
    ) partition by list (category);
    create table shoes partition of items for values in ('shoes');
    create table hats partition of items for values in ('hats');
    create table others partition of items default;
    insert into items (category, embedding) select category, embedding from products order by id;
    create index items_idx on items using hnsw (embedding vector_cosine_ops)
"""
DECLARE = (
    "select pgmatch.create_search('public.match_items', 'shop.items', returns => '{id}',"
    ' filters => \'{"of_tenant text": "category = $"}\')'
)


def items(cursor: Cursor, condition: str = "true") -> Sequence[tuple[object, ...]]:
    cursor.execute(EXACT.format(condition=condition, count=5).replace("shop.parts", "shop.items"))
    return cursor.fetchall()


def test_tenants_with_a_partition_each_are_searched_by_a_key_that_a_sequence_makes(
    shop: Database, cursor: Cursor
) -> None:
    shop.execute(BY_TENANT)
    with pytest.raises(Error, match="shop.items has no column by which") as refused:
        shop.execute(DECLARE)
    _, _, fix = str(refused.value.diag.message_hint).partition("Then: ")
    assert fix == "create unique index on shop.items (id, category);"
    shop.execute(fix + DECLARE)

    for tenant in ("shoes", "hats", "bags"):
        found = f"select id from match_items({QUERY}, 5, of_tenant => '{tenant}')"
        for _ in range(2):
            cursor.execute(found)
            assert cursor.fetchall() == items(cursor, f"category = '{tenant}'")
    shop.execute("alter table shop.items detach partition shop.hats")
    cursor.execute(f"select id from match_items({QUERY}, 5, of_tenant => 'hats')")
    assert cursor.fetchall() == []
    cursor.execute(f"select id from match_items({QUERY}, 5)")
    assert cursor.fetchall() == items(cursor)


def test_a_key_of_partitions_that_nothing_keeps_unique_is_refused(shop: Database) -> None:
    shop.execute(
        BY_TENANT + "; create unique index on items (id, category); alter table items alter id drop default"
    )
    with pytest.raises(Error, match="shop.items has no column by which"):
        shop.execute(DECLARE)
    with pytest.raises(Error, match="column id of shop.items does not have a unique index of its own"):
        shop.execute(DECLARE.replace("returns =>", "key => 'id', returns =>"))


INHERITED = f"""
    set local search_path = shop, extensions;
    create table parts (
      id bigserial primary key, category text, description text, embedding vector({DIMENSIONS})
    );
    insert into parts (category, description, embedding)
    select category, description, embedding from products where id <= 150;
    create index on parts using hnsw (embedding vector_cosine_ops);
    {BY_RANGE[BY_RANGE.index("select pgmatch.create_search") :]}
"""
CHILDREN = (
    "create table shop.child () inherits (shop.parts)",
    "insert into shop.child (category, description, embedding) select category, description, embedding"
    " from shop.products where id > 150",
    "alter table shop.child add primary key (id)",
    "create index on shop.child using hnsw (embedding extensions.vector_cosine_ops)",
    "select pgmatch.refresh_searches()",
    "alter table shop.child no inherit shop.parts",
    "alter table shop.child inherit shop.parts",
    "delete from only shop.parts",
    "drop table shop.child",
)


def test_answers_are_right_after_every_change_of_the_child_tables(shop: Database, cursor: Cursor) -> None:
    shop.execute(INHERITED)
    assert wrong(cursor) == []
    with closing(shop.connect()) as connection, connection.cursor() as other:
        connection.autocommit = True
        for change in CHILDREN:
            other.execute(change)
            assert (change, wrong(cursor)) == (change, [])


def test_a_key_that_child_tables_may_repeat_is_refused_and_said(shop: Database) -> None:
    shop.execute(INHERITED.replace("bigserial", "bigint generated always as identity"))
    shop.execute("create table shop.child () inherits (shop.parts)")

    ((state, problem),) = shop.rows("select state, problem from pgmatch.searches")
    assert state == "invalid"
    assert "column id of shop.parts does not have a unique index of its own." in problem
    assert "leaves out the rows of its child tables" in problem
