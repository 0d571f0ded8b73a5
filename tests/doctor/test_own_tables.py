"""The rules look at a table of the user's own that is declared to be searched, as at those of pgmatch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from pgmatch.doctor import CHECKS
from tests.doctor.conftest import Copy, Doctor, execute
from tests.servers import Database, created

OWN = """
    create schema shop;
    create table shop."Things" (id bigint primary key, name text, "Vec" extensions.vector(3));
    insert into shop."Things"
    select i, 'thing ' || i, ('[' || i % 97 || ',1,' || i % 13 || ']')::extensions.vector from generate_series(1, 1200) as i;
    grant usage on schema shop to anon; grant select on shop."Things" to anon;
    select pgmatch.create_search('public.match_things', 'shop."Things"', 'Vec', metric => 'cosine')
"""
INDEX = 'create index things_idx on shop."Things" using hnsw ("Vec" extensions.vector_cosine_ops)'
TABLE, COLUMN = 'table shop."Things"', 'column shop."Things"."Vec"'


@dataclass(frozen=True)
class Case:
    """How the table is broken, and what is to be said of it."""

    rule: str
    breaks: str
    level: str
    object: str
    evidence: str
    is_safe: bool = True
    has_fix: bool = True
    name: str = ""


CASES = (
    Case("index_missing", "drop index shop.things_idx", "error", COLUMN, "compares all 1,200 rows"),
    Case(
        "index_invalid",
        "update pg_index set indisvalid = false where indexrelid = 'shop.things_idx'::regclass",
        "error",
        "index shop.things_idx",
        "its build was interrupted",
    ),
    Case(
        "index_metric",
        'create index wrong_idx on shop."Things" using hnsw ("Vec" extensions.vector_l2_ops)',
        "warning",
        "index shop.wrong_idx",
        "for l2, but searches order by cosine",
        is_safe=False,
    ),
    Case(
        "index_unused",
        'create index idle_idx on shop."Things" using ivfflat ("Vec" extensions.vector_cosine_ops) with (lists = 1)',
        "warning",
        "index shop.idle_idx",
        "Searches use another index",
        is_safe=False,
    ),
    Case(
        "index_drifted",
        'drop index shop.things_idx; create index on shop."Things" using ivfflat ("Vec" extensions.vector_cosine_ops)'
        " with (lists = 100)",
        "warning",
        'index shop."Things_Vec_idx"',
        "it has 100 lists, and 1 suit 1,200 rows",
    ),
    Case(
        "statistics",
        "delete from pg_statistic where starelid = 'shop.\"Things\"'::regclass",
        "warning",
        TABLE,
        "was never analyzed",
    ),
    Case(
        "embeddings",
        'update shop."Things" set "Vec" = null where id = 1',
        "warning",
        TABLE,
        "1 of 1,200 rows has no embedding",
        is_safe=False,
        has_fix=False,
        name="missing",
    ),
    Case(
        "embeddings",
        'update shop."Things" set "Vec" = \'[0,0,0]\' where id = 1',
        "warning",
        TABLE,
        "1 of 1,200 embeddings is all zeros",
        is_safe=False,
        name="zero",
    ),
    Case(
        "embeddings",
        "update pgmatch.search set metric = 'ip' where line is null",
        "warning",
        TABLE,
        "1,200 of 1,200 embeddings do not have length 1 (1.414 to ",
        is_safe=False,
        name="length",
    ),
    Case(
        "search_outdated",
        "drop index shop.things_idx;"
        'create index half_idx on shop."Things" using hnsw (("Vec"::extensions.halfvec(3)) extensions.halfvec_cosine_ops)',
        "warning",
        "function public.match_things",
        "was made when its table had other indexes",
    ),
    Case(
        "search_outdated",
        'alter table shop."Things" rename to "Other things"',
        "error",
        "function public.match_things",
        "was renamed, so calls fail",
        name="renamed",
    ),
    Case(
        "search_invalid",
        'alter table shop."Things" rename name to title',
        "error",
        "function public.match_things",
        "Its column name is now called title.",
        is_safe=False,
    ),
    Case(
        "search_missing",
        "drop function match_things",
        "warning",
        "function public.match_things",
        "The function no longer exists",
        is_safe=False,
    ),
    Case(
        "search_missing",
        'drop table shop."Things" cascade',
        "error",
        "function public.match_things",
        "Its table no longer exists, so every call fails.",
        is_safe=False,
        name="table",
    ),
    Case(
        "table_missing",
        "select pgmatch.drop_search('match_things'); insert into pgmatch.search (target, embedding, key, metric)"
        " values ('shop.\"Things\"', 'Vec', 'id', 'ip'); alter table shop.\"Things\" drop column \"Vec\"",
        "warning",
        COLUMN,
        "no longer exists",
    ),
    Case(
        "rls_no_policy",
        'alter table shop."Things" enable row level security',
        "warning",
        TABLE,
        "anon may read the table, but no policy shows it any row",
        is_safe=False,
    ),
)


def declare(database: Database) -> None:
    """Make the table, its function and its index."""
    database.execute(OWN)
    for statement in (INDEX, "select pgmatch.refresh_searches()", "analyze"):
        execute(database, statement)


@pytest.fixture(scope="module")
def declared(public_read: Database) -> Iterator[Database]:
    """A healthy database with the table, which is only copied."""
    with created(public_read.server, "doctor_own", template=public_read.name) as database:
        declare(database)
        yield database


@pytest.fixture
def own(declared: Database, copy: Copy) -> Database:
    return copy("declared")


def test_a_healthy_table_has_no_findings(own: Database, doctor: Doctor) -> None:
    assert doctor.see(own)["findings"] == []
    assert own.rows("select d.rule from pgmatch.doctor() as d") == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.name}".strip())
def test_what_is_broken_is_found_and_its_fix_repairs_it(own: Database, doctor: Doctor, case: Case) -> None:
    assert case.rule in CHECKS
    execute(own, case.breaks)
    (finding,) = doctor.find(own, case.rule)
    assert (finding["level"], finding["object"]) == (case.level, case.object)
    assert case.evidence in finding["evidence"]
    assert finding["is_safe"] is case.is_safe
    if case.has_fix:
        doctor.follow(own, finding)
        assert [one for one in doctor.find(own, case.rule) if case.evidence in one["evidence"]] == []
    else:
        assert finding["fix"] == []


def test_the_embeddings_of_a_table_are_scanned_once(own: Database) -> None:
    scans = "select seq_scan from pg_stat_xact_user_tables where relid = 'shop.\"Things\"'::regclass"
    with own.connect() as connection, connection.cursor() as cursor:
        cursor.execute('update shop."Things" set "Vec" = null where id = 1')
        cursor.execute("update pgmatch.search set metric = 'ip' where line is null")
        cursor.execute(scans)
        ((before,),) = cursor.fetchall()
        cursor.execute("select evidence from pgmatch.doctor_embeddings()")
        assert len(cursor.fetchall()) == 2
        cursor.execute(scans)
        assert cursor.fetchall() == [(before + 1,)]
    connection.close()


def test_fix_builds_the_index_of_the_table(own: Database, doctor: Doctor) -> None:
    own.execute("drop index shop.things_idx")
    report = doctor.see(own, "--fix", "--only", "index_missing")
    assert [one["fix"] for one in report["repaired"]] == [['pgmatch index create \'shop."Things"."Vec"\'']]
    assert report["findings"] == []


def test_a_search_that_fails_is_found(own: Database, doctor: Doctor) -> None:
    own.execute('revoke select on shop."Things" from anon')
    (finding,) = doctor.find(own, "search_plan")
    assert (finding["level"], finding["object"]) == ("error", "role anon")
    assert finding["evidence"].startswith("A search with public.match_things fails: permission denied")


def test_a_low_recall_is_found_and_the_fix_names_the_index(own: Database, doctor: Doctor) -> None:
    execute(own, "drop index shop.things_idx")
    execute(
        own,
        'create index bits_idx on shop."Things"'
        ' using hnsw ((extensions.binary_quantize("Vec")::bit(3)) extensions.bit_hamming_ops)',
    )
    execute(own, "select pgmatch.tune_index('shop.bits_idx', overfetch => 1)")
    (finding,) = doctor.find(own, "recall")
    assert "of their 10 nearest rows" in finding["evidence"]
    assert finding["fix"] == ["pgmatch tune --index shop.bits_idx --metric cosine --recall 0.95 --store"]


def test_a_dropped_table_and_its_function_are_forgotten(own: Database, doctor: Doctor) -> None:
    own.execute('drop table shop."Things" cascade; drop function match_things')
    (finding,) = doctor.see(own)["findings"]
    assert (finding["check"], finding["level"]) == ("search_missing", "warning")
    doctor.follow(own, finding)
    assert doctor.see(own)["findings"] == []


def test_the_doctor_finds_nothing_if_anon_may_search_on_a_private_install(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    declare(database)
    assert doctor.see(database)["findings"] == []


def test_searches_of_several_metrics_need_an_index_for_each(own: Database, doctor: Doctor) -> None:
    execute(own, "select pgmatch.create_search('public.by_l2', 'shop.\"Things\"', 'Vec', metric => 'l2')")
    (missing,) = doctor.find(own, "index_missing", "index_metric", "index_unused", "search_plan")
    assert (missing["check"], missing["object"]) == ("index_missing", COLUMN)
    assert "supports the metric l2" in missing["evidence"]
    execute(own, "update pgmatch.search set metric = 'cosine' where line is null")
    (missing,) = doctor.find(own, "index_missing")
    step = 'create index concurrently on shop."Things" using hnsw ("Vec" extensions.vector_l2_ops);'
    assert missing["fix"] == [step]
    doctor.follow(own, missing)
    assert doctor.find(own, "index_missing") == []
    execute(
        own,
        'create index ip_idx on shop."Things" using hnsw ("Vec" extensions.vector_ip_ops);',
    )
    execute(own, "select pgmatch.refresh_searches()")
    (wrong,) = doctor.find(own, "index_missing", "index_metric", "index_unused", "search_plan")
    assert (wrong["check"], wrong["object"]) == ("index_metric", "index shop.ip_idx")
    assert "searches order by cosine and l2" in wrong["evidence"]


@pytest.mark.parametrize("dimensions", [3, 2001])
def test_the_fixes_of_a_partitioned_table_can_be_run(own: Database, doctor: Doctor, dimensions: int) -> None:
    own.execute(
        f"""
        create table shop.parts (id bigint primary key, v extensions.vector({dimensions})) partition by range (id);
        create table shop.part partition of shop.parts for values from (0) to (100);
        insert into shop.parts select i, array_fill(1, array[{dimensions}])::extensions.vector
        from generate_series(1, 20) as i;
        select pgmatch.create_search('public.match_parts', 'shop.parts', 'v', metric => 'cosine');
        """
    )
    (missing,) = doctor.find(own, "index_missing")
    doctor.follow(own, missing)
    assert doctor.find(own, "index_missing") == []
    if dimensions > 2000:
        return
    execute(own, "create index on shop.parts using hnsw (v extensions.vector_l2_ops)")
    (wrong,) = doctor.find(own, "index_metric")
    doctor.follow(own, wrong)
    assert doctor.find(own, "index_metric", "index_missing") == []
