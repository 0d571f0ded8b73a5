"""Tables, columns and functions that are dropped or renamed under a search: what is said, and what mends it."""

from __future__ import annotations

import pytest
from psycopg2 import Error
from psycopg2.errors import DuplicateFunction

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.searches.calls import call
from tests.searches.conftest import CREATE, FILL, ON_18
from tests.searches.test_lifecycle import DEFINITION, FILTERED, FOUND, GUIDES, QUERY, answers
from tests.servers import Database, PostgresServer

pytestmark = ON_18
STATES = "select name, state from pgmatch.searches order by name"
REFRESHED = "select r.name, r.state from pgmatch.refresh_searches() as r"
RECORDED = (
    "select (select count(*) from pgmatch.search_function),"
    " (select count(*) from pgmatch.search where line is null)"
)
CONTRACT = "select pgmatch.create_search('public.match_documents', 'shop.products', contract => 'langchain')"


def other(database: Database) -> None:
    database.execute(
        "create table shop.other (like shop.products including all);"
        "insert into shop.other overriding system value select * from shop.products;"
        "select pgmatch.create_search('public.match_other', 'shop.other')"
    )


@pytest.mark.parametrize(
    ("lost", "state"),
    [
        ("drop table shop.products cascade", "table missing"),
        ("drop schema shop cascade", "table missing"),
        ("drop function public.match_products", "function missing"),
        ("alter table shop.products drop column embedding", "invalid"),
        ("alter table shop.products drop column id cascade", "invalid"),
        ("alter table shop.products drop column category", "invalid"),
        ("alter table shop.products drop column description", "invalid"),
        ("drop extension vector cascade", "function missing"),
    ],
)
def test_what_is_lost_is_said_and_the_fix_removes_what_is_left(
    searched: Database, lost: str, state: str
) -> None:
    searched.execute(lost)

    assert searched.rows(STATES) == [("public.match_products", state)]
    ((name, found, problem, fix),) = searched.rows("select r.* from pgmatch.refresh_searches() as r")
    assert (name, found, fix) == (
        "public.match_products",
        state,
        "select pgmatch.drop_search('public.match_products');",
    )
    assert problem
    searched.execute(fix)
    assert searched.rows(STATES) == []
    assert searched.rows(RECORDED) == [(0, 0)]
    assert searched.rows("select count(*) from pg_proc where proname = 'match_products'") == [(0,)]


@pytest.mark.parametrize(
    "change",
    [
        "alter table shop.products add pgmatch_score int",
        "alter table shop.products add pgmatch_price int",
        "alter table shop.products add pgmatch_ int",
        "alter table shop.products drop constraint products_pkey",
        "alter table shop.products drop constraint products_pkey; alter table shop.products add unique (id);"
        "alter table shop.products alter id drop identity, alter id drop not null",
    ],
)
def test_what_the_table_lacks_is_put_right_by_the_fix_and_the_search_stays(
    searched: Database, change: str
) -> None:
    before = searched.rows(FOUND)
    searched.execute(change)
    ((state, fix),) = searched.rows("select state, fix from pgmatch.searches")
    assert (state, "drop_search" in fix) == ("invalid", False)

    searched.execute(fix)
    assert searched.rows(REFRESHED) == [("public.match_products", "fine")]
    assert searched.rows(FOUND) == before


@pytest.mark.parametrize(
    ("column", "to", "problem"),
    [
        ("price", "integer", "Column price is now of type integer, but the function returns numeric."),
        ("id", "integer", "Column id is now of type integer, but the function returns bigint."),
    ],
)
def test_a_column_of_the_result_that_gets_another_type_is_said(
    searched: Database, column: str, to: str, problem: str
) -> None:
    searched.execute(f"alter table shop.products alter column {column} type {to}")

    assert searched.rows("select state, problem from pgmatch.searches") == [("invalid", problem)]
    assert searched.rows(REFRESHED) == [("public.match_products", "invalid")]
    searched.execute("select pgmatch.drop_search('match_products');" + CREATE)
    assert len(searched.rows(FOUND)) == 5


