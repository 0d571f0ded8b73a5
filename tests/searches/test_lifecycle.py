"""A made function is listed, refreshed and dropped; it survives new names, a moved extension, copies and restores."""

from __future__ import annotations

import pytest
from psycopg2 import Error

from pgmatch.migrate import upgrade
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.migrations.test_restore import run
from tests.searches.calls import call
from tests.searches.conftest import CREATE, FILL, ON_18
from tests.servers import Database, PostgresServer

pytestmark = ON_18
QUERY = "'[1,2,3,4,5,6,7,8]'"
FOUND = f"select id from public.match_products({QUERY}, 5)"
FILTERED = f"select id from public.match_products({QUERY}, 5, category => 'shoes', min_content_length => 10)"
LISTED = "select name, target::text, index::text, is_current from pgmatch.searches"
REFRESH = "select r.* from pgmatch.refresh_searches() as r"
GUIDES = """
    set local search_path = shop;
    create function public.match_documents(query_embedding extensions.vector, filter jsonb default '{}')
    returns table (id bigint, content text) language sql security definer as
    'select p.id, p.name from products as p where query_embedding is not null';
    comment on function public.match_documents is 'mine';
    revoke all on function public.match_documents from public;
    grant execute on function public.match_documents to anon with grant option;
    alter function public.match_documents owner to owner
"""
DEFINITION = (
    "select pg_get_functiondef(oid), obj_description(oid), proacl::text, pg_get_userbyid(proowner) from pg_proc"
    " where proname = 'match_documents'"
)


def answers(database: Database) -> list[object]:
    return [database.rows(FOUND), database.rows(FILTERED)]


def test_made_functions_are_listed(searched: Database) -> None:
    assert searched.rows(LISTED) == [
        ("public.match_products", "shop.products", "shop.products_embedding_idx", True)
    ]


def test_its_column_is_in_the_record_while_it_has_a_function(searched: Database) -> None:
    recorded = "select target::text, embedding, key, metric from pgmatch.search where line is null"
    searched.execute("select pgmatch.create_search('public.other', 'shop.products')")
    assert searched.rows(recorded) == [("shop.products", "embedding", "id", "cosine")]
    searched.execute("select pgmatch.drop_search('other')")
    assert searched.rows(recorded) == [("shop.products", "embedding", "id", "cosine")]


def test_a_dropped_function_leaves_nothing(searched: Database) -> None:
    searched.execute("select pgmatch.drop_search('match_products')")

    assert searched.rows(LISTED) == []
    assert searched.rows("select count(*) from pgmatch.search_function") == [(0,)]
    assert searched.rows("select count(*) from pgmatch.search where line is null") == [(0,)]
    assert searched.rows("select count(*) from pg_proc where proname = 'match_products'") == [(0,)]


@pytest.mark.parametrize("name", ["match_nothing", "public.match_page_sections", "not a name", "", None])
def test_only_made_functions_are_dropped(searched: Database, name: str | None) -> None:
    with pytest.raises(Error, match="has not made a function") as raised:
        searched.execute("select pgmatch.drop_search(%s)", (name,))
    assert raised.value.diag.message_hint


def test_of_two_functions_of_one_name_the_schema_is_needed(searched: Database) -> None:
    searched.execute("select pgmatch.create_search('match_products', 'shop.products')")

    with pytest.raises(Error, match=r"several schemas .*: public\.match_products, shop\.match_products"):
        searched.execute("select pgmatch.drop_search('match_products')")
    searched.execute("select pgmatch.drop_search('shop.match_products')")
    assert [row[0] for row in searched.rows(LISTED)] == ["public.match_products"]


def test_the_function_of_a_guide_is_put_back_as_it_was(shop: Database) -> None:
    shop.execute("alter table shop.products add column content text, add column metadata jsonb default '{}'")
    shop.execute(GUIDES)
    before = shop.rows(DEFINITION)
    shop.execute(
        "select pgmatch.create_search('public.match_documents', 'shop.products', contract => 'langchain')"
    )
    shop.execute(
        "select pgmatch.create_search('public.match_documents', 'shop.products', contract => 'langchain')"
    )
    assert shop.rows(DEFINITION) != before
    assert shop.rows(f"select count(*) from match_documents({QUERY}, 5)") == [(5,)]
    shop.execute("select pgmatch.drop_search('public.match_documents')")

    assert shop.rows(DEFINITION) == before


