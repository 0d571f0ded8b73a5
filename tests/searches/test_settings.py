"""How thoroughly an index is searched: an argument, else the caller's setting, else what was tuned, else the default."""

from __future__ import annotations

import json
from contextlib import closing

import psycopg2
import pytest

from tests.searches.conftest import CREATE, DIMENSIONS
from tests.servers import Database

CALL = "explain (analyze, buffers, format json) select * from public.match_products('[1,2,3,4,5,6,7,8]', 5{})"
SETTINGS = (
    "select current_setting('hnsw.ef_search'), current_setting('hnsw.iterative_scan'),"
    " current_setting('ivfflat.probes'), current_setting('ivfflat.iterative_scan')"
)
INDEXES = {
    "hnsw": "hnsw (embedding vector_cosine_ops)",
    "halfvec": f"hnsw ((embedding::halfvec({DIMENSIONS})) halfvec_cosine_ops)",
    "ivfflat": "ivfflat (embedding vector_cosine_ops) with (lists = 100)",
    "binary": f"hnsw ((binary_quantize(embedding)::bit({DIMENSIONS})) bit_hamming_ops)",
}
NAMES = {
    "hnsw": ("hnsw.ef_search", "ef_search"),
    "halfvec": ("hnsw.ef_search", "ef_search"),
    "ivfflat": ("ivfflat.probes", "probes"),
    "binary": ("hnsw.ef_search", "ef_search"),
}


def pages(database: Database, arguments: str = "", setting: str = "") -> int:
    """Return how many pages a call reads, and check that it leaves the settings as they were."""
    connection = database.connect()
    with connection, connection.cursor() as cursor:
        cursor.execute(f"select '[1]'::extensions.vector; {setting}")
        cursor.execute(SETTINGS)
        before = cursor.fetchone()
        for _ in range(2):  # the first call also reads what it is planned with
            cursor.execute(CALL.format(arguments))
            found = cursor.fetchone()
        cursor.execute(SETTINGS)
        assert cursor.fetchone() == before
    connection.close()
    assert found is not None
    plan = found[0] if isinstance(found[0], list) else json.loads(found[0])
    return int(plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"])


@pytest.mark.parametrize("kind", INDEXES)
def test_an_argument_wins_over_the_session_and_that_over_the_default(shop: Database, kind: str) -> None:
    shop.execute(
        "set local search_path = public, extensions; drop index shop.products_embedding_idx;"
        f"create index on shop.products using {INDEXES[kind]};"
        + CREATE.replace("content =>", "metric => 'cosine', content =>")
    )
    setting, argument = NAMES[kind]
    few, many = (3, 90) if kind == "ivfflat" else (20, 290)

    by_default, with_many = pages(shop), pages(shop, f", {argument} => {many}")
    # by default, all lists of IVFFlat are searched
    assert (with_many > by_default) == (kind != "ivfflat")
    assert (pages(shop, setting=f"set {setting} = {many}") > by_default) == (kind != "ivfflat")
    least = min(by_default, with_many)
    assert pages(shop, f", {argument} => {few}", setting=f"set {setting} = {many}") < least
    assert pages(shop, setting=f"set {setting} = {few}") < least


@pytest.mark.parametrize("kind", ["hnsw", "ivfflat"])
def test_a_tuned_index_is_searched_as_tuned_unless_the_caller_says_otherwise(
    shop: Database, kind: str
) -> None:
    shop.execute(
        "set local search_path = public, extensions; drop index shop.products_embedding_idx;"
        f"create index on shop.products using {INDEXES[kind]};" + CREATE
    )
    setting, argument = NAMES[kind]
    few, many = (3, 90) if kind == "ivfflat" else (20, 290)
    by_default = pages(shop)
    shop.execute(
        "insert into pgmatch.index_tuning (index, build, ef_search, probes)"
        " select 'shop.products_embedding_idx', concat_ws(' ', am.amname, o.opcname, c.reloptions::text), %s, %s"
        " from pg_class as c join pg_am as am on am.oid = c.relam join pg_index as x on x.indexrelid = c.oid"
        " join pg_opclass as o on o.oid = x.indclass[0] where c.oid = 'shop.products_embedding_idx'::regclass",
        (many, None) if kind == "hnsw" else (None, many),
    )
    shop.execute(CREATE)

    tuned = pages(shop)
    assert (tuned > by_default) == (kind != "ivfflat")
    assert pages(shop, setting=f"set {setting} = {few}") < min(by_default, tuned)
    assert pages(shop, f", {argument} => {few}") < min(by_default, tuned)


def test_more_candidates_of_a_binary_index_are_compared(shop: Database) -> None:
    shop.execute(
        "set local search_path = public, extensions; drop index shop.products_embedding_idx;"
        f"create index on shop.products using {INDEXES['binary']};"
        + CREATE.replace("content =>", "metric => 'cosine', content =>")
    )

    assert pages(shop, ", candidates => 5") < pages(shop) < pages(shop, ", candidates => 250")


def test_the_owner_may_have_backslashes_in_literals_as_in_old_programs(shop: Database) -> None:
    made = "select prosrc from pg_proc where proname = 'match_products'"
    shop.execute(CREATE)
    text = shop.rows(made)
    shop.execute("select pgmatch.drop_search('match_products'); analyze")
    old = psycopg2.connect(
        shop.url, options="-c standard_conforming_strings=off -c escape_string_warning=off"
    )
    with closing(old), old.cursor() as cursor:
        old.autocommit = True
        # PostgreSQL reads the text of a function in a session's first call, so nothing may be read before
        for statement, found in (
            (CREATE, None),
            (made, text),
            ("select state from pgmatch.refresh_searches()", [("fine",)]),
            ("select pgmatch.set_access('owner')", None),
            ("select pgmatch.set_access('private')", None),
            ("select rule, evidence from pgmatch.doctor()", []),
            ("select pgmatch.drop_search('match_products')", None),
        ):
            cursor.execute(statement)
            assert found is None or (statement, cursor.fetchall()) == (statement, found)
