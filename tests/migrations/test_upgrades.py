"""Three thousand rows in place at every revision that has tables: an upgrade keeps their ids and what is answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import downgrade, upgrade
from tests.conftest import CreateDatabase
from tests.migrations.test_killed import revisions
from tests.operations.answers import DIMENSIONS, answers, fill
from tests.servers import Database, PostgresServer, created

PAGES = 300
LINES = ("nods", "nods_text")
FIRST = "nods_0002"  # makes the tables
# every revision that something follows
STARTS = [("nods", revision) for revision in revisions("nods") if revision >= FIRST] + [
    ("nods_text", revision) for revision in revisions("nods_text")[:-1]
]
ROWS = (
    "select md5(string_agg(p::text, '' order by p.id)), count(*) from (select id, path, checksum, meta, type,"
    " source, parent_page_id from nods_page) as p",
    "select md5(string_agg(s::text, '' order by s.id)), count(*) from (select id, page_id, content, heading,"
    " slug, token_count, embedding from nods_page_section) as s",
)


def at_head(database: Database) -> Database:
    for line in LINES:
        upgrade(database.url, line)
    database.execute("analyze nods_page; analyze nods_page_section")
    return database


@pytest.fixture(scope="module")
def fresh(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database to compare with: at the newest revisions, its index built over all the rows."""
    with created(supabase_server, "fresh", extension_schema="extensions") as made:
        upgrade(made.url, revision="nods_0004", dimensions=str(DIMENSIONS), model="a-model")
        fill(made.url, PAGES)
        yield at_head(made)


@pytest.mark.parametrize(("line", "revision"), STARTS)
def test_rows_and_answers_are_the_same_after_the_upgrade(
    fresh: Database, create_database: CreateDatabase, line: str, revision: str
) -> None:
    made = create_database(fresh.server, extension_schema="extensions")
    options = {"dimensions": str(DIMENSIONS), "model": "a-model"}
    upgrade(made.url, revision="head" if line != "nods" else revision, **options)
    if line != "nods":
        upgrade(made.url, line, revision)
    fill(made.url, PAGES)
    before = [made.rows(query) for query in ROWS]
    assert [rows[0][1] for rows in before] == [PAGES, 10 * PAGES]

    at_head(made)
    assert [made.rows(query) for query in ROWS] == before == [fresh.rows(query) for query in ROWS]
    assert answers(made.url, words=True) == answers(fresh.url, words=True)


def test_a_way_down_and_up_again_keeps_them_too(fresh: Database, create_database: CreateDatabase) -> None:
    made = create_database(fresh.server, template=fresh.name)
    downgrade(made.url, "nods_text")
    downgrade(made.url, revision=FIRST)
    at_head(made)
    assert [made.rows(query) for query in ROWS] == [fresh.rows(query) for query in ROWS]
    assert answers(made.url, words=True) == answers(fresh.url, words=True)
