"""What is stored for an index is what searches use, unless the session or an argument says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import psycopg2
import pytest

from tests import counters
from tests.conftest import CreateDatabase
from tests.migrations.test_restore import run
from tests.servers import Database, PostgresServer, created
from tests.tuning.conftest import ON_18

INDEXES = {
    "hnsw.ef_search": "hnsw_idx on nods_page_section using hnsw (embedding extensions.vector_ip_ops)",
    "ivfflat.probes": (
        "ivfflat_idx on nods_page_section using ivfflat (embedding extensions.vector_ip_ops) with (lists = 100)"
    ),
    "overfetch": (
        "binary_idx on nods_page_section"
        " using hnsw ((extensions.binary_quantize(embedding)::bit(64)) extensions.bit_hamming_ops)"
    ),
}

# each makes a search touch more pages than the one before
VALUES = {"ef_search": (15, 30, 60, 120), "probes": (5, 25, 50, 95), "overfetch": (110, 160, 300, 600)}


@pytest.fixture(scope="module", params=INDEXES)
def knob(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def indexed(server: PostgresServer, filled: Database, knob: str) -> Iterator[Database]:
    """A database in which sections have one index, of which that knob is the one to turn."""
    with created(server, "stored", template=filled.name) as made:
        made.execute(f"drop index hnsw_idx, ivfflat_idx, binary_idx; create index {INDEXES[knob]}")
        yield made


def pages(database: Database, index: str, arguments: str = "", before: str = "select") -> int:
    """Return how many pages of the index a search reads."""
    with database.transaction() as cursor:
        cursor.execute("select embedding::text from nods_page_section where id = 7")
        vector = cursor.fetchall()[0][0]
        cursor.execute(before)
        cursor.execute(f"select from search_page_sections(%s, 10{arguments})", (vector,))
        return counters.pages(cursor, index)


def test_an_argument_wins_over_the_session_and_that_over_what_is_stored(indexed: Database, knob: str) -> None:
    name = knob.rpartition(".")[2]
    index = INDEXES[knob].split()[0]
    argument = "candidates" if name == "overfetch" else name
    values = VALUES[name]
    low, session, stored, high = values
    expected = {value: pages(indexed, index, f", {argument} => {value}") for value in values}
    assert all(expected[more] > expected[less] for less, more in pairwise(values)), expected
    default = pages(indexed, index)
    try:
        indexed.execute(
            f"select pgmatch.tune_index('{index}', {name} => {stored // 10 if name == 'overfetch' else stored})"
        )
        assert pages(indexed, index) == expected[stored] != default
        assert pages(indexed, index, f", {argument} => {high}") == expected[high]
        if name != "overfetch":
            for scope in ("session", "local"):
                assert pages(indexed, index, before=f"set {scope} {knob} = {session}") == expected[session]
            assert (
                pages(indexed, index, f", {argument} => {low}", f"set local {knob} = {session}")
                == expected[low]
            )
    finally:
        indexed.execute(f"select pgmatch.tune_index('{index}')")
    assert pages(indexed, index) == default


@pytest.mark.parametrize("arguments", ["10", "-1", "10, ef_search => 0"])
def test_nothing_stored_is_left_in_the_session(indexed: Database, knob: str, arguments: str) -> None:
    settings = (
        "select current_setting('hnsw.ef_search'), current_setting('hnsw.iterative_scan'),"
        " current_setting('ivfflat.probes'), current_setting('ivfflat.iterative_scan')"
    )
    index, value = INDEXES[knob].split()[0], 77
    with indexed.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"select pgmatch.tune_index('{index}', {knob.rpartition('.')[2]} => {value})")
        cursor.execute("savepoint s")
        cursor.execute(settings.replace("select", "select '[1]'::extensions.vector,"))
        before = cursor.fetchall()[0][1:]
        try:
            cursor.execute(
                f"select id from search_page_sections((select embedding from nods_page_section where id = 7), {arguments})"
            )
            assert len(cursor.fetchall()) == 10
        except psycopg2.Error:
            cursor.execute("rollback to s")
        cursor.execute(settings)
        assert cursor.fetchall() == [before]
        connection.rollback()
    connection.close()


@ON_18
def test_what_is_stored_of_a_dropped_index_is_in_nobodys_way(
    server: PostgresServer, create_database: CreateDatabase, filled: Database
) -> None:
    made = create_database(server, template=filled.name)
    made.execute("select pgmatch.tune_index('binary_idx', overfetch => 50); drop index binary_idx")
    ((vector,),) = made.rows("select embedding::text from nods_page_section where id = 7")
    assert len(made.rows("select * from search_page_sections(%s)", (vector,))) == 10
    assert made.rows("select index from pgmatch.measure_recall(5)") == [("hnsw_idx",)]


@ON_18
def test_another_index_of_the_name_does_not_inherit_what_is_stored(
    server: PostgresServer, create_database: CreateDatabase, filled: Database
) -> None:
    made = create_database(server, template=filled.name)
    stored = "select overfetch from pgmatch.vector_indexes('nods_page_section') where index = 'binary_idx'::regclass"
    made.execute("select pgmatch.tune_index('binary_idx', overfetch => 1, k => 10, recall => 0.99)")
    made.execute("reindex index binary_idx")
    assert made.rows(stored) == [(1,)]
    assert made.rows(
        "select index::text from pgmatch.search_index('nods_page_section', 'embedding', 'cosine')"
    ) == [("binary_idx",)]
    made.execute(
        "drop index binary_idx; create index binary_idx on nods_page_section using ivfflat"
        " ((extensions.binary_quantize(embedding)::bit(64)) extensions.bit_hamming_ops) with (lists = 2)"
    )
    assert made.rows(stored) == [(None,)]
    assert made.rows(
        "select index::text from pgmatch.search_index('nods_page_section', 'embedding', 'cosine')"
    ) != [("binary_idx",)]


@ON_18
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("'hnsw_idx', probes => 5", "probes is for IVFFlat indexes"),
        ("'hnsw_idx', overfetch => 5", "overfetch is for binary indexes"),
        ("'hnsw_idx', ef_search => 2000", "ef_search 2000 is not between"),
        ("'binary_idx', overfetch => 'NaN', k => 10", "overfetch NaN is not between"),
        ("'binary_idx', overfetch => 'Infinity'", "violates check constraint"),
        ("'hnsw_idx', recall => 0.9", "k and recall are given, but no setting to store"),
    ],
)
def test_what_the_index_has_no_use_for_is_not_stored(filled: Database, arguments: str, message: str) -> None:
    with pytest.raises(psycopg2.Error, match=message):
        filled.execute(f"select pgmatch.tune_index({arguments})")


@ON_18
def test_a_dump_keeps_what_is_stored(
    server: PostgresServer, create_database: CreateDatabase, filled: Database
) -> None:
    source = create_database(server, template=filled.name)
    source.execute("select pgmatch.tune_index('hnsw_idx', ef_search => 123, k => 10, recall => 0.98)")
    target = create_database(server)
    target.execute("drop schema if exists extensions")  # the dump makes it
    dump = run(server, "pg_dump", source.url)
    run(server, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", target.url, input=dump)
    stored = "select index, ef_search, k, recall, rows from pgmatch.index_tuning"
    assert target.rows(stored) == source.rows(stored) == [("public.hnsw_idx", 123, 10, 0.98, 2000)]
    assert target.rows(
        "select ef_search from pgmatch.vector_indexes('nods_page_section') where ef_search > 0"
    ) == [(123,)]
    assert target.rows("select index from pgmatch.measure_recall(20)") == [("hnsw_idx",)]


@ON_18
def test_what_is_stored_for_an_index_in_a_hidden_schema_stops_nobody(
    server: PostgresServer, filled: Database, create_database: CreateDatabase
) -> None:
    made = create_database(server, template=filled.name)
    made.execute(
        "select pgmatch.set_access('public_read');"
        "select pgmatch.tune_index('library.\"Chunk idx\"', ef_search => 80);"
        "select pgmatch.tune_index('hnsw_idx', ef_search => 60)"
    )
    with made.as_role("anon") as cursor:
        cursor.execute("select has_schema_privilege('library', 'usage')")
        assert cursor.fetchall() == [(False,)]
        cursor.execute("select ef_search from pgmatch.search_index('nods_page_section', 'embedding', 'ip')")
        assert cursor.fetchall() == [(60,)]
        cursor.execute(
            "select count(*) from search_page_sections(array_fill(1, array[64])::extensions.vector)"
        )
        assert cursor.fetchall() == [(10,)]