def test_after_an_index_has_changed_a_refresh_makes_the_function_fast_again(searched: Database) -> None:
    before = answers(searched)
    searched.execute(
        "set local search_path = public, extensions; drop index shop.products_embedding_idx;"
        "create index again on shop.products using hnsw ((embedding::halfvec(8)) halfvec_cosine_ops)"
    )
    assert searched.rows(LISTED) == [("public.match_products", "shop.products", "shop.again", False)]
    assert answers(searched) == before
    assert not call(searched, FOUND).is_fast

    assert searched.rows(REFRESH) == [("public.match_products", "fine", None, None)]
    assert searched.rows(LISTED) == [("public.match_products", "shop.products", "shop.again", True)]
    assert answers(searched) == before
    assert call(searched, FOUND).is_fast


def test_a_tuned_setting_is_used_at_once(searched: Database) -> None:
    searched.execute("select pgmatch.tune_index('shop.products_embedding_idx', ef_search => 123)")

    assert searched.rows(
        "select prosrc ~ 'greatest\\(123,' from pg_proc where proname = 'match_products'"
    ) == [(True,)]
    assert call(searched, FOUND).is_fast


def test_a_refresh_keeps_privileges(searched: Database) -> None:
    searched.execute("grant execute on function match_products to anon")
    before = searched.rows("select proacl::text from pg_proc where proname = 'match_products'")
    searched.execute(REFRESH)

    assert searched.rows("select proacl::text from pg_proc where proname = 'match_products'") == before


def test_a_renamed_table_is_searched_after_a_refresh(searched: Database) -> None:
    before = answers(searched)
    searched.execute(
        'alter schema shop rename to "New shop"; alter table "New shop".products rename to goods'
    )
    searched.execute(REFRESH)

    assert answers(searched) == before
    assert searched.rows(LISTED)[0][1] == '"New shop".goods'


def test_a_function_answers_without_its_row_and_a_refresh_writes_it_again(searched: Database) -> None:
    row = searched.rows("select to_jsonb(f) - 'created_at' from pgmatch.search_function as f")
    before = answers(searched)
    searched.execute("delete from pgmatch.search_function")

    assert answers(searched) == before
    assert call(searched, FOUND).is_fast
    assert [found[0] for found in searched.rows(LISTED)] == ["public.match_products"]
    searched.execute(REFRESH)
    assert searched.rows("select to_jsonb(f) - 'created_at' from pgmatch.search_function as f") == row


def test_the_text_of_a_stranger_is_no_declaration(searched: Database) -> None:
    searched.execute("delete from pgmatch.search_function; alter function match_products owner to owner")

    assert searched.rows(LISTED) == []
    assert searched.rows(REFRESH) == []


def test_a_moved_extension_is_found_after_repin(searched: Database) -> None:
    before = answers(searched)
    searched.execute("create schema moved; alter extension vector set schema moved; select pgmatch.repin()")

    assert answers(searched) == before
    assert call(searched, FOUND).is_fast


@pytest.mark.parametrize("content", ["everything", "schema only"])
def test_a_dump_is_restored_by_an_ordinary_role(
    server: PostgresServer, create_database: CreateDatabase, content: str
) -> None:
    source, target = (create_database(server, extension_schema="extensions", owner="owner") for _ in range(2))
    theirs, restored = (
        Database(server.url(made.name, "owner"), made.name, server) for made in (source, target)
    )
    upgrade(theirs.url, dimensions="3", access="public_read")
    theirs.execute(FILL)
    theirs.execute(CREATE)
    options = ["--schema-only"] if content == "schema only" else []
    dump = run(
        server,
        "pg_dump",
        "--exclude-extension=*",
        "--exclude-schema=extensions",
        *options,
        theirs.url,
    )
    target.execute("grant usage on schema extensions to anon, authenticated, service_role")
    run(server, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", restored.url, input=dump)

    assert differences(snapshot(theirs.connect()), snapshot(restored.connect())) == []
    if options:
        assert answers(restored) == [[], []]
    else:
        assert answers(restored) == answers(theirs)
    assert len(restored.rows(REFRESH)) == 1
    assert restored.rows(LISTED) == theirs.rows(LISTED)
    restored.execute("select pgmatch.drop_search('match_products')")
