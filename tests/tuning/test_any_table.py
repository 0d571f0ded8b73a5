"""Measuring, tuning and checking a table of the user's: partitioned, halfvec, keys of any type, quoted names."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.servers import Database, PostgresServer, created

FILL = """
    create schema "My shop";
    set local search_path = "My shop", extensions;
    create table "Items" (
      "key" text, seller text not null, "half vector" halfvec(8), primary key ("key", seller)
    ) partition by list (seller);
    create table anns partition of "Items" for values in ('ann');
    create table everybodys partition of "Items" default;
    select setseed(0.5);
    insert into "Items" ("key", seller, "half vector")
    select 'k' || i, case when i % 3 = 0 then 'ann' else 'bob' end,
      (select array_agg(random() - 0.5) from generate_series(1, 8 + 0 * i))::vector
    from generate_series(100, 399) as i;
    insert into "Items" select 'twin', 'ann', s."half vector" from "Items" as s where s."key" = 'k101';
    create index "Nearest" on "Items" using hnsw ("half vector" halfvec_l2_ops);
    analyze "Items";
    insert into pgmatch.search (target, embedding, key, metric)
      values ('"My shop"."Items"'::regclass, 'half vector', 'key', 'l2')
"""
ITEMS, INDEX = """'"My shop"."Items"'""", """'"My shop"."Nearest"'"""


@pytest.fixture(scope="module")
def shop(supabase_server: PostgresServer) -> Iterator[Database]:
    with created(supabase_server, "tuning_any_table", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="3")
        made.execute(FILL)
        yield made


def test_the_index_of_a_partitioned_table_is_measured(shop: Database) -> None:
    measured = "select sampled, k, recall, pages_hit > 0 from pgmatch.measure_recall(20, 5, index => {})"
    assert shop.rows(measured.format(INDEX)) == [(20, 5, 1, True)]
    assert shop.rows(f"select size > 0, complete from pgmatch.vector_indexes({ITEMS}, 'half vector')") == [
        (True, True)
    ]


def test_what_is_stored_of_it_is_used_by_searches(shop: Database) -> None:
    chosen = f"select ef_search from pgmatch.search_index({ITEMS}, 'half vector', 'l2')"
    shop.execute(f"select pgmatch.tune_index({INDEX}, ef_search => 77)")
    assert shop.rows(chosen) == [(77,)]
    shop.execute(f"select pgmatch.tune_index({INDEX})")
    assert shop.rows(chosen) == [(None,)]


def test_its_embeddings_are_checked(shop: Database) -> None:
    checked = "select rows, without_embedding, zero, finding from pgmatch.check_embeddings({})"
    assert shop.rows(checked.format(ITEMS)) == [(301, 0, 0, None)]
    assert shop.rows(checked.format("")) == [(0, 0, 0, None)], "of the line nods, where none is named"


def test_its_near_pairs_are_found(shop: Database) -> None:
    pairs = (
        "select r.keys, r.other_keys, r.similarities from pgmatch.near_pairs(null::text, {}, 'half vector', 'key', 'l2',"
        " 0.9999, 10{}) as r"
    )
    assert shop.rows(pairs.format(ITEMS, "")) == [(["k101"], ["twin"], [1])]
    assert shop.rows(pairs.format(ITEMS, ", apart => 'seller'")) == [(["k101"], ["twin"], [1])]
    assert shop.rows(pairs.format(ITEMS, ", filter => 's.seller = ''bob'''")) == [([], [], [])]


def test_without_a_name_the_only_declared_column_is_meant(shop: Database) -> None:
    connection = shop.connect()
    with connection.cursor() as cursor:
        cursor.execute("delete from pgmatch.search where line = 'nods'")
        cursor.execute("select index::text from pgmatch.measure_recall(5, 5)")
        assert cursor.fetchall() == [('"My shop"."Nearest"',)]
        cursor.execute(
            "insert into pgmatch.search (target, embedding, key, metric)"
            " values ('nods_page_section', 'embedding', 'id', 'ip')"
        )
        cursor.execute("savepoint s")
        with pytest.raises(psycopg2.Error) as several:
            cursor.execute("select pgmatch.measure_recall()")
        assert several.value.diag.message_primary == (
            'several columns of embeddings are declared: "My shop"."Items"."half vector",'
            " public.nods_page_section.embedding"
        )
        cursor.execute("rollback to s; delete from pgmatch.search")
        with pytest.raises(psycopg2.Error, match="no column of embeddings is declared") as none:
            cursor.execute("select pgmatch.measure_recall()")
        assert several.value.diag.message_hint
        assert none.value.diag.message_hint
    connection.close()
