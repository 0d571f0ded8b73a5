"""The index tools on a user's own table that pgmatch searches: the record has its metric and key."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pgmatch.errors import PgmatchError
from pgmatch.index import advise, find_column, find_index, list_indexes, plan_index
from tests.cli.conftest import Run
from tests.index.conftest import ITEMS, ROWS, connected
from tests.servers import Database

DECLARE = """
    insert into pgmatch.search (target, embedding, key, metric)
    values ('shop."Items"'::regclass, 'Vec', 'id', 'l2')
"""
NO_LINE = "delete from pgmatch.search as s where s.line = 'nods'"
LONG = """
    set local search_path = public, extensions;
    create table shop.long (id int primary key, v vector(900));
    alter table shop.long alter column v set storage external;
    insert into shop.long select i, array_agg(n % 7 + i)::vector from generate_series(1, 5) as i, generate_series(1, 900) as n
    group by i;
    alter table shop.long alter column v set storage plain;
    alter table shop.long set (toast_tuple_target = 8160);
    insert into pgmatch.search (target, embedding, key, metric) values ('shop.long'::regclass, 'v', 'id', 'cosine')
"""


@pytest.fixture
def declared(shop: Database) -> Database:
    shop.execute(DECLARE)
    return shop


def test_an_index_has_the_recorded_metric_and_is_the_one_in_use(run: Run, declared: Database) -> None:
    done = run("index", "create", ITEMS, url=declared.url)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Searches of pgmatch now use it.")
    assert "vector_l2_ops" in done.stdout

    (index,) = json.loads(run("index", "list", ITEMS, "--json", url=declared.url).stdout)["indexes"]
    assert (index["metric"], index["is_used"]) == ("l2", True)
    with connected(declared.url) as connection:
        ours = list_indexes(connection, find_column(connection))
    assert [found.is_used for found in ours] == [True]


def test_another_metric_than_the_recorded_one_is_refused(declared: Database) -> None:
    with connected(declared.url) as connection:
        column = find_column(connection, ITEMS)
        with pytest.raises(PgmatchError, match="use the metric l2, not cosine"):
            plan_index(connection, column, metric="cosine")


def test_a_binary_index_is_used_once_it_is_tuned(run: Run, declared: Database) -> None:
    run("index", "create", ITEMS, url=declared.url)
    done = run("index", "create", ITEMS, "--type", "binary", "--name", "signs", url=declared.url)
    assert done.stdout.splitlines()[-1] == "pgmatch tune --index shop.signs --store"
    declared.execute("select pgmatch.tune_index('shop.signs', overfetch => 4)")
    with connected(declared.url) as connection:
        used = [index for index in list_indexes(connection, find_column(connection, ITEMS)) if index.is_used]
    assert [(index.bare_name, index.tuning and index.tuning.overfetch) for index in used] == [("signs", 4)]


def test_advice_needs_no_metric_and_drops_what_no_search_takes(declared: Database) -> None:
    make = 'create index {} on shop."Items" using {} ("Vec" extensions.vector_l2_ops)'
    with connected(declared.url) as connection:
        column = find_column(connection, ITEMS)
        advice = advise(connection, column)
        assert advice.metric_from == "as recorded"
        assert advice.commands == ('pgmatch index create \'shop."Items"."Vec"\' --type vector',)
        declared.execute(make.format("graph", "hnsw"))
        declared.execute(make.format("lists", "ivfflat"))
        assert advise(connection, column).commands == ("pgmatch index drop shop.lists",)


def test_without_a_name_it_is_the_only_column_that_is_searched(declared: Database) -> None:
    declared.execute(NO_LINE)
    declared.execute('create index items_idx on shop."Items" using hnsw ("Vec" extensions.vector_l2_ops)')
    with connected(declared.url) as connection:
        assert find_column(connection).full_name == ITEMS
        column, index = find_index(connection)
        assert (column.full_name, index.name) == (ITEMS, "shop.items_idx")


def test_of_several_columns_one_has_to_be_named(declared: Database) -> None:
    declared.execute(NO_LINE)
    declared.execute(LONG)
    with (
        connected(declared.url) as connection,
        pytest.raises(PgmatchError, match="searches 2 columns") as caught,
    ):
        find_column(connection)
    assert "shop.long.v" in str(caught.value.hint)


def test_the_record_of_a_table_that_was_dropped_does_no_harm(declared: Database) -> None:
    declared.execute('drop table shop."Items"')
    with connected(declared.url) as connection:
        assert find_column(connection).full_name == "public.nods_page_section.embedding"


def test_optimize_rewrites_the_table_that_is_named(run: Run, declared: Database) -> None:
    declared.execute(LONG)
    done = run("optimize", "shop.long.v", "--yes", url=declared.url)
    assert done.exit_code == 0, done.stderr
    first, *_, last = done.stdout.splitlines()
    assert first.startswith("shop.long: ")
    assert "5 rows have their embedding there" in first
    assert "0 rows have their embedding there" in last
    again = run("optimize", "shop.long.v", url=declared.url)
    assert again.stdout == "Nothing to do: shop.long already stores every embedding in its row.\n"


def test_optimize_leaves_what_is_not_meant_to_be_in_the_row(run: Run, declared: Database) -> None:
    done = run("optimize", ITEMS, url=declared.url)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Nothing to do: the storage of {ITEMS} is not plain.")


def test_status_shows_the_columns_that_are_searched(run: Run, declared: Database) -> None:
    run("index", "create", ITEMS, url=declared.url)
    shown = run("status", url=declared.url).stdout
    assert f"{ITEMS}: vector(24), l2" in shown
    assert "Items_Vec_hnsw_l2_idx: hnsw vector l2" in shown

    found: dict[str, Any] = json.loads(run("status", "--json", url=declared.url).stdout)
    ours, items = found["searched"]
    assert ours["column"] == "public.nods_page_section.embedding"
    assert {**items, "indexes": [index["name"] for index in items["indexes"]]} == {
        "column": ITEMS,
        "type": "vector",
        "dimensions": 24,
        "metric": "l2",
        "indexes": ['shop."Items_Vec_hnsw_l2_idx"'],
    }


@pytest.mark.parametrize("kind", ["vector", "binary"])
def test_tune_measures_and_stores_by_the_recorded_metric(run: Run, declared: Database, kind: str) -> None:
    run("index", "create", ITEMS, "--type", kind, url=declared.url)
    declared.execute('update shop."Items" set "Vec" = null where id = 1')
    options = ("--table", 'shop."Items"', "--column", "Vec", "--sample", "20", "--recall", "0.5", "--store")
    done = run("tune", *options, url=declared.url)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Stored: searches use it from now on."), (
        done.stderr
    )
    assert ", l2, of " in done.stdout
    assert f"1 of {ROWS} rows has no embedding" in done.stdout
    with connected(declared.url) as connection:
        (index,) = list_indexes(connection, find_column(connection, ITEMS))
    assert index.tuning is not None
