"""A wrong declaration is one clear error, and nothing is made; what its author did not write never becomes SQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg2 import Error
from psycopg2.sql import SQL, Identifier

from tests.conftest import CreateDatabase
from tests.searches.calls import call
from tests.searches.conftest import CREATE, ON_18
from tests.servers import Database, PostgresServer, Undone, created

pytestmark = ON_18
MADE = (
    "select (select count(*) from pg_proc where pronamespace = 'public'::regnamespace and proname like 'match\\_p%'"
    " and proname <> 'match_page_sections'), (select count(*) from pgmatch.search_function)"
)
CREATE_WITH = (
    "select pgmatch.create_search(%(name)s, %(target)s, embedding => %(embedding)s, returns => %(returns)s,"
)
CREATE_WITH += " content => %(content)s, filters => %(filters)s, metric => %(metric)s, key => %(key)s,"
CREATE_WITH += " contract => %(contract)s, grants => %(grants)s, words => %(words)s,"
CREATE_WITH += " text_config => %(text_config)s, arguments => %(arguments)s, section => %(section)s,"
CREATE_WITH += " hybrid => %(hybrid)s)"
RIGHT: dict[str, Any] = {
    "name": "public.match_products",
    "target": "shop.products",
    "embedding": "embedding",
    "returns": ["id", "name"],
    "content": None,
    "filters": "{}",
    "metric": None,
    "key": None,
    "contract": None,
    "grants": None,
    "words": None,
    "text_config": None,
    "arguments": None,
    "section": None,
    "hybrid": False,
}


@pytest.fixture(scope="module")
def only_shop(server: PostgresServer, shop_template: str) -> Iterator[Undone]:
    with created(server, "declared", template=shop_template) as made:
        yield Undone(made.url, made.name, server)


@pytest.fixture
def shop(only_shop: Undone) -> Iterator[Undone]:
    """The table without a function, for tests with one session."""
    yield only_shop
    only_shop.undo()


@pytest.fixture
def copy(server: PostgresServer, create_database: CreateDatabase, shop_template: str) -> Database:
    """The table without a function, for tests with several sessions."""
    return create_database(server, template=shop_template)


def declare(database: Database, **changed: Any) -> None:
    database.execute(CREATE_WITH, RIGHT | changed)


def filtered(condition: str, argument: str = "wanted text") -> str:
    return json.dumps({argument: condition})


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no such table": ({"target": "shop.nothing"}, "42P01", "table shop.nothing does not exist"),
    "a table that is none": ({"target": "a b; c"}, "42P01", "table a b; c does not exist"),
    "a view": ({"target": "shop.view"}, "42809", "shop.view is neither a table nor a materialized view"),
    "a name that is none": (
        {"name": "match products"},
        "42602",
        "'match products' cannot be the name of a function",
    ),
    "three names": ({"name": "a.b.c"}, "42602", "'a.b.c' cannot be the name of a function"),
    "no name": ({"name": ""}, "42602", "cannot be the name of a function"),
    "a long name": ({"name": "m" * 100}, "42622", "cannot be the name of a function: it has 100 bytes"),
    "a name of long letters": ({"name": "public." + "é" * 32}, "42622", "it has 64 bytes"),
    "a section without an order": (
        {"section": ["facts"]},
        "42883",
        "section 'facts' is not valid for shop.products: operator does not exist: json < json",
    ),
    "no words": ({"hybrid": True}, "42703", "has no column of type tsvector, and content names none"),
    "no such schema": ({"name": "nowhere.match_products"}, "3F000", "schema nowhere does not exist"),
    "no such column": (
        {"embedding": "vector"},
        "42703",
        "embedding names 'vector', but shop.products has no such column",
    ),
    "a column of text": ({"embedding": "name"}, "42804", "not vector or halfvec"),
    "a vector of any length": (
        {"target": "shop.free"},
        "42804",
        "column embedding of shop.free takes vectors of any length",
    ),
    "no key": (
        {"target": "shop.keyless"},
        "42P16",
        "shop.keyless has no column by which a search could name its rows",
    ),
    "a key that is not unique": (
        {"key": "name"},
        "42P16",
        "column name of shop.products does not have a unique index",
    ),
    "no such returned column": ({"returns": ["id", "colour"]}, "42703", "returns names 'colour'"),
    "no returned column": ({"returns": []}, "22023", "returns is empty"),
    "a returned column twice": (
        {"returns": ["id", "id"]},
        "42701",
        "id is twice a column of the result",
    ),
    "a type that does not fit": (
        {"returns": ["id uuid"]},
        "42846",
        "returns is not valid for shop.products: cannot cast",
    ),
    "no such type": (
        {"returns": ["id integre"]},
        "42704",
        "is not a type that an argument or a column can have",
    ),
    "no such content": ({"content": "body"}, "42703", "content names 'body'"),
    "a content that is no text": ({"content": "price"}, "42703", "content names 'price'"),
    "no such metric": ({"metric": "hamming"}, "22023", "metric 'hamming' does not exist"),
    "no such contract": ({"contract": "chroma"}, "22023", "contract 'chroma' does not exist"),
    "no such role": (
        {"grants": ["nobody_here"]},
        "42704",
        "grants names a role that does not exist: 'nobody_here'",
    ),
    "filters that are no object": ({"filters": '["category = $"]'}, "22023", "not an object"),
    "a filter without a type": (
        {"filters": filtered("category = $", "category")},
        "22023",
        'the filter "category" does not say which type',
    ),
    "a filter that is no text": (
        {"filters": '{"wanted text": 5}'},
        "22023",
        'the filter "wanted text" has 5 instead of a condition',
    ),
    "a filter of no type": (
        {"filters": filtered("category = $", "wanted colour")},
        "42704",
        "is not a type that",
    ),
    "a filter of any type": (
        {"filters": filtered("category = $", "wanted anyelement")},
        "42704",
        "is not a type that",
    ),
    "a type with more": (
        {"filters": filtered("category = $", "wanted text default 'x'")},
        "42704",
        "is not a type that",
    ),
    "a filter on no column": ({"filters": filtered("colour = $")}, "42703", 'column "colour" does not exist'),
    "a filter of another type": ({"filters": filtered("price = $")}, "42883", "operator does not exist"),
    "no placeholder": (
        {"filters": filtered("category = 'shoes'")},
        "42601",
        "has 0 placeholders instead of one",
    ),
    "two placeholders": (
        {"filters": filtered("category = $ or name = $")},
        "42601",
        "has 2 placeholders instead of one",
    ),
    "a numbered placeholder": ({"filters": filtered("category = $1")}, "42601", "contains $1"),
    "no condition": ({"filters": filtered("$")}, "42804", "argument of WHERE must be type boolean"),
    "nothing": ({"filters": filtered("")}, "42601", "has 0 placeholders instead of one"),
    "a name of ours": (
        {"filters": filtered("category = $", "match_count text")},
        "42701",
        "match_count is the name of both a filter and an argument",
    ),
    "a name of a column": (
        {"filters": filtered("category = $", "name text")},
        "42701",
        "name is the name of both a filter and a column of the result",
    ),
    "similarity": (
        {"filters": filtered("category = $", "similarity text")},
        "42701",
        "similarity is the name of both a filter and a column that the search adds",
    ),
    "more arguments than Postgres takes": (
        {"filters": json.dumps({f"f{i} text": "category = $" for i in range(95)})},
        "54023",
        "arguments, and Postgres allows 100",
    ),
    "a variable's name": (
        {"filters": filtered("category = $", "pgmatch_keys text")},
        "42939",
        "pgmatch_keys cannot be the name of a filter",
    ),
}
# what only a call with these arguments can get wrong, and near matches of names
WRONG |= {
    "a column of text as a number": (
        {"returns": ["id", "name int"]},
        "42846",
        "cannot always be read as integer",
    ),
    "a schema of ours": (
        {"name": "pgmatch.match_products"},
        "42939",
        "the schema pgmatch is not for functions",
    ),
    "a schema of Postgres'": ({"name": "pg_catalog.match_products"}, "42939", "the schema pg_catalog is not"),
    "the schema of the standard": (
        {"name": "information_schema.match_products"},
        "42939",
        "the schema information_schema is not",
    ),
    "a key of a date": ({"target": "shop.dated"}, "42804", "the key day of shop.dated has the type date"),
    "a composite key": (
        {"target": "shop.pairs"},
        "42P16",
        "has no column by which a search could name its rows",
    ),
    "a key that may be null": (
        {"target": "shop.nullable"},
        "42P16",
        "column sku of shop.nullable is unique, but may be null",
    ),
    "no such key": ({"key": "no"}, "42703", "key names 'no', but shop.products has no such column"),
    "the metadata of LangChain as text": (
        {"target": "shop.texts", "contract": "langchain", "returns": None},
        "42804",
        "column metadata of shop.texts has the type text, but the contract langchain needs jsonb",
    ),
    "columns that LangChain does not read": (
        {"contract": "langchain", "returns": ["name", "content text"]},
        "22023",
        "returns lacks metadata, which the clients of langchain read",
    ),
    "words without hybrid": ({"words": "name"}, "22023", "words is only for a hybrid search"),
    "a configuration without hybrid": (
        {"text_config": "english"},
        "22023",
        "text_config is only for a hybrid search",
    ),
    "an argument that is none": (
        {"arguments": ["query_embedding", "match_count", "limit"]},
        "22023",
        "arguments names 'limit', which the function does not have",
    ),
    "an argument without a name": (
        {"arguments": ["query_embedding", "match_count", None]},
        "22023",
        "arguments names NULL",
    ),
    "an empty argument": (
        {"arguments": ["", "match_count"]},
        "22023",
        "arguments leaves out query_embedding",
    ),
    "two vectors": (
        {"arguments": ["embedding", "vector", "match_count"]},
        "22023",
        "arguments names 'vector', which the function does not have",
    ),
    "no vector": ({"arguments": ["match_count"]}, "22023", "arguments leaves out query_embedding"),
    "no count": ({"arguments": ["query_embedding"]}, "22023", "arguments leaves out match_count"),
    "no arguments": ({"arguments": []}, "22023", "arguments leaves out match_count, query_embedding"),
    "an argument twice": (
        {"arguments": ["query_embedding", "match_count", "match_count"]},
        "42701",
        "match_count is twice an argument",
    ),
    "a filter that arguments leaves out": (
        {"arguments": ["query_embedding", "match_count"], "filters": filtered("category = $")},
        "22023",
        "arguments leaves out wanted",
    ),
    "a returned column without a name": ({"returns": ["id", None]}, "42703", "returns names NULL"),
    "a table with a variable's name": (
        {"target": "shop.taken"},
        "42939",
        "the column pgmatch_match_count of shop.taken has a name that is reserved for the function",
    ),
    "SQL as an argument": (
        {
            "arguments": [
                'x" vector) returns int language sql as $$select 1$$; --',
                "match_count",
                "match_limit",
            ]
        },
        "22023",
        "arguments names 'match_limit'",
    ),
}
TABLES = """
    create table shop.dated (day date primary key, id text, name text, embedding extensions.vector(8));
    create table shop.pairs (id int, name text, primary key (id, name), embedding extensions.vector(8));
    create table shop.nullable (id int, name text, sku text unique, embedding extensions.vector(8));
    create table shop.texts (id int primary key, content text, metadata text, embedding extensions.vector(8));
    create table shop.free (id bigint primary key, embedding extensions.vector);
    create table shop.taken (
      id bigint primary key, name text, pgmatch_match_count int, embedding extensions.vector(8)
    );
    create table shop.keyless (id bigint, embedding extensions.vector(8));
    alter table shop.products add column facts json;
    create view shop.view as select * from shop.products;
