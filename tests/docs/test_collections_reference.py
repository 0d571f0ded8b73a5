"""docs/collections.md and docs/records.md name what the functions of the line have.

Signatures, arguments, columns, SQLSTATEs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.docs.pages import DOCS, blocks, codes, sections, table
from tests.docs.test_reference import AS_ANON, packed
from tests.servers import Database, PostgresServer, created

FUNCTIONS = """
    select p.proname, p.proname || '(' || pg_get_function_arguments(p.oid) || ') returns ' || pg_get_function_result(p.oid),
      p.proargnames[1:p.pronargs]
    from pg_proc as p where p.pronamespace = 'collections'::regnamespace
"""
COLUMNS = """
    select a.attname from pg_attribute as a
    where a.attrelid = 'collections.collection_summary'::regclass order by a.attnum
"""
QUERY = "select * from collections.query_records('books', {})"
FETCH = "select * from collections.fetch_records({})"
COUNT = "select collections.count_records({})"
DELETE = "select collections.delete_records({})"
UPSERT = "select collections.upsert_records({})"
MAKE = "select collections.create_collection({})"
GET = "select collections.get_or_create_collection({})"
DROP = "select collections.drop_collection({})"
INDEX = "select collections.create_index({})"
DROP_INDEX = "select collections.drop_index({})"
DUPLICATES = "select collections.find_duplicates({})"
NAMES = [("22004", "null"), ("42602", "'_a'"), ("42622", "repeat('a', 64)")]
REFUSED = {
    "create_collection": [
        *((code, MAKE.format(f"{name}, 3")) for code, name in NAMES),
        ("22023", MAKE.format("'b', 0")),
        ("42501", AS_ANON + MAKE.format("'b', 3")),
        ("42P07", MAKE.format("'books', 3")),
    ],
    "get_or_create_collection": [
        *((code, GET.format(name)) for code, name in NAMES),
        ("22023", GET.format("'books', 4")),
        ("42501", AS_ANON + GET.format("'books'")),
        ("42P01", GET.format("'none'")),
    ],
    "list_collections": [("42501", AS_ANON + "select collections.list_collections()")],
    "drop_collection": [
        *((code, DROP.format(name)) for code, name in NAMES),
        ("2BP01", "create view v as select from vecs.books; " + DROP.format("'books'")),
        ("42501", AS_ANON + DROP.format("'books'")),
    ],
    "create_index": [
        ("22004", INDEX.format("null")),
        ("22023", INDEX.format("'books', m => 1")),
        ("42501", AS_ANON + INDEX.format("'books'")),
        ("42P01", INDEX.format("'none'")),
        ("42P07", INDEX.format("'books'") + "; " + INDEX.format("'books', replace => false")),
    ],
    "drop_index": [
        ("22004", DROP_INDEX.format("null")),
        ("42501", AS_ANON + DROP_INDEX.format("'books'")),
        ("42P01", DROP_INDEX.format("'none'")),
    ],
    "find_duplicates": [
        ("22004", DUPLICATES.format("'books', null")),
        ("22023", DUPLICATES.format("'books', -1")),
        ("42501", AS_ANON + DUPLICATES.format("'books', 1")),
        ("42P01", DUPLICATES.format("'none', 1")),
    ],
    "collections_info": [("42501", AS_ANON + "select collections.collections_info()")],
    "upsert_records": [
        ("22004", UPSERT.format("'books', null")),
        ("22023", UPSERT.format("'books', '{}'")),
        ("42P01", UPSERT.format("'none', '[]'")),
        ("42501", AS_ANON + UPSERT.format("'books', '[]'")),
    ],
    "query_records": [
        ("22004", QUERY.format("null")),
        ("22023", QUERY.format("'[1,0]'")),
        ("22P02", QUERY.format("'one'")),
        ("22000", QUERY.format("'[NaN,0,0]'")),
        ("42P01", "select collections.query_records('none', '[1,0,0]')"),
        ("P0002", QUERY.format("record_id => 'none'")),
        ("42501", AS_ANON + QUERY.format("'[1,0,0]'")),
    ],
    "fetch_records": [
        ("22004", FETCH.format("'books', null")),
        ("42P01", FETCH.format("'none', '{}'")),
        ("42501", AS_ANON + FETCH.format("'books', '{}'")),
    ],
    "count_records": [
        ("22004", COUNT.format("null")),
        ("22023", COUNT.format("'books', '[]'")),
        ("42P01", COUNT.format("'none'")),
        ("42501", AS_ANON + COUNT.format("'books'")),
    ],
    "delete_records": [
        ("22004", DELETE.format("'books'")),
        ("22023", DELETE.format("'books', '{}', '{}'")),
        ("42P01", DELETE.format("'none', '{}'")),
        ("42501", AS_ANON + DELETE.format("'books', '{}'")),
    ],
}
# tests/functions takes 100,001 rows; tests/collections other sessions
ELSEWHERE = {
    ("query_records", "54000"),
    ("drop_collection", "40001"),
    ("create_collection", "55P03"),
    ("get_or_create_collection", "55P03"),
    ("drop_collection", "55P03"),
    ("drop_index", "55P03"),
    ("create_index", "57014"),
}


@pytest.fixture(scope="module")
def books(supabase_server: PostgresServer, docs_template: str) -> Iterator[Database]:
    """A database with a collection of three dimensions, for all tests."""
    with created(supabase_server, "reference", template=docs_template) as database:
        upgrade(database.url, "collections")
        database.execute("select collections.create_collection('books', 3)")
        yield database


def described(name: str) -> tuple[Path, dict[str, str]]:
    """Return the page that describes a function, and its sections."""
    page = DOCS / ("records.md" if name.endswith("_records") else "collections.md")
    return page, sections(page)


def test_the_signatures_the_arguments_and_the_columns_are_described(books: Database) -> None:
    with books.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set local search_path = collections, extensions")
        cursor.execute(FUNCTIONS, [])
        found = cursor.fetchall()
        cursor.execute(COLUMNS, [])
        columns = [name for (name,) in cursor.fetchall()]
    assert {name for name, _, _ in found} == set(REFUSED)
    for name, signature, arguments in found:
        page, texts = described(name)
        text = next(block for block in blocks(page, "text") if block.code in texts[name])
        assert packed(text.code) == packed(signature)
        rows = table(texts[name].split("\n### ")[0])
        listed = [code for row in rows for code in codes(row[0])]
        assert listed == (arguments or []) + (columns if name == "create_collection" else []), name


@pytest.mark.parametrize("name", REFUSED)
def test_the_sqlstates_are_those_that_they_raise(books: Database, name: str) -> None:
    with closing(books.connect()) as connection, connection.cursor() as cursor:
        for sqlstate, statement in REFUSED[name]:
            with pytest.raises(psycopg2.Error) as refused:
                cursor.execute(statement)
            connection.rollback()
            assert refused.value.pgcode == sqlstate, f"{statement}: {refused.value}"
    errors = table(described(name)[1][f"Errors of {name}"])
    listed = {(name, code) for row in errors for code in codes(row[0])}
    assert listed == {(name, code) for code, _ in REFUSED[name]} | {
        each for each in ELSEWHERE if each[0] == name
    }
