from __future__ import annotations

import random
from contextlib import closing

import psycopg2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgmatch.ingest.texts import MAX_KEY_BYTES, check_key, literal_text, storable
from tests.servers import Database


def test_the_longest_key_fits_in_the_indexes_on_path_source_and_type(database: Database) -> None:
    """With the owner's id beside it, as in mode `owner`; letters at random, because Postgres compresses."""
    letters = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=4_000))
    check_key("the path", letters[:MAX_KEY_BYTES])
    with closing(psycopg2.connect(database.url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "create temp table keys (path text, owner_id uuid, unique nulls not distinct (path, owner_id))"
        )
        cursor.execute("create index on keys (path text_pattern_ops)")
        insert = "insert into keys values (%s, gen_random_uuid())"
        cursor.execute(insert, (letters[:MAX_KEY_BYTES],))
        with pytest.raises(psycopg2.errors.ProgramLimitExceeded):
            cursor.execute(insert, (letters[: MAX_KEY_BYTES + 100],))


@pytest.mark.parametrize("value", ["x" * 2_601, "é" * 1_301, "a\0b", "\ud800", "\udc00\ud800"])
def test_a_key_that_cannot_be_stored_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="an index takes 2,600|Postgres cannot store"):
        check_key("the path", value)


@given(st.text())
def test_text_without_nul_is_storable_as_it_is(text: str) -> None:
    text = text.replace("\0", "")
    assert storable(text) == text
    assert storable("a\ud83d\ude00b") == "a\U0001f600b"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("'a \"b\" \\'c\\''", "a \"b\" 'c'"),
        (' "a\\n\\x41\\u{1F600}" ', "a\nA\U0001f600"),
        ("`a\n'b' \\` $5 \\${c}`", "a\n'b' ` $5 ${c}"),
        ("'a\\\nb \\\\n \\q \\ud83d\\ude00'", "ab \\n q \U0001f600"),
        ("'\\u{FFFFFF}'", "\\u{FFFFFF}"),
        ("''", ""),
        ("`a ${b}`", None),
        ("'a' + 'b'", None),
        ("'a' 'b'", None),
        ("a", None),
        ("1", None),
        ("", None),
    ],
)
def test_the_text_of_a_literal(source: str, text: str | None) -> None:
    assert literal_text(source) == text