@pytest.mark.parametrize(("name", "to"), [("Id", "id"), ("id", "Id"), ("My id", "my id")])
def test_a_column_that_is_renamed_to_another_case_is_said_and_the_fix_works(
    shop: Database, name: str, to: str
) -> None:
    shop.execute(f'alter table shop.products rename id to "{name}"' if name != "id" else "select 1")
    declared = (
        "select pgmatch.create_search('public.match_products', 'shop.products', returns => '{{\"{}\"}}')"
    )
    shop.execute(declared.format(name))
    shop.execute(f'alter table shop.products rename "{name}" to "{to}"')

    ((_, state, problem, fix),) = shop.rows("select r.* from pgmatch.refresh_searches() as r")
    assert (state, f"Its column {name} is now called {to}." in problem) == ("invalid", True)
    shop.execute(fix + declared.format(to))
    assert len(shop.rows(f'select "{to}" from match_products({QUERY}, 5)')) == 5


def test_a_key_that_gets_another_type_and_a_text_that_somebody_changed_are_made_anew(shop: Database) -> None:
    shop.execute(CREATE.replace("{id, name, price}", "{name}"))
    found = f"select name from public.match_products({QUERY}, 5)"
    before = shop.rows(found)
    for change in (
        "alter table shop.products alter column id type integer",
        "do $$ begin execute replace(pg_get_functiondef('match_products'::regproc), 'and 10000', 'and 3'); end $$",
    ):
        shop.execute(change)
        assert shop.rows("select state, is_current from pgmatch.searches") == [("outdated", False)]
        assert shop.rows(REFRESHED) == [("public.match_products", "fine")]
        assert shop.rows(found) == before


def test_a_search_of_which_nothing_is_left_is_forgotten_by_a_refresh(searched: Database) -> None:
    searched.execute("drop function match_products; drop table shop.products")
    assert searched.rows(STATES) == [("public.match_products", "table missing")]

    assert searched.rows(REFRESHED) == []
    assert searched.rows(RECORDED) == [(0, 0)]


def test_a_broken_search_does_not_stop_the_others(searched: Database) -> None:
    other(searched)
    searched.execute(
        "alter table shop.other rename name to title;"
        "alter schema shop rename to store; alter table store.products rename to goods"
    )

    assert searched.rows(REFRESHED) == [("public.match_other", "invalid"), ("public.match_products", "fine")]
    assert len(searched.rows(FOUND)) == 5
    ((problem,),) = searched.rows("select problem from pgmatch.searches where state = 'invalid'")
    assert problem.startswith("returns names 'name', but store.other has no such column.")
    assert "name is now called title" in problem


def test_a_function_that_was_dropped_by_hand_is_made_again_by_its_declaration(searched: Database) -> None:
    before = answers(searched)
    ((declared,),) = searched.rows(
        "select to_jsonb(s) - 'made_function' - 'created_at' from pgmatch.search_function as s"
    )
    searched.execute("drop function match_products")
    searched.execute(
        "select pgmatch.create_search('public.match_products', 'shop.products', returns => '{id, name, price}',"
        " content => 'description',"
        ' filters => \'{"category text": "category = $", "max_price numeric": "price <= $"}\')'
    )
    assert answers(searched) == before
    assert searched.rows(
        "select to_jsonb(s) - 'made_function' - 'created_at' from pgmatch.search_function as s"
    ) == [(declared,)]


def test_a_guides_function_is_put_back_if_ours_was_dropped_by_hand(shop: Database) -> None:
    shop.execute("alter table shop.products add column content text, add column metadata jsonb default '{}'")
    shop.execute(GUIDES)
    before = shop.rows(DEFINITION)
    shop.execute(CONTRACT)
    shop.execute("drop function match_documents")
    ((problem,),) = shop.rows("select problem from pgmatch.searches")
    assert "puts back the function that it replaced" in problem
    shop.execute("select pgmatch.drop_search('match_documents')")

    assert shop.rows(DEFINITION) == before


def test_a_function_that_took_its_place_is_not_overwritten(shop: Database) -> None:
    shop.execute("alter table shop.products add column content text, add column metadata jsonb default '{}'")
    shop.execute(GUIDES)
    shop.execute(CONTRACT)
    shop.execute("alter function match_documents rename to find_documents")
    shop.execute(GUIDES.replace("p.name", "null"))
    mine = shop.rows(DEFINITION)

    with pytest.raises(DuplicateFunction, match="public.match_documents.* exists") as raised:
        shop.execute("select pgmatch.drop_search('find_documents')")
    assert "drop function public.match_documents" in str(raised.value.diag.message_hint)
    assert shop.rows(DEFINITION) == mine


