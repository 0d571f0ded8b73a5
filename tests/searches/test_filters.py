"""Filters of a made function: few rows are compared, many are looked for in the index, by plans that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.searches.calls import CALLS, call
from tests.servers import Database, PostgresServer, created

QUERY = "'[1,2,3]'"
# 900 rows are few of 3,000, and 2,100 are many
FILL = """
    create schema shelf;
    set local search_path = shelf, extensions;
    create function is_cheap(price integer, most integer) returns boolean language sql immutable return price <= most;
    create table books (
      id integer primary key,
      genre text not null,
      price integer not null,
      title text not null,
      embedding vector(3)
    );
    insert into books
    select i, case when i % 10 < 3 then 'crime' else 'prose' end, i % 100, 'book ' || i, array[
      hashint8extended(i, 1) % 1000, hashint8extended(i, 2) % 1000, hashint8extended(i, 3) % 1000
    ]::integer[]::vector
    from generate_series(1, 3000) as i;
    create index on books (genre);
    create index books_idx on books using hnsw (embedding vector_l2_ops);
    analyze books;
    grant usage on schema shelf to authenticated;
    grant select on books to authenticated;
    select pgmatch.create_search('public.match_books', 'shelf.books', metric => 'l2', content => 'title', filters => '{
      "of_genre text": "genre = $", "most integer": "is_cheap(price, $)", "called text": "title like $"
    }')
