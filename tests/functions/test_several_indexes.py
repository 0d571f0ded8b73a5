"""Several indexes on one column, or one that has not all rows: an answer is as good as by the best of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.conftest import CreateDatabase
from tests.searchable import DOCUMENTS, ITEMS, NODS, THOROUGH, Searchable, Table, searchable_tables
from tests.servers import Database, PostgresServer

LISTS = {"hnsw": "with (ef_construction = 32)", "ivfflat": "with (lists = 20)"}


@pytest.fixture(scope="module")
def tables(supabase_server: PostgresServer) -> Iterator[Database]:
    with searchable_tables(supabase_server, "several_indexes") as made:
        yield made


@pytest.fixture(params=[NODS, DOCUMENTS, ITEMS], ids=lambda table: table.name)
def searchable(
    request: pytest.FixtureRequest, create_database: CreateDatabase, tables: Database
) -> Searchable:
    """A copy of a table without an index."""
    table: Table = request.param
    return Searchable(table, create_database(tables.server, template=tables.name))


@pytest.mark.parametrize("first", LISTS)
def test_two_methods_for_the_same_ordering_are_both_searched_thoroughly(
    searchable: Searchable, first: str
) -> None:
    for method in sorted(LISTS, reverse=first != "hnsw"):
        searchable.index(method, options=LISTS[method], name=method)
    for i in (5, 77, 1007):
        vector = searchable.vector(i)
        assert searchable.search(vector, 100, **THOROUGH) == searchable.exact(vector, 100)
        assert sum(searchable.scans(vector, "hnsw", "ivfflat")) >= 1


@pytest.mark.parametrize("method", LISTS)
def test_a_partial_index_alone_does_not_shorten_an_answer(searchable: Searchable, method: str) -> None:
    # every search implies the condition, so that the planner may take the index
    searchable.index(method, options=f'{LISTS[method]} where "{searchable.kind.embedding}" is not null')
    vector = searchable.vector(77)
    expected = searchable.exact(vector, 300)
    for arguments in ({}, {"match_threshold": -2}, {"min_content_length": 0}):
        assert searchable.search(vector, 300, **arguments) == expected


@pytest.mark.parametrize(("whole", "partial"), [("hnsw", "ivfflat"), ("ivfflat", "hnsw")])
def test_a_partial_index_beside_a_whole_one_is_searched_as_thoroughly(
    searchable: Searchable, whole: str, partial: str
) -> None:
    searchable.index(whole, options=LISTS[whole], name="whole")
    condition = f'where "{searchable.kind.embedding}" is not null'
    searchable.index(partial, options=f"{LISTS[partial]} {condition}", name="partial")
    vector = searchable.vector(77)
    for count in (10, 60, 1000):
        assert searchable.search(vector, count, **THOROUGH) == searchable.exact(vector, count)


def test_a_binary_index_is_chosen_once_it_is_measured(searchable: Searchable) -> None:
    for form in ("vector", "binary"):
        searchable.index("hnsw", form, LISTS["hnsw"], name=form)
    vector = searchable.vector(77)
    assert searchable.scans(vector, "vector", "binary") == [1, 0]
    searchable.database.execute(
        "select pgmatch.tune_index(%s, overfetch => 8)", [searchable.index_name("binary")]
    )
    assert searchable.scans(vector, "vector", "binary") == [0, 1]


@pytest.mark.parametrize("method", LISTS)
def test_answers_are_complete_in_open_sessions_while_an_index_is_suspended(
    searchable: Searchable, method: str
) -> None:
    searchable.index(method, options=LISTS[method])
    vector, table = searchable.vector(77), searchable.kind.table
    questions: list[tuple[dict[str, str], str]] = [
        ({}, "true"),
        ({"share": "some"}, "share = 'some'"),
        ({"share": "few"}, "share = 'few'"),
    ]
    with closing(searchable.database.connect()) as session, session.cursor() as cursor:
        session.autocommit = True

        def check() -> None:
            for arguments, condition in questions:
                cursor.execute(
                    *searchable.call({"query_embedding": vector, "match_count": 30, **THOROUGH, **arguments})
                )
                assert cursor.fetchall() == searchable.exact(vector, 30, condition)

        check()
        searchable.database.execute("select pgmatch.suspend_indexes(%s)", [table])
        check()
        searchable.database.execute("select pgmatch.resume_indexes(%s)", [table])
        check()
        assert searchable.scans(vector)[0] > 0