RENAMES = (
    "alter function match_products rename to find_products",
    "create schema api; alter function match_products set schema api;"
    " alter function api.match_products rename to find_products; alter function api.find_products set schema public",
    'alter function match_products rename to "Find ""it""; now"',
)


@pytest.mark.parametrize("rename", RENAMES)
def test_a_renamed_function_keeps_its_name_and_its_declaration(searched: Database, rename: str) -> None:
    searched.execute(rename)
    ((name, state),) = searched.rows(STATES)
    assert state == "fine"
    assert searched.rows(REFRESHED) == [(name, "fine")]

    assert searched.rows(STATES) == [(name, "fine")]
    assert searched.rows("select count(*) from pg_proc where proname = 'match_products'") == [(0,)]
    assert call(searched, FOUND.replace("public.match_products", name)).is_fast
    with pytest.raises(Error, match="has not made a function match_products"):
        searched.execute("select pgmatch.drop_search('match_products')")
    searched.execute("select pgmatch.drop_search(%s)", (name,))
    assert searched.rows(RECORDED) == [(0, 0)]


@pytest.mark.parametrize("refresh", [True, False])
def test_the_name_of_a_renamed_function_is_free_for_another(searched: Database, refresh: bool) -> None:
    searched.execute("alter function match_products rename to find_products")
    if refresh:
        searched.execute("select pgmatch.refresh_searches()")
    searched.execute("select pgmatch.create_search('public.match_products', 'shop.products')")
    assert [name for name, _ in searched.rows(STATES)] == ["public.find_products", "public.match_products"]

    searched.execute("select pgmatch.drop_search('match_products')")
    assert [name for name, _ in searched.rows(STATES)] == ["public.find_products"]
    searched.execute("select pgmatch.drop_search('find_products')")
    assert searched.rows(RECORDED) == [(0, 0)]


def test_functions_that_swap_their_names_keep_their_declarations(searched: Database) -> None:
    other(searched)
    searched.execute(
        "alter function match_other rename to x; alter function match_products rename to match_other;"
        "alter function x rename to match_products; select pgmatch.refresh_searches()"
    )

    assert searched.rows("select name, target::text, state from pgmatch.searches order by 1") == [
        ("public.match_other", "shop.products", "fine"),
        ("public.match_products", "shop.other", "fine"),
    ]
    searched.execute("select pgmatch.drop_search('match_other')")
    assert searched.rows(STATES) == [("public.match_products", "fine")]


def test_a_copy_of_the_text_under_another_name_is_a_search_of_its_own(searched: Database) -> None:
    ((text,),) = searched.rows("select pg_get_functiondef(oid) from pg_proc where proname = 'match_products'")
    searched.execute(text.replace("FUNCTION public.match_products", "FUNCTION public.match_copied"))
    searched.execute("select pgmatch.drop_search('match_products')")

    assert [name for name, _ in searched.rows(STATES)] == ["public.match_copied"]
    searched.execute("select pgmatch.drop_search('match_copied')")
    assert searched.rows(RECORDED) == [(0, 0)]


@pytest.mark.parametrize("column", ["embedding", "description", "id"])
def test_a_renamed_column_is_followed(shop: Database, column: str) -> None:
    shop.execute(
        "select pgmatch.create_search('public.match_products', 'shop.products', returns => '{name}',"
        " content => 'description', filters => '{\"category text\": \"category = $\"}')"
    )
    found, filtered = (each.replace("id from", "name from") for each in (FOUND, FILTERED))
    before = [shop.rows(found), shop.rows(filtered)]
    shop.execute("update pgmatch.search set model = 'mine' where line is null")
    shop.execute(f'alter table shop.products rename {column} to "New ""{column}"""')
    assert shop.rows(STATES) == [("public.match_products", "renamed")]

    assert shop.rows(REFRESHED) == [("public.match_products", "fine")]
    assert [shop.rows(found), shop.rows(filtered)] == before
    assert call(shop, found).is_fast
    ((embedding, key, model),) = shop.rows(
        "select embedding, key, model from pgmatch.search where line is null"
    )
    assert f'New "{column}"' in (embedding, key) or column == "description"
    assert model == "mine"
    assert shop.rows("select count(*) from pgmatch.search where line is null") == [(1,)]
    shop.execute("select pgmatch.drop_search('match_products')")
    assert shop.rows(RECORDED) == [(0, 0)]