"""
CALL = "select id from match_books({}, 10, ef_search => 1000, {})"
PASSED = [
    ("of_genre => 'crime'", "genre = 'crime'", True),
    ("of_genre => 'prose'", "genre = 'prose'", False),
    ("of_genre => 'poems'", "false", True),
    ("most => 20", "price <= 20", True),
    ("most => 80", "price <= 80", False),
    ("most => 80, min_content_length => 9", "price <= 80 and length(title) >= 9", False),
    ("of_genre => 'crime', min_content_length => 9", "genre = 'crime' and length(title) >= 9", True),
    ("of_genre => 'prose', most => 20", "genre = 'prose' and price <= 20", True),
    ("of_genre => 'prose', most => 80", "genre = 'prose' and price <= 80", False),
    ("of_genre => 'poems', most => 80", "false", True),
]


@pytest.fixture(scope="module")
def books(server: PostgresServer, shop_template: str) -> Iterator[Database]:
    with created(server, "books", template=shop_template) as made:
        made.execute(FILL)
        yield made


def scans(books: Database, *statements: str, count: str = "numscans") -> list[int]:
    """Return how often each statement scanned the vector index, in one transaction that is rolled back."""
    connection = books.connect()
    counts = [0]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.execute(f"select pg_stat_get_xact_{count}('shelf.books_idx'::regclass)")
            counts += [int(cursor.fetchall()[0][0])]
    connection.close()
    return [after - before for before, after in pairwise(counts)]


def truth(books: Database, condition: str) -> list[tuple[int]]:
    """Return the ten nearest that pass, by comparing all."""
    return books.rows(
        f"select id from shelf.books where {condition}"
        f" order by (embedding operator(extensions.<->) {QUERY}) + 0, id limit 10"
    )


@pytest.mark.parametrize(("arguments", "condition", "is_few"), PASSED)
def test_one_filter_or_two_are_answered_on_the_fast_path_as_by_comparing_every_row(
    books: Database, arguments: str, condition: str, is_few: bool
) -> None:
    statement = CALL.format(QUERY, arguments)
    found = call(books, statement)

    assert found.is_fast
    assert found.rows == truth(books, condition)
    assert scans(books, statement) == [0 if is_few else 1]


@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        ("called => 'book 1_'", "title like 'book 1_'"),
        ("called => 'book 1_', most => 9", "title like 'book 1_' and price <= 9"),
        (
            "called => 'book 1_', most => 9, of_genre => 'prose'",
            "title like 'book 1_' and price <= 9 and genre = 'prose'",
        ),
    ],
)
def test_three_filters_and_patterns_are_planned_with_their_values(
    books: Database, arguments: str, condition: str
) -> None:
    found = call(books, CALL.format(QUERY, arguments))

    assert not found.is_fast
    assert found.rows == truth(books, condition)


def test_the_statements_behind_a_filter_are_planned_once_a_session(books: Database) -> None:
    with books.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set track_functions = 'pl'")
        planned = []
        for _ in range(3):
            for arguments in (
                "of_genre => 'crime'",
                "of_genre => 'prose'",
                "most => 80",
                "of_genre => 'prose', most => 80",
                "of_genre => 'prose', most => 20",
                "probes => 1",
            ):
                cursor.execute(CALL.format(QUERY, arguments))
            cursor.execute(
                "select sum(calls) from pg_stat_xact_user_functions where funcname in ('is_fast', 'few_rows')"
            )
            planned += cursor.fetchall()

    assert planned[0][0] > 0
    assert len({*planned}) == 1


def test_what_is_few_follows_the_size_of_the_table_in_one_session(books: Database) -> None:
    more = "insert into shelf.books select i, 'other', 0, 'book' from generate_series(3001, 45000) as i"
    prose = CALL.format(QUERY, "of_genre => 'prose'")

    found = scans(books, prose, more, prose, "analyze shelf.books", prose)
    books.execute("analyze shelf.books")  # because what it counted was not rolled back

    assert found == [1, 0, 1, 0, 0]


def test_a_scan_behind_a_filter_looks_further_than_its_default_without_one(books: Database) -> None:
    statements = [
        f"select id from match_books({QUERY}, 10, of_genre => 'prose', ef_search => {ef_search})"
        for ef_search in ("null", "null", "150", "100")  # the first call also reads what it is planned with
    ]
    _, by_default, as_far, less_far = scans(books, *statements, count="blocks_fetched")

    assert less_far < by_default == as_far


def test_policies_hide_rows_behind_a_filter_too(books: Database) -> None:
    connection = books.connect()
    found = []
    nearest = []
    with connection.cursor() as cursor:
        for change in (
            "set local track_functions = 'pl'",
            "alter table shelf.books enable row level security;"
            "create policy cheap on shelf.books for select to authenticated using (price <= 40);"
            "set local role authenticated",
            "reset role; drop policy cheap on shelf.books; set local role authenticated",
            "reset role",
        ):
            cursor.execute(change)
            cursor.execute(CALL.format(QUERY, "of_genre => 'crime'"))
            found += [cursor.fetchall()]
            cursor.execute(CALLS)
            nearest += cursor.fetchall()
    connection.close()

    everything = truth(books, "genre = 'crime'")
    assert found == [everything, truth(books, "genre = 'crime' and price <= 40"), [], everything]
    assert nearest == [(0,), (1,), (1,), (1,)], (
        "a policy's rows may have an index that only their values find"
    )


def test_each_vector_that_is_compared_is_read_once(books: Database) -> None:
    books.execute(
        """
        set local search_path = shelf, extensions;
        create table covers (id integer primary key, genre text not null, embedding vector(1000));
        insert into covers
        select i, case when i % 3 = 0 then 'crime' else 'prose' end, array_fill(1 + i, array[1000])::vector
        from generate_series(1, 60) as i;
        create index on covers (genre);
        create index on covers using hnsw (embedding vector_l2_ops);
        select pgmatch.create_search(
          'public.match_covers', 'covers', metric => 'l2', filters => '{"of_genre text": "genre = $"}'
        )
        """
    )
    query = "array_fill(1, array[1000])::extensions.vector"
    statements = (
        "select sum(extensions.vector_norm(embedding)) from shelf.covers where genre = 'crime'",
        f"select id from match_covers({query}, 10, of_genre => 'crime', match_threshold => 0)",
        # with the row that could tie
        f"select id from match_covers({query}, 19, match_threshold => 0)",
    )
    read = [0]
    with books.connect() as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.execute(
                "select pg_stat_get_xact_numscans(x.indexrelid) from pg_class as c"
                " join pg_index as x on x.indrelid = c.reltoastrelid where c.oid = 'shelf.covers'::regclass"
            )
            read += cursor.fetchone() or ()

    assert [after - before for before, after in pairwise(read)] == [20, 20, 20]
