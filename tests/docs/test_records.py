"""docs/records.md names what the functions on records have: signatures, arguments, SQLSTATEs."""

from __future__ import annotations

import psycopg2
import pytest

from tests.docs.pages import DOCS, blocks, codes, sections, table
from tests.docs.test_reference import AS_ANON, packed
from tests.servers import Database

PAGE = DOCS / "records.md"
FUNCTIONS = """
    select p.proname, p.proname || '(' || pg_get_function_arguments(p.oid) || ') returns ' || pg_get_function_result(p.oid),
      p.proargnames[1:p.pronargs]
    from pg_proc as p where p.pronamespace = 'collections'::regnamespace and p.proname like '%%\\_records'
"""
QUERY = "select * from collections.query_records('books', {})"
FETCH = "select * from collections.fetch_records({})"
COUNT = "select collections.count_records({})"
DELETE = "select collections.delete_records({})"
UPSERT = "select collections.upsert_records({})"
REFUSED = {
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
ELSEWHERE = {("query_records", "54000")}  # takes 100,001 rows: tests/functions


def test_the_signatures_and_the_arguments_are_described(collections_database: Database) -> None:
    with collections_database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set local search_path = collections, extensions")
        cursor.execute(FUNCTIONS, [])
        found = cursor.fetchall()
    described = sections(PAGE)
    assert {name for name, _, _ in found} == set(REFUSED)
    for name, signature, arguments in found:
        text = next(block for block in blocks(PAGE, "text") if block.code in described[name])
        assert packed(text.code) == packed(signature)
        rows = table(described[name].split("\n### ")[0])
        assert [code for row in rows for code in codes(row[0])] == arguments


@pytest.mark.parametrize("name", REFUSED)
def test_the_sqlstates_are_those_that_they_raise(collections_database: Database, name: str) -> None:
    collections_database.execute("select collections.create_collection('books', 3)")
    for sqlstate, statement in REFUSED[name]:
        with pytest.raises(psycopg2.Error) as refused:
            collections_database.execute(statement)
        assert refused.value.pgcode == sqlstate, statement
    described = table(sections(PAGE)[f"Errors of {name}"])
    listed = {(name, code) for row in described for code in codes(row[0])}
    assert listed == {(name, code) for code, _ in REFUSED[name]} | {
        each for each in ELSEWHERE if each[0] == name
    }
