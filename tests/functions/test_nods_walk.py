"""The made functions of the line nods: they follow the index, and they are no functions of the user's."""

from __future__ import annotations

import pytest

from tests.servers import Database

MATCH = "select id from match_page_sections('[1,0,0]', null, 3, null)"
TEXTS = "select prosrc from pg_proc where oid in (to_regproc('pgmatch.nods_walk'), to_regproc('match_page_sections'))"
INDEX = "nods_page_section_embedding_hnsw_ip_idx"


def has(database: Database, part: str) -> bool:
    """Return whether both texts have a part, or neither."""
    (one, other) = (part in text for (text,) in database.rows(TEXTS))
    assert one == other
    return one


def test_it_has_a_scan_from_the_first_install_on(small: Database) -> None:
    assert has(small, "walked as materialized")
    small.execute("insert into nods_page_section (page_id, embedding) values (1, '[1,0,0]')")
    for call in (MATCH, "select id from pgmatch.nods_walk('[1,0,0]', 3)"):
        assert small.rows(call) == [(1,), (5,), (2,)]


def test_it_is_no_search_of_the_users(small: Database) -> None:
    for _ in range(2):
        assert small.rows("select * from pgmatch.declared_searches()") == []
        assert small.rows("select * from pgmatch.searches") == []
        assert small.rows("select u from pgmatch.core_users() as u where u like '%function%'") == []
        assert small.rows("select * from pgmatch.refresh_searches()") == []


@pytest.mark.parametrize("refresh", [False, True])
def test_answers_stay_when_indexes_change(small: Database, refresh: bool) -> None:
    before = small.rows(MATCH)
    with small.connect() as connection, connection.cursor() as cursor:
        for change in (
            f"drop index {INDEX}",
            "create index on nods_page_section using ivfflat (embedding extensions.vector_ip_ops) with (lists = 1)",
            "create index on nods_page_section using hnsw ((embedding::extensions.halfvec(3)) extensions.halfvec_ip_ops)",
        ):
            cursor.execute(change)
            if refresh:
                cursor.execute("select pgmatch.refresh_searches('nods_page_section')")
            cursor.execute(MATCH)
            assert cursor.fetchall() == before, change
    assert has(small, "halfvec") == refresh


def test_a_tuned_index_is_in_its_text(small: Database) -> None:
    small.execute(f"select pgmatch.tune_index('{INDEX}', ef_search => 123)")
    assert has(small, "greatest(123,")
    small.execute(f"select pgmatch.tune_index('{INDEX}')")
    assert not has(small, "greatest(123,")


def test_it_takes_the_new_number_of_dimensions(target: Database) -> None:
    target.execute("select pgmatch.set_dimensions(2)")
    assert has(target, "vector_dims(pgmatch_query) = 2")


def test_only_its_line_is_refreshed_with_its_table(small: Database) -> None:
    small.execute(f"create table other (id int primary key); drop index {INDEX}")
    small.execute("select pgmatch.refresh_searches('other')")
    assert has(small, "walked as materialized")
    small.execute("select pgmatch.refresh_searches()")
    assert not has(small, "walked as materialized")
