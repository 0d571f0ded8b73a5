"""get_page_parents and pgmatch_info."""

from __future__ import annotations

from tests.functions.conftest import ON_18
from tests.servers import Database

pytestmark = ON_18


def tree(database: Database, *parents: int | None) -> None:
    for number in range(1, len(parents) + 1):
        database.execute(
            "insert into nods_page (id, path, parent_page_id, meta) values (%s, %s, null, '{\"a\": 1}')",
            (number, f"/{number}"),
        )
    for number, parent in enumerate(parents, start=1):
        database.execute("update nods_page set parent_page_id = %s where id = %s", (parent, number))


def test_the_page_comes_first_then_upward(small: Database) -> None:
    small.execute("truncate nods_page cascade")
    tree(small, None, 1, 2)
    assert small.rows("select * from get_page_parents(3)") == [
        (3, 2, "/3", {"a": 1}),
        (2, 1, "/2", {"a": 1}),
        (1, None, "/1", {"a": 1}),
    ]
    assert small.rows("select id from get_page_parents(page_id => 1)") == [(1,)]


def test_an_unknown_page_has_no_rows(small: Database) -> None:
    assert small.rows("select * from get_page_parents(999)") == []
    assert small.rows("select * from get_page_parents(null)") == []


def test_a_cycle_ends_the_list(small: Database) -> None:
    small.execute("truncate nods_page cascade")
    tree(small, 1, 3, 2)
    assert small.rows("select id from get_page_parents(1)") == [(1,)]
    assert small.rows("select id from get_page_parents(2)") == [(2,), (3,)]


def test_a_thousand_levels_are_no_trouble(small: Database) -> None:
    small.execute("truncate nods_page cascade")
    small.execute("insert into nods_page (id, path) select i, '/' || i from generate_series(1, 1000) as i")
    small.execute("update nods_page set parent_page_id = id - 1 where id > 1")
    assert small.rows("select count(*), min(id), max(id) from get_page_parents(1000)") == [(1000, 1, 1000)]


def test_no_list_is_longer_than_a_thousand_pages(small: Database) -> None:
    small.execute("truncate nods_page cascade")
    small.execute("insert into nods_page (id, path) select i, '/' || i from generate_series(1, 5000) as i")
    small.execute("update nods_page set parent_page_id = id - 1 where id > 1")
    small.execute("analyze nods_page")
    assert small.rows("select count(*), min(id), max(id) from get_page_parents(5000)") == [(1000, 4001, 5000)]
    small.execute("update nods_page set parent_page_id = 5000 where id = 1")
    assert small.rows("select count(*), min(id), max(id) from get_page_parents(5000)") == [(1000, 4001, 5000)]
    statement = "explain (analyze, buffers, format json) select * from get_page_parents(5000)"
    plan = small.rows(statement)[0][0][0]["Plan"]
    assert plan["Temp Written Blocks"] == 0
    # twice the way down the primary key for each
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 10_000


def test_info_tells_what_is_installed(small: Database) -> None:
    assert small.rows("select * from pgmatch_info()") == [("nods", "nods_0005", 3, None, "ip", "private")]