"""


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_declaration_is_a_clear_error_and_nothing_is_made(shop: Database, case: str) -> None:
    changed, sqlstate, message = WRONG[case]
    shop.execute(TABLES)

    with pytest.raises(Error) as raised:
        declare(shop, **changed)

    assert message in str(raised.value.diag.message_primary)
    assert raised.value.pgcode == sqlstate
    assert raised.value.diag.message_hint
    assert shop.rows(MADE) == [(0, 0)]


@pytest.mark.parametrize(
    ("changed", "hint"),
    [
        ({"embedding": '"Embedding"'}, "Do you mean embedding?"),
        ({"content": "Descrip-tion"}, "Do you mean description?"),
        ({"key": "ID"}, "Do you mean id?"),
        ({"returns": ["id", "Name"]}, ""),
        ({"returns": ["id", '"Name"']}, "Do you mean name?"),
        ({"returns": ["id", '"PRICE" text']}, "Do you mean price?"),
    ],
)
def test_the_name_that_is_probably_meant_is_in_the_hint(
    shop: Database, changed: dict[str, Any], hint: str
) -> None:
    if not hint:
        declare(shop, **changed)
        return
    with pytest.raises(Error) as raised:
        declare(shop, **changed)
    assert str(raised.value.diag.message_hint).startswith(f"{hint} Its columns: id, name,")


@pytest.mark.parametrize(
    ("changed", "hint"),
    [
        ({"section": ["facts"]}, "Name columns whose values have an order"),
        ({"returns": ["id uuid"]}, "Return the column as it is"),
        ({"hybrid": True}, "Name the column of the text, for example words => 'body'."),
        ({"name": "m" * 64}, "Choose a name of at most 63 bytes."),
    ],
)
def test_a_hint_is_about_what_is_wrong(shop: Database, changed: dict[str, Any], hint: str) -> None:
    shop.execute(TABLES)
    with pytest.raises(Error) as raised:
        declare(shop, **changed)
    assert str(raised.value.diag.message_hint).startswith(hint)


def test_null_is_the_default_of_an_argument(shop: Database) -> None:
    declare(shop, embedding=None)
    assert shop.rows("select embedding from pgmatch.searches") == [("embedding",)]


def test_a_temporary_table_is_refused(shop: Database) -> None:
    with pytest.raises(Error, match="items is a temporary table, which no other session sees"):
        shop.execute(
            "create temporary table items (id bigint primary key, embedding extensions.vector(8));"
            "select pgmatch.create_search('public.match_items', 'items')"
        )


def test_names_that_need_quotes_are_as_they_are_or_as_in_sql(shop: Database) -> None:
    shop.execute(
        'alter table shop.products rename name to "My, ""Name"; alter table shop.products rename category to "Kind of";'
        ' alter table shop.products rename description to "Text"'
    )
    declare(
        shop,
        returns=["id", 'My, "Name', '"Kind of" varchar', "Text"],
        content="Text",
        filters=json.dumps({'"Kind" text': '"Kind of" = $', "MIN_price numeric": "price >= $"}),
    )
    (row,) = shop.rows(
        'select "My, ""Name", "Kind of", length("Text") from match_products(\'[1,2,3,4,5,6,7,8]\', 1,'
        " min_content_length => 7, \"Kind\" => 'hats', min_price => 9)"
    )
    assert row[1] == "hats"


def test_filters_are_arguments_in_the_order_of_the_declaration(shop: Database) -> None:
    filters = {"the_longest_name text": "category = $", "b numeric": "price <= $", "a numeric": "price >= $"}
    declare(shop, filters=json.dumps(filters))

    ((arguments, shown),) = shop.rows("select arguments, filters::text from pgmatch.searches")
    assert re.findall(r"the_longest_name|\bb\b|\ba\b", arguments) == ["the_longest_name", "b", "a"]
    assert list(json.loads(shown)) == list(filters)
    shop.execute("delete from pgmatch.search_function; select pgmatch.refresh_searches()")
    assert shop.rows("select arguments from pgmatch.searches") == [(arguments,)]


def test_the_same_filter_twice_is_refused(shop: Database) -> None:
    with pytest.raises(Error, match="wanted is twice a filter"):
        declare(shop, filters='{"wanted text": "category = $", "wanted numeric": "price = $"}')


def test_any_column_can_be_returned_as_json(shop: Database) -> None:
    declare(
        shop,
        returns=["id", "tags jsonb", "price json", "embedding jsonb"],
    )
    ((tags, price, embedding),) = shop.rows(
        "select tags, price, embedding from match_products('[1,2,3,4,5,6,7,8]', 1)"
    )
    assert "all" in tags
    assert isinstance(price, int)
    assert len(embedding) == 8


@pytest.mark.parametrize("key", ["smallint", "varchar(20)", "varchar", "uuid", "text", "integer", "bigint"])
def test_keys_of_each_type_that_the_page_lists(shop: Database, key: str) -> None:
    value = "md5(id::text)::uuid" if key == "uuid" else f"id::{key}"
    shop.execute(f"alter table shop.products add column k {key}; update shop.products set k = {value}")
    shop.execute("alter table shop.products add unique (k), alter column k set not null")
    declare(shop, key="k", filters=filtered("category = $"))

    everything = shop.rows("select id from match_products('[1,2,3,4,5,6,7,8]', 5)")
    hats = shop.rows("select id from match_products('[1,2,3,4,5,6,7,8]', 5, wanted => 'hats')")
    assert everything == shop.rows(
        "select id from shop.products order by embedding operator(extensions.<=>) '[1,2,3,4,5,6,7,8]', k limit 5"
    )
    assert hats == shop.rows(
        "select id from shop.products where category = 'hats'"
        " order by embedding operator(extensions.<=>) '[1,2,3,4,5,6,7,8]', k limit 5"
    )


def test_a_materialized_view_with_a_unique_index_is_searched(copy: Database) -> None:
    copy.execute("create materialized view shop.seen as select id as number, * from shop.products")
    with pytest.raises(Error, match="has no column by which") as raised:
        declare(copy, target="shop.seen")
    assert "create unique index on shop.seen" in str(raised.value.diag.message_hint)
    copy.execute("create unique index on shop.seen (number)")
    declare(copy, target="shop.seen", filters=filtered("category = $"))
    found = "select id from match_products('[1,2,3,4,5,6,7,8]', 5, wanted => %s)"
    for wanted in (None, "hats"):
        assert copy.rows(found, (wanted,)) == copy.rows(
            "select id from shop.products where coalesce(category = %s, true)"
            " order by embedding operator(extensions.<=>) '[1,2,3,4,5,6,7,8]', id limit 5",
            (wanted,),
        )
    copy.execute("create index on shop.seen using hnsw (embedding extensions.vector_cosine_ops)")
    assert copy.rows("select r.state from pgmatch.refresh_searches() as r") == [("fine",)]
    assert call(copy, "select id from match_products('[1,2,3,4,5,6,7,8]', 5)").is_fast


def test_a_materialized_view_whose_key_is_null_somewhere_is_refused(shop: Database) -> None:
    shop.execute(
        "create materialized view shop.seen as select nullif(id, 7) as number, name, embedding from shop.products;"
        "create unique index on shop.seen (number)"
    )
    with pytest.raises(Error, match="column number of shop.seen is unique, but may be null"):
        declare(shop, target="shop.seen", returns=["name"])


# each would run or read more than a condition, if it were pasted into a statement
ATTACKS = (
    "category = $) or (true",
    "category = $; drop table shop.products",
    "category = $); drop table shop.products; select (true",
    "category = $ -- ",
    "category = $ /* ",
    "category = $ union select 1",
    "category = $ limit 1",
    "category = $ group by 1",
    "category = $ order by 1",
    "category = $ for update",
    "category = $, true",
    "select category = $",
    "category = $ from shop.products",
    "category = $ and ' = '",
    "category = $ and $$x$$ = 'x'",
    "category = $ and $x$ ' $x$ = 'x'",
    "category = E'\\' and category = $ or true or name = '",
    "with gone as (delete from shop.products returning id) select $ = ''",
    "exists (with gone as (delete from shop.products returning id) select 1 from gone where category = $)",
    "count(*) > 0 and category = $",
    "category = $ \n) as s; drop table shop.products; select 1 from (select true",
)


@pytest.mark.parametrize("condition", ATTACKS)
def test_text_that_is_more_than_a_condition_is_refused_and_not_run(shop: Database, condition: str) -> None:
    with pytest.raises(Error) as raised:
        declare(shop, filters=filtered(condition))

    assert raised.value.diag.message_hint
    assert shop.rows(MADE) == [(0, 0)]
    assert shop.rows("select count(*) from shop.products") == [(300,)]


# a $ that is not the placeholder, before or after it
DOLLARS = (
    "name <> '$' and category = $",
    "category = $ and name <> 'a''$'",
    "category = $ and name !~ '^x$'",
    "name !~ E'^\\\\d$' and category = $",
    "name !~ '^\\d$' and category = $",
    "name not like '100%$' and category = $ and price % 1 = 0",
    "category = $ and '%1$s' <> '%L'",
    'category = $ and "a$b" is null',
    "category = $ and a$b is null",
    "category=$",
    "$=category",
    "category = any(array[$])",
    "lower(category) = lower($) and exists (select 1 from shop.products as p where p.id = s.id)",
)


@pytest.mark.parametrize("condition", DOLLARS)
def test_only_the_lone_dollar_is_the_placeholder(shop: Database, condition: str) -> None:
    shop.execute("alter table shop.products add column a$b text")
    declare(shop, filters=filtered(condition))
    vector = "(select embedding from shop.products limit 1)"

    found = shop.rows(f"select name from match_products({vector}, 1000, wanted => 'shoes')")
    assert len(found) == 100


VALUES = (
    "'",
    "\\",
    "' or true --",
    "\\' or true --",
    "$1",
    "%1$L",
    "{}",
    "$body$",
    "'); drop table shop.products; --",
)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "condition", ["category = $", "name <> '\\' and category = $", "name <> E'\\'' and category = $"]
)
def test_a_value_never_becomes_sql(shop: Database, condition: str, value: str) -> None:
    declare(shop, filters=filtered(condition))
    vector = "(select embedding from shop.products where id = 1)"
    shop.execute(
        "insert into shop.products (name, category, embedding)"
        " select 'mine', %s, embedding from shop.products where id = 1",
        (value,),
    )

    for setting in ("on", "off"):
        with shop.transaction() as cursor:
            cursor.execute(f"set local standard_conforming_strings = {setting}")
            cursor.execute(
                f"select name from match_products({vector}, 1000, wanted => (select category from shop.products"
                " where name = 'mine'))"
            )
            assert cursor.fetchall() == [("mine",)]


# each would end a quote of some kind
HOSTILE = 'x\'); drop table t; -- $body$ {target} %s \\ "y" '


def test_names_never_become_sql(shop: Database) -> None:
    table, key, embedding, content = (HOSTILE + suffix for suffix in ("t", "k", "e", "c"))
    quoted = {name: Identifier(name) for name in (table, key, embedding, content)}
    with shop.transaction() as cursor:
        for statement in (
            SQL("alter table shop.products rename id to {}").format(quoted[key]),
            SQL("alter table shop.products rename embedding to {}").format(quoted[embedding]),
            SQL("alter table shop.products rename description to {}").format(quoted[content]),
            SQL("alter table shop.products rename to {}").format(quoted[table]),
        ):
            cursor.execute(statement)
        target = SQL("shop.{}").format(quoted[table]).as_string(cursor)
        function = SQL("public.{}").format(quoted[table]).as_string(cursor)
        quoted_argument = SQL("{} text").format(Identifier(HOSTILE)).as_string(cursor)
        cursor.execute(
            CREATE_WITH,
            RIGHT
            | {"name": function, "target": target, "embedding": embedding, "returns": [key, content]}
            | {"content": content, "filters": filtered("category = $", quoted_argument)},
        )
        vector = SQL("(select {} from {} limit 1)").format(quoted[embedding], SQL(target))
        for arguments in (
            SQL(""),
            SQL(", {} => 'shoes', min_content_length => 1").format(Identifier(HOSTILE)),
        ):
            cursor.execute(SQL("select count(*) from {}({}{})").format(SQL(function), vector, arguments))
            assert cursor.fetchone() == (10,)


@pytest.mark.parametrize(
    ("argument", "condition", "value", "count"),
    [
        ("tags text[]", "s.tags && $", "array['t1']", 150),
        ("wanted text", "$ = any(tags)", "'t0'", 150),
        ("ids bigint[]", "id = any($)", "'{1,2,3}'", 3),
        ("lowest numeric(10, 2)", "price >= $", "299.5", 1),
        ("metadata jsonb", "to_jsonb(s) @> $", """'{"category": "hats"}'""", 100),
        ("since timestamptz", "now() >= $", "'2020-01-01'", 300),
        ("kind shop.kind", "category = $::text", "'shoes'", 100),
        ('kind shop."k%d%s$1"', "category = $::text and name like '%'", "'shoes'", 100),
        ("lowest double precision", "price::double precision > $ and price <> 'NaN'", "'-Infinity'", 300),
        # a cast to the type by the name that Postgres shows would cut the value to one character
        ("start char(3)", "substr(category, 1, 3) = $", "'sho'", 100),
        ("starts char(3)[]", "substr(category, 1, 3) = any($)", "'{sho}'", 100),
        ("bits bit(3)", "(id % 8)::integer::bit(3) = $", "'101'", 37),
    ],
)
def test_a_filter_has_any_type(shop: Database, argument: str, condition: str, value: str, count: int) -> None:
    shop.execute("create type shop.kind as enum ('shoes', 'hats')")
    shop.execute('create type shop."k%%d%%s$1" as enum (%s, %s)', ("shoes", "hats"))
    declare(shop, returns=["id"], filters=json.dumps({argument: condition, "from_id bigint": "id >= $"}))
    vector = "(select embedding from shop.products limit 1)"
    name = argument.split()[0]

    # with several filters, the value is written into the statement
    for other in ("", ", from_id => 0"):
        found = shop.rows(f"select id from match_products({vector}, 1000, {name} => {value}{other})")
        assert len(found) == count


def test_a_column_is_returned_as_another_type(shop: Database) -> None:
    declare(shop, returns=["id integer", "embedding jsonb", "price double precision"])

    found = shop.rows(
        "select pg_typeof(id)::text, jsonb_array_length(embedding), pg_typeof(price)::text"
        " from match_products((select embedding from shop.products limit 1), 1)"
    )
    assert found == [("integer", 8, "double precision")]


def test_conditions_are_read_on_the_path_of_their_author(shop: Database) -> None:
    shop.execute(
        "set local search_path = shop, extensions;"
        "create function is_cheap(price numeric, most numeric) returns boolean language sql as 'select price <= most';"
        "select pgmatch.create_search('public.match_products', 'products',"
        ' filters => \'{"most numeric": "is_cheap(s.price, $)"}\')'
    )

    found = "select id from match_products((select embedding from shop.products limit 1), 1000, most => 7)"
    assert len(shop.rows(found)) == 7


# what the text of a function calls with arguments for which these are the better match
SHADOWS = """
    create function public.hijacked() returns void language plpgsql as 'begin raise exception ''hijacked''; end';
    create function public.hijacked_array(bigint[]) returns bigint[] language sql as 'select public.hijacked()::text::bigint[]';
    create function public.format(text, text) returns text language sql as 'select public.hijacked()::text';
    create function public.concat_ws(text, text, text) returns text language sql as 'select public.hijacked()::text';
    create function public.unnest(bigint[]) returns setof bigint language sql as 'select public.hijacked()::text::bigint';
    create function public.minus(integer, double precision) returns double precision
      language sql as 'select public.hijacked()::text::double precision';
    create aggregate public.array_agg(bigint) (stype = bigint[], sfunc = array_append, finalfunc = public.hijacked_array);
    create operator public.- (leftarg = integer, rightarg = double precision, function = public.minus);