@pytest.mark.parametrize("column", ["price", "category"])
def test_a_renamed_column_that_cannot_be_followed_is_named(searched: Database, column: str) -> None:
    searched.execute(f"alter table shop.products rename {column} to other_name")
    ((_, state, problem, _),) = searched.rows("select r.* from pgmatch.refresh_searches() as r")

    assert state == "invalid"
    assert f"{column} is now called other_name" in problem


@pytest.mark.parametrize(
    "options",
    ["content => 'description'", "hybrid => true, words => 'description', text_config => 'english'"],
)
def test_a_column_that_gets_its_name_back_is_followed_back(shop: Database, options: str) -> None:
    shop.execute(f"select pgmatch.create_search('public.match_products', 'shop.products', {options})")
    for column in ("description", "id"):
        shop.execute(f"alter table shop.products rename {column} to other_name")
        assert shop.rows(REFRESHED) == [("public.match_products", "invalid")]
        shop.execute(f"alter table shop.products rename other_name to {column}")
        assert shop.rows(STATES) == [("public.match_products", "fine")]
        assert shop.rows(REFRESHED) == [("public.match_products", "fine")]


def test_a_name_that_the_table_still_has_is_kept(searched: Database) -> None:
    """As after a swap: the embeddings of another model take the place of the old ones."""
    searched.execute(
        "alter table shop.products rename embedding to old;"
        "alter table shop.products add embedding extensions.vector(8);"
        "update shop.products set embedding = old; select pgmatch.refresh_searches()"
    )
    assert searched.rows("select embedding, state from pgmatch.searches") == [("embedding", "fine")]
    assert searched.rows("select embedding from pgmatch.search where line is null") == [("embedding",)]


def test_numbers_of_columns_of_another_table_do_not_count(searched: Database) -> None:
    """As after a restore: the numbers are those of a table with another oid."""
    searched.execute(
        "update pgmatch.search_function set made_table = 1;alter table shop.products rename embedding to vec"
    )
    ((_, state, problem, _),) = searched.rows("select r.* from pgmatch.refresh_searches() as r")
    assert state == "invalid"
    assert problem.startswith("embedding names 'embedding', but shop.products has no such column.")
    assert "now called" not in problem


def test_a_function_of_another_owner_is_reported_and_left(
    server: PostgresServer, create_database: CreateDatabase
) -> None:
    database = create_database(server, extension_schema="extensions", owner="owner")
    theirs = Database(server.url(database.name, "owner"), database.name, server)
    upgrade(theirs.url, dimensions="3")
    theirs.execute(FILL)
    theirs.execute(CREATE)
    database.execute("alter function match_products owner to postgres")
    theirs.execute("drop index shop.products_embedding_idx")

    ((_, state, problem, _),) = theirs.rows("select r.* from pgmatch.refresh_searches() as r")
    assert state == "outdated"
    assert problem.endswith("Only its owner, postgres, can make it anew.")
    assert database.rows(REFRESHED) == [("public.match_products", "fine")]


def test_names_that_need_quotes_are_followed_and_dropped(shop: Database) -> None:
    table = '"My.Shop ""x"""."Pro.ducts \'q\'"'
    shop.execute(
        'create schema "My.Shop ""x"""; alter table shop.products set schema "My.Shop ""x""";'
        f' alter table "My.Shop ""x""".products rename to "Pro.ducts \'q\'";'
        f' alter table {table} rename embedding to "Em.bed ""q"" $x$";'
        f' alter table {table} rename id to "Key, ""k"""'
    )
    shop.execute(
        "select pgmatch.create_search(%s, %s, %s, key => %s, returns => '{name}')",
        (
            '"My.Shop ""x"""."Match ""it"", now"',
            table,
            'Em.bed "q" $x$',
            'Key, "k"',
        ),
    )
    name = '"My.Shop ""x"""."Match ""it"", now"'
    found = f"select name from {name}({QUERY}, 5)"
    before = shop.rows(found)
    assert len(before) == 5
    assert shop.rows(STATES) == [(name, "fine")]
    shop.execute('alter schema "My.Shop ""x""" rename to "An.other \'y\'"')
    name = name.replace('"My.Shop ""x"""', "\"An.other 'y'\"")
    assert shop.rows(REFRESHED) == [(name, "fine")]
    assert shop.rows(f"select name from {name}({QUERY}, 5)") == before
    ((fix,),) = shop.rows("select format('select pgmatch.drop_search(%L)', name) from pgmatch.searches")
    shop.execute(fix)
    assert shop.rows(RECORDED) == [(0, 0)]
