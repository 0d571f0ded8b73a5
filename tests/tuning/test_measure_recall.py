"""pgmatch.measure_recall: what it measures is what users' searches find and cost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer
from tests.tuning.conftest import ON_18, SECTIONS

COLUMNS = (
    "index", "sampled", "k", "recall", "worst_recall", "p50_ms", "p95_ms", "exact_p50_ms", "pages_hit", "pages_read",
)  # fmt: skip


def measured(database: Database, arguments: str = "", before: str = "select") -> dict[str, Any]:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select '[1]'::extensions.vector")
        cursor.execute(before)
        cursor.execute(f"select * from pgmatch.measure_recall({arguments})")
        assert [column.name for column in cursor.description or ()] == list(COLUMNS)
        row = dict(zip(COLUMNS, cursor.fetchall()[0], strict=True))
    connection.close()
    return row


def test_it_measures_the_index_that_searches_use_with_what_they_use(filled: Database) -> None:
    found = measured(filled)
    assert (found["index"], found["sampled"], found["k"]) == ("hnsw_idx", 100, 10)
    assert 0 <= found["worst_recall"] <= found["recall"] <= 1
    assert 0 < found["p50_ms"] <= found["p95_ms"]
    assert found["exact_p50_ms"] > 0
    same = measured(filled, "ef_search => 100")
    assert {name: same[name] for name in ("recall", "pages_hit")} == {
        name: found[name] for name in ("recall", "pages_hit")
    }


def test_recall_and_pages_grow_with_ef_search(filled: Database) -> None:
    found = [measured(filled, f"sample => 50, ef_search => {ef}") for ef in (11, 40, 1000)]
    assert found[0]["recall"] < found[2]["recall"]
    pages = [each["pages_hit"] + each["pages_read"] for each in found]
    assert pages == sorted(set(pages))


def test_as_many_probes_as_lists_find_everything(filled: Database) -> None:
    found = [
        measured(filled, f"sample => 50, index => 'ivfflat_idx', probes => {p}")["recall"]
        for p in (1, 4, 100)
    ]
    assert found[0] < found[1] <= found[2] == 1


def test_a_binary_index_finds_more_with_a_larger_overfetch(filled: Database) -> None:
    low, high = (
        measured(filled, f"sample => 50, index => 'binary_idx', overfetch => {o}")["recall"]
        for o in (1, SECTIONS // 10)
    )
    # bits tell the nearest from others in half of the cases, and of all rows none is missed
    assert low < 0.9 < high


def hits(database: Database, search: Callable[[Any, str, int], list[int]]) -> float:
    """Return the recall of a search for the 10 nearest of 30 sections, worked out by ids.

    Each section is left out of its own answer, for which the search is given one place more.
    """
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select '[1]'::extensions.vector")
        cursor.execute(
            "select s.id, s.embedding::text from nods_page_section as s where s.ctid in"
            " (select q.place from unnest(pgmatch.recall_queries('nods_page_section', 'embedding', 30, 10)) as q)"
        )
        total = 0
        for id_, vector in cursor.fetchall():
            cursor.execute(
                "select id from nods_page_section where id <> %s"
                " order by (embedding operator(extensions.<#>) %s::extensions.vector) + 0 limit 10",
                (id_, vector),
            )
            true = {row[0] for row in cursor.fetchall()}
            total += len(true & set(search(cursor, vector, id_)))
    connection.close()
    return total / 300


@ON_18
@pytest.mark.parametrize(
    ("index", "tuning", "measure", "search"),
    [
        ("hnsw_idx", "", "ef_search => 15", "ef_search => 16"),
        ("hnsw_idx", "", "", "ef_search => 101"),
        ("hnsw_idx", "ef_search => 60", "", "ef_search => 61"),
        ("binary_idx", "overfetch => 9", "overfetch => 3", "ef_search => 101, candidates => 31"),
        ("binary_idx", "overfetch => 3", "", "ef_search => 101, candidates => 31"),
    ],
)
def test_it_finds_what_a_search_finds(
    server: PostgresServer, create_database: CreateDatabase, filled: Database,
    index: str, tuning: str, measure: str, search: str,
) -> None:  # fmt: skip
    made = create_database(server, template=filled.name)
    others = {"hnsw_idx", "binary_idx", "ivfflat_idx"} - {index}
    made.execute(f"drop index {', '.join(others)}")
    if tuning:
        made.execute(f"select pgmatch.tune_index('{index}', {tuning})")

    def ids(cursor: Any, vector: str, own: int) -> list[int]:
        cursor.execute(
            f"select id from search_page_sections(%s, 11{', ' if search else ''}{search})", (vector,)
        )
        return [row[0] for row in cursor.fetchall() if row[0] != own][:10]

    found = measured(made, f"sample => 30{', ' if measure else ''}{measure}")
    assert found["index"] == index
    assert found["recall"] == pytest.approx(hits(made, ids), abs=0.02)


def test_no_row_is_found_as_its_own_nearest(filled: Database) -> None:
    # each is found in a walk as short as that, in any graph
    assert measured(filled, "k => 1, ef_search => 1, index => 'hnsw_idx'")["recall"] < 0.9
    assert measured(filled, "k => 1, probes => 100, index => 'ivfflat_idx'")["recall"] == 1


@ON_18
def test_the_sample_is_the_same_every_time(filled: Database) -> None:
    first, second = (measured(filled, "sample => 20, k => 5") for _ in range(2))
    for name in ("recall", "worst_recall", "pages_hit"):
        assert first[name] == second[name]


def test_with_another_truth_recall_falls(filled: Database) -> None:
    query = """
        with truth as materialized (
          select array_agg(e.query) as queries, array_agg(e.farthest) as farthest
          from pgmatch.nearest_exact('ivfflat_idx', pgmatch.recall_queries('nods_page_section', 'embedding', 50, 10), 10) as e
        )
        select (pgmatch.measure_search('ivfflat_idx', t.queries, {}, 10, probes => 100)).recall from truth as t
    """
    ((right,),) = filled.rows(query.format("t.farthest"))
    ((wrong,),) = filled.rows(query.format("t.farthest[2:] || t.farthest[1]"))
    assert right == 1
    assert wrong < 0.85


@ON_18
def test_equally_near_rows_are_as_good_as_each_other(
    server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(server, extension_schema="extensions")
    upgrade(made.url, dimensions="3")
    made.execute(
        "insert into nods_page (path) values ('/p'); insert into nods_page_section (page_id, content, embedding)"
        " select 1, 'text', array[cos(i % 10), sin(i % 10), 0]::extensions.vector from generate_series(1, 300) as i"
    )
    # each row has 29 twins, and any 5 of them are right
    assert measured(made, "k => 5, sample => 40")["recall"] == 1


@ON_18
def test_rows_without_vector_or_with_one_of_zeros_are_not_searched_for(
    server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(server, extension_schema="extensions")
    upgrade(made.url, dimensions="2", metric="cosine")
    made.execute(
        "insert into nods_page (path) values ('/p'); insert into nods_page_section (page_id, content, embedding)"
        " select 1, 'text', case i % 3 when 0 then array[cos(i), sin(i)]::extensions.vector when 1 then '[0,0]' end"
        " from generate_series(1, 90) as i"
    )
    found = measured(made)
    assert (found["sampled"], found["recall"]) == (30, 1)
    with pytest.raises(psycopg2.Error, match="30 rows of public.nods_page_section have a vector"):
        measured(made, "k => 30")


def test_an_index_of_any_table_is_measured(filled: Database) -> None:
    found = measured(filled, "sample => 20, index => 'library.\"Chunk idx\"', ef_search => 300")
    assert (found["index"], found["recall"]) == ('library."Chunk idx"', 1)
    assert (
        measured(filled, "sample => 9, index => 'ivfflat_idx', metric => 'cosine', probes => 100")["recall"]
        == 1
    )


@ON_18
def test_a_binary_index_of_another_table_needs_the_metric(
    server: PostgresServer, create_database: CreateDatabase, filled: Database
) -> None:
    made = create_database(server, template=filled.name)
    made.execute(
        'create index "b" on library."Chunk"'
        ' using hnsw ((extensions.binary_quantize("the vector")::bit(64)) extensions.bit_hamming_ops)'
    )
    with pytest.raises(psycopg2.Error, match="does not name the metric") as refused:
        measured(made, "index => 'library.b'")
    assert refused.value.pgcode == "22023"
    assert (
        measured(made, "index => 'library.b', metric => 'l2', overfetch => 30, sample => 20")["recall"] == 1
    )


INVALID = "update pg_index set indisvalid = false where indexrelid = 'hnsw_idx'::regclass"
REFUSED = [
    ("22023", "index => 'nods_page_section_pkey'", ""),
    ("22023", "index => 'nods_page_section_token_count_idx'", ""),
    ("42P01", "index => 'no_such_idx'", ""),
    ("22023", "index => 'part_idx'",
     "create index part_idx on nods_page_section using hnsw (embedding extensions.vector_ip_ops) where id > 7"),
    ("55000", "index => 'hnsw_idx'", INVALID),
    ("55000", "", "drop index hnsw_idx, binary_idx"),
    ("22023", "sample => 0", ""),
    ("22023", "sample => null", ""),
    ("22023", "sample => 10001", ""),
    ("22023", "k => 0", ""),
    ("22023", "k => null", ""),
    ("22023", "k => 10001", ""),
    ("22023", f"k => {SECTIONS}", ""),
    ("22023", "ef_search => 0", ""),
    ("22023", "ef_search => 1001", ""),
    ("22023", "probes => 3", ""),
    ("22023", "overfetch => 3", ""),
    ("22023", "index => 'ivfflat_idx', ef_search => 3", ""),
    ("22023", "index => 'ivfflat_idx', probes => 0", ""),
    ("22023", "index => 'binary_idx', overfetch => 0.5", ""),
    ("22023", "index => 'binary_idx', overfetch => 'NaN'", ""),
    ("22023", "index => 'binary_idx', overfetch => 10001", ""),
    ("22023", "metric => 'dot'", ""),
    ("22023", "metric => 'l2'", ""),
    ("22023", "", "delete from nods_page_section"),
    ("55000", "", "create index twin on nods_page_section using ivfflat (embedding extensions.vector_ip_ops)"),
]  # fmt: skip


@ON_18
@pytest.mark.parametrize(("sqlstate", "arguments", "before"), REFUSED)
def test_what_cannot_be_measured_is_refused_with_a_hint(
    filled: Database, sqlstate: str, arguments: str, before: str
) -> None:
    connection = filled.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"select '[1]'::extensions.vector; {before}")
        with pytest.raises(psycopg2.Error) as refused:
            cursor.execute(f"select * from pgmatch.measure_recall({arguments})")
    connection.close()
    assert refused.value.pgcode == sqlstate, str(refused.value)
    assert refused.value.diag.message_hint or sqlstate == "42P01"


SETTINGS = "select " + ", ".join(
    f"current_setting('{name}')"
    for name in ("hnsw.ef_search", "hnsw.iterative_scan", "ivfflat.probes", "enable_sort", "enable_seqscan")
)


@pytest.mark.parametrize(
    "arguments",
    ["ef_search => 77", "index => 'ivfflat_idx', probes => 3", "index => 'binary_idx'", "probes => 3"],
)
def test_it_leaves_no_setting_behind_and_needs_to_write_nothing(filled: Database, arguments: str) -> None:
    connection = filled.connect()
    with connection.cursor() as cursor:
        cursor.execute(
            "set transaction read only; select '[1]'::extensions.vector; set local hnsw.ef_search = 44; savepoint s"
        )
        cursor.execute(SETTINGS)
        before = cursor.fetchall()
        with suppress(psycopg2.errors.InvalidParameterValue):
            cursor.execute(f"select * from pgmatch.measure_recall(5, {arguments})")
            cursor.execute("release s; savepoint s")
        cursor.execute("rollback to s")
        cursor.execute(SETTINGS)
        assert cursor.fetchall() == before
    connection.close()


@ON_18
def test_a_role_of_the_api_may_not_call_it(filled: Database) -> None:
    for role in ("anon", "authenticated", "service_role"):
        with filled.as_role(role) as cursor, pytest.raises(psycopg2.Error) as refused:
            cursor.execute("select pgmatch.measure_recall()")
        assert refused.value.pgcode == "42501"


@ON_18
@pytest.mark.parametrize("function", ["measure_recall", "check_embeddings"])
def test_who_does_not_see_all_rows_is_told_so(
    server: PostgresServer, create_database: CreateDatabase, filled: Database, function: str
) -> None:
    made = create_database(server, template=filled.name)
    made.execute(
        "grant usage on schema pgmatch, extensions to authenticated;"
        "grant execute on all functions in schema pgmatch to authenticated;"
        "grant select on all tables in schema pgmatch, public to authenticated;"
        "create policy all_of_it on pgmatch.search for select to authenticated using (true)"
    )
    with made.as_role("authenticated") as cursor, pytest.raises(psycopg2.Error, match="row level") as refused:
        cursor.execute(f"select pgmatch.{function}()")
    assert refused.value.pgcode == "42501"
