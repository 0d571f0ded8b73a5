"""Every kind of table through every kind of index: used, complete, and ordered by the stored vectors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from tests import counters
from tests.searchable import (
    COLLECTION,
    DIMENSIONS,
    DOCUMENTS,
    ITEMS,
    NODS,
    ROWS,
    SHARES,
    TABLES,
    THOROUGH,
    Searchable,
    Table,
    searchable_tables,
)
from tests.servers import Database

# a graph is built in two thirds of the time of the default
METHODS = {"hnsw": "with (ef_construction = 32)", "ivfflat": "with (lists = 20)"}
BEYOND_HALFVEC = f"[70000{', -1' * (DIMENSIONS - 1)}]"
SETTINGS = (
    "hnsw.ef_search", "hnsw.iterative_scan", "hnsw.max_scan_tuples", "ivfflat.probes", "ivfflat.iterative_scan",
    "enable_seqscan", "enable_sort", "jit", "plan_cache_mode", "search_path",
)  # fmt: skip


# what makes a search more thorough, a little of it, and much
MORE = {
    ("hnsw", "vector"): ("ef_search", 11, 400),
    ("hnsw", "halfvec"): ("ef_search", 11, 400),
    ("hnsw", "binary"): ("candidates", 11, 1900),
    ("ivfflat", "vector"): ("probes", 1, 20),
    ("ivfflat", "halfvec"): ("probes", 1, 20),
    ("ivfflat", "binary"): ("probes", 1, 20),
}


@dataclass(frozen=True)
class Kind:
    """A table on a server, and its only index, which a function made for the table knows and takes the fast path."""

    server: str
    table: Table
    method: str
    form: str
    is_known: bool = True

    def __str__(self) -> str:
        path = "" if self.is_known else "-complete"
        return f"{self.table.name}-{self.method}-{self.form}-{self.server}{path}"


KINDS = [
    Kind("supabase_server", table, method, form)
    for table in TABLES
    for method, form in MORE
    if not (table.is_half and form == "halfvec")
] + [
    Kind("pg16_server", NODS, "hnsw", "vector"),
    Kind("pg16_server", NODS, "ivfflat", "binary"),
    Kind("pg16_server", DOCUMENTS, "hnsw", "vector"),
    Kind("supabase_server", DOCUMENTS, "hnsw", "vector", is_known=False),
    Kind("supabase_server", COLLECTION, "hnsw", "binary", is_known=False),
    Kind("supabase_server", ITEMS, "ivfflat", "vector", is_known=False),
]


@pytest.fixture(scope="module")
def tables(request: pytest.FixtureRequest) -> Iterator[dict[str, Database]]:
    """The database with all tables, by server."""
    with (
        searchable_tables(request.getfixturevalue("supabase_server"), "every_table") as on_18,
        searchable_tables(request.getfixturevalue("pg16_server"), "every_table") as on_16,
    ):
        yield {"supabase_server": on_18, "pg16_server": on_16}


@pytest.fixture(scope="module", params=KINDS, ids=str)
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


@pytest.fixture(scope="module")
def searchable(kind: Kind, tables: dict[str, Database]) -> Searchable:
    """The table with its index."""
    found = Searchable(kind.table, tables[kind.server])
    found.index(kind.method, kind.form, METHODS[kind.method], is_known=kind.is_known)
    return found


def test_the_index_is_walked_and_nothing_is_compared_besides(searchable: Searchable, kind: Kind) -> None:
    arguments = {"query_embedding": searchable.vector(77), "match_count": 10}
    with searchable.database.transaction() as cursor:
        cursor.execute("set track_functions = 'pl'")
        for _ in range(12):
            cursor.execute(*searchable.call(arguments))
            assert len(cursor.fetchall()) == 10
        assert counters.calls(cursor, "compare") == 0
        if kind.table is not NODS:
            assert counters.calls(cursor, "nearest") == (0 if kind.is_known else 12)
        assert counters.scans(cursor, searchable.index_name()) == 12


def test_a_filter_that_leaves_most_rows_walks_it_too(searchable: Searchable) -> None:
    assert searchable.scans(searchable.vector(77), share="most") == [1]


def test_a_more_thorough_search_reads_more_pages_of_the_index(searchable: Searchable, kind: Kind) -> None:
    argument, little, much = MORE[kind.method, kind.form]
    vector = searchable.vector(77)
    few, many = searchable.pages_read(vector, {argument: little}, {argument: much})
    assert many > 3 * few > 0


def test_a_thorough_search_finds_what_comparing_every_row_finds(searchable: Searchable) -> None:
    vectors = [searchable.vector(i) for i in (5, 77, 500, 1007, 1999)]
    if not searchable.kind.is_half:
        vectors.append(BEYOND_HALFVEC)
    for vector in vectors:
        assert searchable.search(vector, **THOROUGH) == searchable.exact(vector)


def test_a_search_is_complete_whatever_is_asked(searchable: Searchable) -> None:
    vector = searchable.vector(77)
    for count in (0, 1, 10, 1000, 10_000):
        found = searchable.search(vector, count)
        assert len(dict(found)) == len(found) == min(count, ROWS)
    for share, rows in SHARES.items():
        for count in (10, 1000):
            found = searchable.search(vector, count, share=share)
            assert len(dict(found)) == len(found) == min(count, rows)
    assert len(searchable.search(vector, ef_search=1, probes=1, candidates=10)) == 10


def test_a_filter_leaves_the_nearest_of_its_rows(searchable: Searchable) -> None:
    vector = searchable.vector(77)
    for share in SHARES:
        expected = searchable.exact(vector, condition=f"share = '{share}'")
        assert searchable.search(vector, share=share, **THOROUGH) == expected
    for length in (ROWS - 4, ROWS // 2, ROWS + 1) if searchable.kind.has_content else ():
        expected = searchable.exact(vector, condition=f"i >= {length}")
        assert searchable.search(vector, min_content_length=length, **THOROUGH) == expected


def test_a_threshold_cuts_by_the_stored_similarity(searchable: Searchable) -> None:
    vector = searchable.vector(77)
    everything = searchable.search(vector, 50, **THOROUGH)
    for cut in (1, 20):
        threshold = everything[cut][1]
        nearer = [row for row in everything if row[1] > threshold]
        assert searchable.search(vector, 50, match_threshold=threshold, **THOROUGH) == nearer
    assert searchable.search(vector, match_threshold=1.5) == []


def test_settings_are_put_back(searchable: Searchable) -> None:
    shown = "select " + ", ".join(f"current_setting('{name}')" for name in SETTINGS)
    vector = searchable.vector(5)
    with closing(searchable.database.connect()) as connection, connection.cursor() as cursor:
        connection.set_session(readonly=True)
        cursor.execute("load 'vector'")
        cursor.execute(shown)
        before = cursor.fetchall()
        for count, arguments in ((10, {}), (10, {"ef_search": 300, "probes": 7, "share": "most"}), (0, {})):
            cursor.execute(*searchable.call({"query_embedding": vector, "match_count": count, **arguments}))
            cursor.execute(shown)
            assert cursor.fetchall() == before
