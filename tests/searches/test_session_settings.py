"""What the session says about the text of dates and numbers changes no answer.

On PostgreSQL 16: version 18 reads the names of time zones as the session's time zone means them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import upgrade
from tests.servers import Database, PostgresServer, created

# a value of each type that has numbers or dates, and one that a session may take it for
VALUES = {
    "date": ("2026-02-01", "2026-01-02"),
    "time": ("10:00:00.1", "10:00"),
    "timetz": ("10:00+05:30", "10:00+02"),
    "timestamp": ("2026-02-01 10:00", "2026-01-02 10:00"),
    "timestamptz": ("2026-02-01 10:00+05:30", "2026-02-01 10:00+02"),
    "interval": ("-1 day -2 hours", "-1 day 2 hours"),
    "float4": ("0.3000001", "0.3"),
    "float8": ("0.30000000000000004", "0.3"),
    "int2": ("1", "2"),
    "int4": ("1", "2"),
    "int8": ("1", "2"),
    "numeric": ("0.30000000000000004", "0.3"),
    "money": ("1.1", "1.2"),
}
TYPES = """
    select typname from pg_type
    where typnamespace = 'pg_catalog'::regnamespace and typcategory in ('D', 'N', 'T') and typtype = 'b'
      and typname !~ '^(reg|oid$)'
"""
SESSIONS = (
    "set datestyle = 'German'; set timezone = 'Asia/Kolkata'",
    "set datestyle = 'SQL, DMY'; set timezone = 'Asia/Kolkata'",
    "set datestyle = 'Postgres, MDY'; set timezone = 'Asia/Kolkata'",
    "set extra_float_digits = -15; set intervalstyle = 'sql_standard'",
    "set extra_float_digits = 0; set intervalstyle = 'iso_8601'",
)


@pytest.fixture(scope="module")
def made(pg16_server: PostgresServer) -> Iterator[Database]:
    with created(pg16_server, "session_settings") as made:
        made.execute("alter database session_settings set search_path = public, extensions")
        upgrade(made.url, "documents", dimensions="2")
        yield made


def test_a_filter_of_a_made_function_finds_the_same_rows(made: Database) -> None:
    assert set(VALUES) == {name for (name,) in made.rows(TYPES)}
    columns = ", ".join(f"the_{name} {name}" for name in VALUES)
    filters = ", ".join(f'"of_{name} {name}": "the_{name} = $"' for name in VALUES)
    made.execute(f"create table facts (id integer primary key, embedding vector(2), {columns})")
    for number, of_row in enumerate(zip(*VALUES.values(), strict=True)):
        made.execute(
            f"insert into facts values (%s, '[1, {number}]', {', '.join(['%s'] * len(VALUES))})",
            [number, *of_row],
        )
    made.execute("select pgmatch.create_search('match_facts', 'facts', filters => %s)", ["{" + filters + "}"])
    for session in SESSIONS:
        with made.transaction() as cursor:
            cursor.execute(session)
            for name in VALUES:
                # behind filters that all rows pass too, the statement is made at each call, with literals
                for others in ("", ", candidates => 10"):
                    cursor.execute(
                        f"select f.id, m.id from facts as f"
                        f" left join lateral match_facts('[1, 0]', 10, of_{name} => f.the_{name}{others}) as m on true"
                        " order by 1, 2"
                    )
                    assert cursor.fetchall() == [(0, 0), (1, 1)], (session, name, others)


def test_documents_are_found_and_deleted_by_the_same_dates(made: Database) -> None:
    made.execute("truncate documents")
    for number, date in enumerate(
        ("2026-02-01 10:00+05:30", "2026-02-01 10:00+02", "2026-01-02 10:00+05:30")
    ):
        made.execute(
            "insert into documents (id, document_id, content, embedding, created_at)"
            " values (%s, %s, 'text', '[1, 0]', %s)",
            [f"{number}", f"{number}", date],
        )
    of_one = "'2026-02-01 10:00+05:30'::timestamptz"
    for session in SESSIONS:
        with made.transaction() as cursor:
            cursor.execute(session)
            for dates in (
                f"match_page_sections('[1, 0]', in_start_date => {of_one}, in_end_date => {of_one})",
                f"search_documents('[1, 0]', in_start_date => {of_one}, in_end_date => {of_one})",
            ):
                cursor.execute(f"select id from {dates}")
                assert cursor.fetchall() == [("0",)], (session, dates)
            cursor.execute(f"select delete_documents(start_date => {of_one}, end_date => {of_one})")
            assert cursor.fetchall() == [(1,)], session
            cursor.execute("select id from documents order by id")
            assert cursor.fetchall() == [("1",), ("2",)], session
            cursor.connection.rollback()


def test_a_threshold_is_the_same_number(made: Database) -> None:
    """A hybrid search writes it as a literal where words find rows, too."""
    made.execute(
        "create table notes (id integer primary key, body text, embedding vector(2));"
        "insert into notes values (1, 'lock', '[1, 0.5]'), (2, 'lock', '[1, 0.5001]');"
        "select pgmatch.create_search('match_notes', 'notes', content => 'body', hybrid => true, text_config => 'english')"
    )
    call = "select id from match_notes(query_text => 'lock', query_embedding => '[1, 0]', match_threshold => %s, semantic_weight => 0)"
    (between,) = made.rows("select (1 / sqrt(1.25) + 1 / sqrt(1 + 0.5001 ^ 2)) / 2")[0]
    expected = made.rows(call, [between])
    for session in SESSIONS:
        with made.transaction() as cursor:
            cursor.execute(session)
            cursor.execute(call, [between])
            assert cursor.fetchall() == expected == [(1,)], session
