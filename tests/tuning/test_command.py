"""`pgmatch tune`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from pgmatch.migrate import upgrade
from pgmatch.tuning import Session
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer, created
from tests.tuning.conftest import ON_18, tune

pytestmark = ON_18


@pytest.fixture(scope="module")
def written(server: PostgresServer, filled: Database) -> Iterator[Database]:
    """A copy in which things are stored, and any graph finds nearly everything."""
    with created(server, "command", template=filled.name) as made:
        made.execute(
            "drop index hnsw_idx; create index hnsw_idx on nods_page_section"
            " using hnsw (embedding extensions.vector_ip_ops) with (ef_construction = 200)"
        )
        yield made


def stored(database: Database) -> list[tuple[Any, ...]]:
    return database.rows(
        "select index, ef_search, probes, overfetch, k, recall from pgmatch.index_tuning order by 1"
    )


def test_it_shows_each_setting_and_recommends_one_and_stores_nothing(filled: Database) -> None:
    done = tune(filled.url, "--recall", "0.5", "--sample", "30")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "hnsw_idx: hnsw on vector, ip, of nods_page_section, about 2,000 rows"
    assert re.match(r"\d+ rows searched for, 10 nearest of each; an exact search takes ", lines[1])
    assert lines[2].split() == [
        "Setting",
        "Recall",
        "At",
        "least",
        "Worst",
        "p50",
        "ms",
        "p95",
        "ms",
        "Pages",
        "of",
        "them",
        "read",
    ]
    assert lines[3].startswith("as it is now")
    assert lines[4].startswith("ef_search 40 ")
    assert lines[-2].startswith("Recommended: ef_search ")
    assert done.stderr == "", "no bar on a pipe"
    assert stored(filled) == []


def test_what_is_stored_is_used_by_searches_and_compared_the_next_time(written: Database) -> None:
    done = tune(written.url, "--recall", "0.97", "--sample", "30", "--store", "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    best = report["recommended"]
    assert best["recall"] >= 0.97
    cheaper = [each for each in report["found"] if each["pages_hit"] < best["pages_hit"]]
    assert all(each["low"] < 0.97 for each in cheaper)
    ef_search = best["setting"]["ef_search"]
    assert stored(written) == [("public.hnsw_idx", ef_search, None, None, 10, best["recall"])]

    again = tune(written.url, "--sample", "30", "--recall", "0.5")
    assert f"Stored before: ef_search {ef_search}, recall {best['recall']:.3f} for k = 10, 2" in again.stdout
    # with the same arguments, because another recall can take another sample
    now = json.loads(tune(written.url, "--recall", "0.97", "--sample", "30", "--json").stdout)["now"]
    assert now["recall"] == best["recall"]
    assert now["pages_hit"] == pytest.approx(best["pages_hit"], abs=1)

    done = tune(written.url, "--forget")
    assert (done.exit_code, done.stdout) == (0, "Searches with hnsw_idx use the defaults again.\n")
    assert stored(written) == []


@pytest.mark.parametrize(
    ("arguments", "setting"),
    [
        (("--index", "ivfflat_idx"), {"ef_search": None, "probes": 100, "overfetch": None}),
        (("--table", "library.\"Chunk\"", "--column", "the vector", "--recall", "0.5"), {"ef_search": 11, "probes": None, "overfetch": None}),
    ],
)  # fmt: skip
def test_any_index_of_any_table_is_tuned(
    filled: Database, arguments: tuple[str, ...], setting: dict[str, Any]
) -> None:
    done = tune(filled.url, "--sample", "20", "--recall", "1", "--json", *arguments)
    report = json.loads(done.stdout)
    assert (done.exit_code, report["index"]["holds_sections"]) == (0, "--index" in arguments)
    assert report["recommended"]["setting"].keys() == setting.keys()
    used = {name for name, value in report["recommended"]["setting"].items() if value is not None}
    assert used == {name for name, value in setting.items() if value is not None}


def test_a_binary_index_is_chosen_by_searches_once_it_is_tuned(
    server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(server, extension_schema="extensions")
    upgrade(made.url, dimensions="1536")
    made.execute(
        "set local search_path = public, extensions; select setseed(0.5); insert into nods_page (path) values ('/p');"
        "drop index nods_page_section_embedding_hnsw_ip_idx;"
        "insert into nods_page_section (page_id, content, embedding) select 1, 'text', l2_normalize("
        " (select array_agg(r.x) from (select random()::real - 0.5 as x from generate_series(1, 32 + 0 * i)) as r,"
        " generate_series(1, 48))::vector) from generate_series(1, 500) as i;"
        "create index v on nods_page_section using hnsw (embedding vector_ip_ops);"
        "create index b on nods_page_section using hnsw ((binary_quantize(embedding)::bit(1536)) bit_hamming_ops)"
    )
    assert made.rows("select index from pgmatch.measure_recall(1)") == [("v",)]
    done = tune(
        made.url, "--index", "b", "--sample", "20", "--recall", "0.95", "--below-default", "--store", "--json"
    )
    report = json.loads(done.stdout)
    best, one = report["recommended"], report["found"][0]
    assert one["setting"]["overfetch"] == 1
    assert one["recall"] < 0.9 < best["recall"]
    assert best["setting"]["overfetch"] > 1
    again = made.rows("select index, recall from pgmatch.measure_recall(%s)", [report["sampled"]])
    assert again == [("b", best["recall"])]


def test_where_no_setting_reaches_the_recall_it_says_what_to_do_and_stores_nothing(
    server: PostgresServer, create_database: CreateDatabase, filled: Database
) -> None:
    made = create_database(server, template=filled.name)
    made.execute(
        "drop index hnsw_idx; create index hnsw_idx on nods_page_section"
        " using hnsw (embedding extensions.vector_ip_ops) with (m = 2, ef_construction = 4)"
    )
    done = tune(made.url, "--index", "hnsw_idx", "--recall", "1", "--sample", "60", "--store")
    assert done.exit_code == 1
    assert "ef_search 1000" in done.stdout
    assert "Recommended" not in done.stdout
    first, second = done.stderr.splitlines()
    assert first.startswith("Error: no setting surely reaches a recall of 1; the best, ef_search ")
    assert second.startswith("Hint: Build the index again with a larger m and ef_construction")
    assert stored(made) == []


def test_it_warns_of_growth_and_of_embeddings_that_harm(
    server: PostgresServer, create_database: CreateDatabase, filled: Database
) -> None:
    made = create_database(server, template=filled.name)
    made.execute(
        "select pgmatch.tune_index('hnsw_idx', ef_search => 40); update pgmatch.index_tuning set rows = 1334"
    )
    assert "Warning" not in tune(made.url, "--k", "1", "--sample", "5", "--recall", "0.1").stdout
    made.execute(
        "update pgmatch.index_tuning set rows = 1333;"
        "update nods_page_section set embedding = embedding operator(extensions.+) embedding where id = 7"
    )
    warnings = [
        line
        for line in tune(made.url, "--k", "1", "--sample", "5", "--recall", "0.1").stdout.splitlines()
        if "Warning" in line
    ]
    assert warnings == [
        "Warning: The stored setting was measured with about 1,333 rows; now there are 2,000.",
        "Warning: 1 of 2000 embeddings does not have length 1 (1.000 to 2.000): by inner product, long vectors come"
        " before near ones. Normalise them, or install with the metric cosine.",
    ]
    assert (
        "Warning"
        not in tune(
            made.url, "--index", 'library."Chunk idx"', "--k", "1", "--sample", "5", "--recall", "0.1"
        ).stdout
    )


def test_a_picture_is_drawn_as_its_ending_says(filled: Database, tmp_path: Path) -> None:
    for name, beginning in (("a.png", b"\x89PNG\r\n"), ("b.SVG", b"<?xml")):
        done = tune(
            filled.url,
            "--index",
            "binary_idx",
            "--sample",
            "5",
            "--recall",
            "0.5",
            "--plot",
            str(tmp_path / name),
        )
        assert done.exit_code == 0, done.output
        picture = (tmp_path / name).read_bytes()
        assert picture.startswith(beginning)
    text = picture.decode()
    assert all(word in text for word in ("overfetch 20<", "recommended: ", "binary_idx", "recall"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--index", "none_such"), "relation none_such does not exist\nHint: `pgmatch index list`"),
        (("--index", "nods_page_section_pkey"), "is not an HNSW or IVFFlat index"),
        (("--table", "nods_page_section"), "Name one with --index: "),
        (("--table", "shop.none_such"), "relation shop.none_such does not exist\nHint: Quote it as in SQL"),
        (("--table", "nods_page"), "has no valid HNSW or IVFFlat index"),
        (("--k", "1000", "--table", 'library."Chunk"', "--column", "the vector"), "300 rows of"),
    ],
)
def test_what_cannot_be_tuned_is_an_error(filled: Database, arguments: tuple[str, ...], message: str) -> None:
    done = tune(filled.url, *arguments)
    assert (done.exit_code, message in done.stderr) == (1, True), done.stderr


def test_an_ordinary_owner_tunes_and_stores(server: PostgresServer, create_database: CreateDatabase) -> None:
    made = create_database(server, owner="owner", extension_schema="extensions")
    url = server.url(made.name, "owner")
    upgrade(url, dimensions="2", schema="app")
    made.execute(
        "insert into app.nods_page (path) values ('/p'); insert into app.nods_page_section (page_id, content, embedding)"
        " select 1, 'text', array[cos(i), sin(i)]::extensions.vector from generate_series(1, 50) as i"
    )
    done = tune(url, "--k", "2", "--store")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("app.nods_page_section_embedding_hnsw_ip_idx: hnsw on vector, ip")
    assert [row[:2] for row in stored(made)] == [("app.nods_page_section_embedding_hnsw_ip_idx", 40)]


def test_a_measurement_writes_nothing_and_is_not_cut_off(filled: Database) -> None:
    engine = create_engine(f"{filled.url}?options=-cstatement_timeout%3D9000", poolclass=NullPool)
    shown = text("select current_setting('transaction_read_only'), current_setting('statement_timeout')")
    with engine.connect() as connection:
        with Session(connection).snapshot():
            assert connection.execute(shown).one() == ("on", "0")
        assert connection.execute(shown).one() == ("off", "9s")


def test_without_pgmatch_it_says_so(server: PostgresServer, create_database: CreateDatabase) -> None:
    done = tune(create_database(server).url)
    assert done.exit_code == 1
    assert "pgmatch is not installed in this database" in done.stderr