"""


def test_functions_and_operators_of_others_are_not_called(shop: Database) -> None:
    shop.execute(SHADOWS)
    shop.execute("set local search_path = public, shop, extensions;" + CREATE)
    vector = "(select embedding from shop.products limit 1)"

    for arguments in ("", ", category => 'shoes', max_price => 50", ", min_content_length => 290"):
        assert shop.rows(f"select count(*) from public.match_products({vector}, 5{arguments})") == [(5,)]


def test_everything_but_vectors_is_returned_unless_said_otherwise(shop: Database) -> None:
    shop.execute("select pgmatch.create_search('match_products', 'shop.products')")

    assert shop.rows("select pg_get_function_result('shop.match_products'::regproc)") == [
        (
            "TABLE(id bigint, name text, category text, price numeric, tags text[], description text,"
            " similarity double precision)",
        )
    ]


def test_a_name_that_is_taken_is_refused(shop: Database) -> None:
    shop.execute(
        "create function public.match_products(a integer) returns integer language sql as 'select 1'"
    )

    with pytest.raises(Error, match="already the name of public.match_products"):
        shop.execute(CREATE)
    assert shop.rows("select public.match_products(5)") == [(1,)]


@pytest.mark.parametrize(
    "changed",
    [{"returns": ["id"]}, {"content": "description"}, {"filters": filtered("category = $")}],
    ids=["returns", "content", "filters"],
)
def test_other_arguments_or_columns_need_a_new_function(shop: Database, changed: dict[str, Any]) -> None:
    declare(shop)

    with pytest.raises(Error, match="exists with other arguments or another result") as raised:
        declare(shop, **changed)
    assert "pgmatch.drop_search('public.match_products')" in str(raised.value.diag.message_hint)
    assert shop.rows(MADE) == [(1, 1)]


def test_a_compatible_declaration_replaces_the_earlier_one(shop: Database) -> None:
    declare(shop, filters=filtered("category = $"))
    declare(shop, filters=filtered("name = $"))

    vector = "(select embedding from shop.products limit 1)"
    assert shop.rows(f"select name from match_products({vector}, wanted => 'p9')") == [("p9",)]
    assert shop.rows(MADE) == [(1, 1)]
