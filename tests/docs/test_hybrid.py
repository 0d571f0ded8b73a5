"""docs/hybrid.md names what the line nods_text has: signature, arguments, SQLSTATEs."""

from __future__ import annotations

import psycopg2
import pytest

from tests.docs.conftest import example_rows
from tests.docs.pages import DOCS, blocks, codes, sections, table
from tests.docs.test_reference import AS_ANON, packed
from tests.servers import Database

PAGE = DOCS / "hybrid.md"
NAME = "hybrid_search_page_sections"
FUNCTION = """
    select p.proname || '(' || pg_get_function_arguments(p.oid) || ') returns ' || pg_get_function_result(p.oid),
      p.proargnames[1:p.pronargs]
    from pg_proc as p where p.proname = 'hybrid_search_page_sections'
"""
SEARCH = "select * from hybrid_search_page_sections('text', {})"
REFUSED = [
    ("22004", SEARCH.format("null")),
    ("22004", SEARCH.format("'[1,0,0]', null")),
    ("2201W", SEARCH.format("'[1,0,0]', -1")),
    ("22023", SEARCH.format("'[1,0]'")),
    ("22023", SEARCH.format("'[1,0,0]', rrf_k => 0")),
    ("22P02", SEARCH.format("'one'")),
    ("22000", SEARCH.format("'[NaN,0,0]'")),
    ("42501", AS_ANON + SEARCH.format("'[1,0,0]'")),
]
ELSEWHERE = {"54000"}  # takes 100,001 rows: tests/functions


def test_the_signature_and_the_arguments_are_described(words_database: Database) -> None:
    with words_database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set local search_path = public, extensions")
        cursor.execute(FUNCTION)
        ((signature, arguments),) = cursor.fetchall()
    assert packed(blocks(PAGE, "text")[0].code) == packed(signature)
    rows = table(sections(PAGE)[NAME].split("\n### ")[0])
    assert [code for row in rows for code in codes(row[0])] == arguments


def test_the_sqlstates_are_those_that_it_raises(words_database: Database) -> None:
    words_database.execute(example_rows())
    for sqlstate, statement in REFUSED:
        with pytest.raises(psycopg2.Error) as refused:
            words_database.execute(statement)
        assert refused.value.pgcode == sqlstate, statement
    described = table(sections(PAGE)[f"Errors of {NAME}"])
    assert {code for row in described for code in codes(row[0])} == {code for code, _ in REFUSED} | ELSEWHERE
