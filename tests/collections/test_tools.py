"""The tools on collections: status, the doctor, the index tools."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from pgmatch.status import read_status
from tests.index.conftest import connected
from tests.servers import Database

VECTORS = """
    select collections.create_collection('My docs', 3);
    insert into vecs."My docs" (id, vec, metadata)
    select i::text, array[i % 7, i % 11, 1 + i % 13]::extensions.vector, jsonb_build_object('i', i)
    from generate_series(1, 2000) as i;
    analyze vecs."My docs"
"""


def pgmatch(database: Database, *words: str) -> str:
    """Return what the command prints; it must succeed."""
    done = subprocess.run(
        [Path(sys.executable).with_name("pgmatch"), *words],
        env={"PGMATCH_DATABASE_URL": database.url, "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_status_tells_how_many_there_are_and_lists_a_part_of_many(collections: Database) -> None:
    collections.execute("select collections.create_collection('c' || i, 3) from generate_series(1, 105) as i")
    with connected(collections.url) as connection:
        status = read_status(connection)
    line = status.line("collections")
    assert line is not None
    assert (line.tables_schema, line.tables, line.dimensions, line.metric) == ("vecs", 105, None, None)
    assert [each.name for each in status.lines] == ["collections", "core"]
    assert len(status.searched) == 100
    assert status.unseen == ("5 more columns are searched; the table pgmatch.search lists them.",)
    shown = pgmatch(collections, "status")
    assert "105 in schema vecs" in shown
    assert "vecs.c1.vec: vector(3), cosine" in shown
    assert json.loads(pgmatch(collections, "status", "--json"))["lines"][0]["tables"] == 105


def test_an_index_is_made_by_the_index_tools_and_known(collections: Database) -> None:
    collections.execute(VECTORS)
    found = collections.rows("select rule, fix from pgmatch.doctor() where level = 'error'")
    assert found == [("index_missing", "pgmatch index create 'vecs.\"My docs\".vec'")]
    pgmatch(collections, "index", "create", 'vecs."My docs".vec')
    assert collections.rows("select rule, object from pgmatch.doctor() where level <> 'info'") == []
    assert collections.rows("select measure, method from collections.list_collections()") == [
        ("cosine_distance", "hnsw")
    ]


def test_an_index_for_another_measure_is_no_fault(collections: Database) -> None:
    collections.execute(VECTORS)
    collections.execute('create index on vecs."My docs" using hnsw (vec extensions.vector_l2_ops)')
    assert collections.rows("select * from pgmatch.refresh_searches()") == []
    assert collections.rows("select rule, object from pgmatch.doctor() where level <> 'info'") == []


def test_the_doctor_finds_nothing_in_empty_collections(collections: Database) -> None:
    collections.execute("select collections.create_collection('c' || i, 3) from generate_series(1, 3) as i")
    found = collections.rows("select level, rule, object, evidence from pgmatch.doctor()")
    assert [row for row in found if row[0] != "info"] == []
