"""get_section_context: what stands around a section on its page, and the headings above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.functions.conftest import ON_18
from tests.servers import Database, PostgresServer

pytestmark = ON_18

Section = tuple[str | None, str]  # heading, content


def page(database: Database, sections: Sequence[Section], meta: str | None = None) -> list[int]:
    """Write a page whose sections have ids in the reverse of their order, as after edits; return the ids in order."""
    [(page_id,)] = database.rows(
        "insert into nods_page (path, meta) values ('/page', %s) returning id", [meta]
    )
    ids = [
        database.rows(
            "insert into nods_page_section (page_id, slug, heading, content) values (%s, %s, %s, %s) returning id",
            [page_id, heading and heading.lower(), heading, content],
        )[0][0]
        for heading, content in reversed(sections)
    ]
    database.execute("update nods_page set section_ids = %s where id = %s", (ids[::-1], page_id))
    return ids[::-1]


def paths(database: Database, ids: Sequence[int]) -> list[list[str]]:
    return [path(database, each) for each in ids]


def path(database: Database, section: int) -> Any:
    [(found,)] = database.rows("select heading_path from get_section_context(%s, 0, 0)", [section])
    return found


GUIDE: list[Section] = [
    (None, "Text above every heading."),
    ("Guide", "# Guide\n\nAll of it."),
    ("Install", "## Install\n\nFirst."),
    ("Linux", "### Linux\n\nA package."),
    ("macOS", "### macOS\n\nAnother."),
    ("Use", "## Use\n\nThen."),
    ("Errors", "#### Errors\n\nThe level between is left out."),
    ("End", "# End\n\nLast."),
]


def test_neighbours_are_in_the_order_of_the_document(target: Database) -> None:
    ids = page(target, GUIDE)
    rows = target.rows(
        "select id, place, path, heading, content from get_section_context(%s, 2, 1)", [ids[3]]
    )
    assert rows == [(ids[number], number - 3, "/page", *GUIDE[number]) for number in (1, 2, 3, 4)]
    defaults = target.rows("select id, place from get_section_context(id => %s)", [ids[3]])
    assert defaults == [(ids[2], -1), (ids[3], 0), (ids[4], 1)]


def test_a_page_has_an_end(target: Database) -> None:
    ids = page(target, GUIDE)
    other = target.rows("insert into nods_page (path) values ('/other') returning id")[0][0]
    target.execute(
        "insert into nods_page_section (page_id, content) values (%s, 'of another page')", (other,)
    )
    assert target.rows("select id, place from get_section_context(%s, 100, 0)", [ids[1]]) == [
        (ids[0], -1),
        (ids[1], 0),
    ]
    assert target.rows("select id, place from get_section_context(%s, 0, 100)", [ids[-1]]) == [(ids[-1], 0)]


def test_the_path_has_the_headings_above(target: Database) -> None:
    assert paths(target, page(target, GUIDE)) == [
        [],
        ["Guide"],
        ["Guide", "Install"],
        ["Guide", "Install", "Linux"],
        ["Guide", "Install", "macOS"],
        ["Guide", "Use"],
        ["Guide", "Use", "Errors"],
        ["End"],
    ]


@pytest.mark.parametrize(
    ("meta", "first"),
    [
        ('{"title": "The guide"}', ["The guide", "Guide"]),
        ('{"title": " GUIDE\\n"}', ["Guide"]),
        ('{"title": 7}', ["7", "Guide"]),
        ('{"title": ""}', ["Guide"]),
        ('{"title": true}', ["Guide"]),
        ('{"title": ["a"]}', ["Guide"]),
        ('["title"]', ["Guide"]),
        ("null", ["Guide"]),
    ],
)
def test_the_path_begins_with_the_title_of_the_page(target: Database, meta: str, first: list[str]) -> None:
    assert path(target, page(target, GUIDE, meta)[1]) == first


def test_the_later_pieces_of_a_section_have_its_path(target: Database) -> None:
    pieces: list[Section] = [("Linux", f"Piece {number}.") for number in range(3)]
    ids = page(target, [*GUIDE[:4], *pieces, *GUIDE[4:]])
    assert paths(target, ids[3:8]) == [["Guide", "Install", "Linux"]] * 4 + [["Guide", "Install", "macOS"]]


def test_headings_of_every_form_have_their_level(target: Database) -> None:
    ids = page(
        target,
        [
            ("One", "One\n===\n\nUnderlined."),
            ("Two", "Two\n---\n\nUnderlined."),
            ("Three", "  ###\tThree ###\nClosed."),
            ("Tag", "#tag is no heading, but the section has one."),
            ("Other", "Its text does not begin with the heading."),
            ("Again", "##"),
            ("Again", "## Again"),
        ],
    )
    assert paths(target, ids) == [
        ["One"],
        ["One", "Two"],
        ["One", "Two", "Three"],
        ["One", "Two", "Three", "Tag"],
        ["One", "Two", "Three", "Other"],
        ["One", "Two", "Three", "Again"],
        ["One", "Again"],
    ]


def test_pages_that_pgmatch_did_not_write_are_in_the_order_of_their_ids(small: Database) -> None:
    found = small.rows("select id, place, heading_path from get_section_context(2, 5, 1)")
    assert found == [(1, -1, ["Same"]), (2, 0, ["Near"]), (3, 1, ["Orthogonal"])]


def test_what_an_unfinished_ingest_has_added_is_last(target: Database) -> None:
    ids = page(target, GUIDE[:3])
    added = target.rows(
        "insert into nods_page_section (id, page_id, content) select 0, s.page_id, 'added'"
        " from nods_page_section as s where s.id = %s returning id",
        [ids[0]],
    )
    assert target.rows("select id from get_section_context(%s, 0, 100)", [ids[0]]) == [
        *((each,) for each in ids),
        *added,
    ]


def test_a_long_page_takes_no_quadratic_time(target: Database) -> None:
    target.execute("insert into nods_page (id, path) values (1, '/long')")
    target.execute(
        "insert into nods_page_section (id, page_id, heading, content)"
        " select i, 1, 'H' || i, '## H' || i || repeat(' word', 20000) from generate_series(1, 2000) as i"
    )
    target.execute("update nods_page set section_ids = array(select generate_series(2000, 1, -1))")
    target.execute("analyze")
    statement = "explain (analyze, buffers, format json) select * from get_section_context(1000, 1, 1)"
    plan = target.rows(statement)[0][0][0]["Plan"]
    assert plan["Actual Rows"] == 3
    # the texts, of 25 pages each as they are stored, are not read
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 20_000


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("999", "P0002", "section 999 does not exist"),
        ("null", "P0002", "section null does not exist"),
        ("1, null", "22004", "before null and after 1"),
        ("1, 1, null", "22004", "before 1 and after null"),
        ("1, -1", "22023", "before -1 and after 1"),
        ("1, 0, 101", "22023", "before 0 and after 101"),
    ],
)
def test_wrong_arguments_are_named(small: Database, arguments: str, code: str, message: str) -> None:
    with pytest.raises(psycopg2.Error, match=message) as raised:
        small.rows(f"select * from get_section_context({arguments})")
    assert raised.value.pgcode == code


def test_rows_of_others_are_not_neighbours(create_database: CreateDatabase, server: PostgresServer) -> None:
    database = create_database(server, extension_schema="extensions")
    upgrade(database.url, dimensions="3", access="owner")
    database.execute("""
        insert into nods_page (id, path, owner_id) values (1, '/a', 'alice');
        set session_replication_role = replica; -- else a section has the owner of its page
        insert into nods_page_section (id, page_id, heading, content, owner_id) values
          (1, 1, 'One', '# One', 'alice'), (2, 1, 'Two', '# Two', 'bob'), (3, 1, 'Three', '## Three', 'alice')
    """)
    with database.as_role("authenticated", {"sub": "alice"}) as cursor:
        cursor.execute("select id, place, heading_path from get_section_context(3, 2, 2)")
        assert cursor.fetchall() == [(1, -1, ["One"]), (3, 0, ["One", "Three"])]
        with pytest.raises(psycopg2.Error, match="section 2 does not exist"):
            cursor.execute("select * from get_section_context(2)")
