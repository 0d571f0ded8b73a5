"""`pgmatch function`, `pgmatch types --database` and `Database.match` on a declared table."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pgmatch
from tests.cli.conftest import Run
from tests.http.programs import FOLDER
from tests.searches.conftest import DIMENSIONS
from tests.servers import Database
from tools.node import program

CREATE = (
    "function", "create", "public.match_products", "shop.products", "--return", "id", "--return", "name",
    "--return", "price", "--content", "description", "--filter", "category text: category = $",
    "--filter", "max_price numeric: price <= $",
)  # fmt: skip
MAY_CALL = "select has_function_privilege('anon', to_regproc('public.match_products')::oid, 'execute')"
CALL = """
    select name from public.match_products(
      (select embedding from shop.products where id = 7), match_count => 3, category => 'shoes', max_price => 200
    )
"""


def test_it_makes_a_function_lists_it_and_drops_it(run: Run, shop: Database) -> None:
    none = run("function", "list", url=shop.url)
    assert none.stdout == "There is no match function. `pgmatch function create` makes one.\n"

    made = run(*CREATE, url=shop.url)
    assert made.exit_code == 0, made.stderr
    assert made.stdout.startswith("Made match_products(")
    (listed,) = json.loads(run("function", "list", "--json", url=shop.url).stdout)
    assert {**listed, "arguments": None} == {
        "function": "public.match_products", "arguments": None, "column": "shop.products.embedding",
        "metric": "cosine", "index": "shop.products_embedding_idx", "is_current": True,
        "state": "fine", "problem": None, "fix": None,
    }  # fmt: skip
    assert "max_price numeric" in listed["arguments"]
    assert "public.match_products(" in run("function", "list", url=shop.url).stdout
    assert len(shop.rows(CALL)) == 3

    refreshed = run("function", "refresh", url=shop.url)
    assert refreshed.stdout == "Made 1 function anew: public.match_products.\n"
    dropped = run("function", "drop", "public.match_products", url=shop.url)
    assert (dropped.exit_code, dropped.stdout) == (0, "Dropped public.match_products.\n")
    assert shop.rows("select from pg_proc where proname = 'match_products'") == []


def test_what_is_lost_is_listed_and_does_not_stop_a_refresh(run: Run, shop: Database) -> None:
    run(*CREATE, url=shop.url)
    shop.execute(
        "create table shop.other (like shop.products including all);"
        "select pgmatch.create_search('public.match_other', 'shop.other'); drop table shop.other"
    )
    fix = "fix: pgmatch function drop public.match_other"
    listed = run("function", "list", url=shop.url).stdout
    assert (
        f"no table, cosine, no index; table missing\n  Its table no longer exists, so every call fails.\n  {fix}"
        in listed
    )
    refreshed = run("function", "refresh", url=shop.url)
    assert (refreshed.exit_code, refreshed.stdout) == (1, "Made 1 function anew: public.match_products.\n")
    assert refreshed.stderr.startswith("public.match_other: table missing. ")
    status = run("status", url=shop.url)
    assert (status.exit_code, "public.match_other: table missing. " in status.stdout) == (0, True)
    (broken,) = json.loads(run("status", "--json", url=shop.url).stdout)["broken"]
    assert (broken["function"], broken["column"], broken["state"]) == (
        "public.match_other",
        None,
        "table missing",
    )
    run("function", "drop", "match_other", url=shop.url)
    assert json.loads(run("status", "--json", url=shop.url).stdout)["broken"] == []


def test_status_shows_a_renamed_column_and_a_refresh_follows_it(run: Run, shop: Database) -> None:
    run(*CREATE, url=shop.url)
    shop.execute("alter table shop.products rename embedding to vec")
    assert "public.match_products: renamed. " in run("status", url=shop.url).stdout
    assert run("function", "refresh", url=shop.url).exit_code == 0
    assert "shop.products.vec" in run("status", url=shop.url).stdout


def test_the_index_commands_make_functions_anew(run: Run, shop: Database) -> None:
    def states() -> list[tuple[str | None, bool]]:
        return shop.rows("select index::text, is_current from pgmatch.searches")

    run(*CREATE, url=shop.url)
    shop.execute("drop index shop.products_embedding_idx")
    assert states() == [(None, False)]
    assert "no index; outdated\n" in run("function", "list", url=shop.url).stdout

    column = "shop.products.embedding"
    for arguments, index in (
        (("create", column, "--name", "graph"), "shop.graph"),
        (("create", column, "--type", "halfvec", "--name", "half"), "shop.half"),
        (("rebuild", "shop.half", "--m", "8"), "shop.half"),
        (("drop", "shop.half", "--yes"), "shop.graph"),
        (("drop", "shop.graph", "--yes"), None),
    ):
        done = run("index", *arguments, url=shop.url)
        assert done.exit_code == 0, done.stderr
        assert states() == [(index, True)]
        assert len(shop.rows(CALL)) == 3


def test_what_is_printed_does_the_same_and_touches_no_database(run: Run, shop: Database) -> None:
    printed = run(*CREATE, "--print", "--grant", "anon")
    assert printed.exit_code == 0, printed.stderr
    assert shop.rows("select from pg_proc where proname = 'match_products'") == []
    shop.execute(printed.stdout)
    assert len(shop.rows(CALL)) == 3
    assert shop.rows(MAY_CALL) == [(True,)]

    shop.execute("drop index shop.products_embedding_idx")
    shop.execute(run("function", "refresh", "--print").stdout)
    assert shop.rows("select state from pgmatch.searches") == [("fine",)]
    assert run("function", "refresh", "--print", "--json").exit_code == 2

    shop.execute(run("function", "drop", "public.match_products", "--print").stdout)
    assert shop.rows("select from pg_proc where proname = 'match_products'") == []


def test_quotes_backslashes_and_colons_arrive_as_they_are_written(run: Run, shop: Database) -> None:
    shop.execute("update shop.products set name = 'a\\b''c:d' where id = 7")
    made = run(
        "function", "create", "find", "shop.products", "--return", "id",
        "--filter", r"x text: name ~ '\\' and name like '%''c:d' and category = $", url=shop.url,
    )  # fmt: skip
    assert made.exit_code == 0, made.stderr
    query = "select id from shop.find((select embedding from shop.products where id = 7), x => {})"
    assert shop.rows(query.format("(select category from shop.products where id = 7)")) == [(7,)]


def test_columns_and_filters_with_names_that_need_quotes(run: Run, shop: Database) -> None:
    shop.execute("""
        alter table shop.products rename price to "Unit Price";
        alter table shop.products rename category to "a.b";
        alter table shop.products rename description to "Long 'text";
    """)
    made = run(
        "function", "create", 'shop."Find: it"', "shop.products", "--return", "id", "--return", "Unit Price",
        "--return", "a.b", "--content", "Long 'text", "--filter", '"Max: price" numeric: "Unit Price" <= $',
        "--filter", "kind text: s.\"a.b\" = $::text", "--json", url=shop.url,
    )  # fmt: skip
    assert (made.exit_code, made.stderr) == (0, "")
    assert json.loads(made.stdout)["function"].startswith('shop."Find: it"(')
    with pgmatch.connect(shop.url, schema="shop") as database:
        arguments = {"Max: price": 3, "kind": "hats", "min_content_length": 1}
        (found,) = database.match('"Find: it"', [1] * DIMENSIONS, **arguments)
    assert vars(found) == {**vars(found), "id": 1, "Unit Price": 1, "a.b": "hats"}


def test_a_filter_that_is_given_twice_or_wrongly_is_usage(run: Run) -> None:
    create = ("function", "create", "find", "shop.products", "--print")
    for wrong in ("category", ": x = $", "a text:", "a text: ", '"a text: x = $'):
        assert run(*create, "--filter", wrong).exit_code == 2, wrong
    twice = run(*create, "--filter", "a text: x = $", "--filter", "a text: y = $")
    assert twice.exit_code == 2
    assert "given twice" in twice.stderr


def test_no_command_ends_in_a_traceback(run: Run, shop: Database) -> None:
    missing = shop.url.replace(shop.name, "no_such_database")
    for url, words in (
        (missing, ["create", "find", "shop.products"]),
        (missing, ["list"]),
        (missing, ["refresh"]),
        (shop.url, ["create", "a.b.c", "shop.products"]),
        (shop.url, ["create", "find\0", "shop.products"]),
        (shop.url, ["create", "", ""]),
        (shop.url, ["create", "find", "shop.products", "--filter", "x text: ) or ("]),
        (shop.url, ["create", "find", "shop.products", "--filter", "x no_type: name = $"]),
        (shop.url, ["create", "find", "shop.products", "--grant", "no_such_role"]),
        (shop.url, ["drop", 'a"b']),
    ):
        done = run("function", *words, url=url)
        assert (done.exit_code, done.stdout) == (1, ""), words
        assert done.stderr.startswith("Error: ")
        assert "bug in pgmatch" not in done.stderr


def test_a_wrong_declaration_is_told(run: Run, shop: Database) -> None:
    wrong = run("function", "create", "find", "shop.shoes", url=shop.url)
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("Error: table shop.shoes does not exist\nHint: ")
    usage = run("function", "create", "find", "shop.products", "--filter", "category", url=shop.url)
    assert usage.exit_code == 2
    assert run("function", "list", url=shop.url).stdout.startswith("There is no match function.")


def test_without_pgmatch_it_says_so(run: Run, empty_database: Database) -> None:
    commands = (
        "function list",
        "function create a b",
        "function drop a",
        "function refresh",
        "types --database",
    )
    for command in commands:
        told = run(*command.split(), url=empty_database.url)
        assert told.exit_code == 1
        assert "pgmatch is not installed in this database" in told.stderr


def test_python_calls_it(run: Run, shop: Database) -> None:
    run(*CREATE, url=shop.url)
    (embedding,) = shop.rows("select embedding::text from shop.products where id = 7")[0]
    with pgmatch.connect(shop.url) as database:
        first, *others = database.match(
            "match_products", embedding, match_count=3, category="shoes", max_price=200
        )
    assert [first.name, *(row.name for row in others)] == [name for (name,) in shop.rows(CALL)]
    assert first.similarity > others[0].similarity


def test_a_hybrid_search_is_made_called_and_typed(run: Run, shop: Database) -> None:
    shop.execute("update shop.products set description = 'a red boot' where id = 7")
    made = run(
        "function", "create", "find", "shop.products", "--return", "id", "--hybrid", "--words", "description",
        "--text-config", "english", url=shop.url,
    )  # fmt: skip
    assert made.exit_code == 0, made.stderr
    embedding = str([1] * DIMENSIONS)
    with pgmatch.connect(shop.url) as database:
        rows = database.match("shop.find", embedding, query_text="boots", match_count=3)
    (found,) = [row for row in rows if row.full_text_rank == 1]
    assert (found.id, type(found.score)) == (7, float)
    types = run("types", "--database", url=shop.url).stdout
    for line in ("query_text: string\n", "score: number\n", "full_text_rank: number | null\n"):
        assert f" {line}" in types


def test_the_order_of_the_arguments_is_an_option(run: Run, shop: Database) -> None:
    names = ("match_count", "query_embedding")
    arguments = [word for name in names for word in ("--argument", name)]
    made = run("function", "create", "find", "shop.products", *arguments, url=shop.url)
    assert made.exit_code == 0, made.stderr
    (listed,) = json.loads(run("function", "list", "--json", url=shop.url).stdout)
    assert listed["arguments"].startswith("match_count integer, query_embedding ")


def test_its_types_are_printed_and_compile(run: Run, shop: Database, tmp_path: Path) -> None:
    run(*CREATE, url=shop.url)
    run("function", "create", 'shop."Of all"', "shop.products", url=shop.url)
    plain = run("types").stdout
    printed = run("types", "--database", url=shop.url).stdout
    assert printed.startswith(plain)
    added = printed.removeprefix(plain)
    for line in (
        "        query_embedding: Embedding\n", "match_count?: number | null\n", "category?: string | null\n",
        "max_price?: number | null\n", "id: number\n", "name: string\n", "price: number | null\n",
        "similarity: number\n", "tags: string[] | null\n", '"Of all": {\n',
    ):  # fmt: skip
        assert f" {line}" in added

    folder = tmp_path / "types"
    folder.mkdir()
    (folder / "searches.d.ts").write_text(printed)
    (folder / "usage.ts").write_text("""
        import { createClient } from '@supabase/supabase-js'
        import type { Database, Searches } from './searches'
        const supabase = createClient<Database & Searches>('http://localhost', 'key')
        export async function search() {
          const { data } = await supabase.rpc('match_products', {
            query_embedding: [1, 2], match_count: 5, category: 'shoes', max_price: null,
          })
          const name: string | undefined = data?.[0]?.name
          const price: number | null | undefined = data?.[0]?.price
          const { data: pages } = await supabase.rpc('get_page_parents', { page_id: 1 })
          const { data: all } = await supabase.schema('shop').rpc('Of all', { query_embedding: '[1,2]' })
          const tags: string[] | null | undefined = all?.[0]?.tags
          // @ts-expect-error it is a text
          await supabase.rpc('match_products', { query_embedding: [1], category: 5 })
          return { name, price, path: pages?.[0]?.path, tags }
        }
    """)
    (folder / "node_modules").symlink_to(FOLDER / "node_modules")
    config = json.loads((FOLDER / "types" / "tsconfig.json").read_text())
    (folder / "tsconfig.json").write_text(json.dumps({**config, "files": ["usage.ts"]}))
    compiler = FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
    result = subprocess.run(
        [program("node"), str(compiler), "-p", str(folder)], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "")
