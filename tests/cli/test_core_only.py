"""Each command in a database that has only the core, and match functions for tables of the user's own."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

import pytest

from pgmatch.cli.errors import as_commands
from pgmatch.migrate import upgrade
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer, created

ROWS = 400
FILL = f"""
    create schema shop;
    set local search_path = shop, extensions;
    create table "All items" (id bigint primary key, "Unit Price" numeric, embedding vector(3));
    insert into "All items"
    select i, i, (array[(hashint8(i) % 1000)::int, (hashint8(i * 7) % 1000)::int, (hashint8(i * 11) % 1000)::int])::vector
    from generate_series(1, {ROWS}) as i;
    create index items_idx on "All items" using hnsw (embedding vector_cosine_ops) with (ef_construction = 200);
    analyze "All items";
"""
SEARCH = """select pgmatch.create_search('shop.find', 'shop."All items"')"""
COLUMN = 'shop."All items".embedding'
CLERK = """
    do $$ begin create role pgmatch_clerk; exception when duplicate_object then null; end $$;
    grant usage on schema shop to pgmatch_clerk;
    grant select on shop."All items" to pgmatch_clerk;
"""


@pytest.fixture(scope="module")
def bare_template(supabase_server: PostgresServer) -> Iterator[str]:
    with created(supabase_server, "core_only", extension_schema="extensions") as made:
        upgrade(made.url, "core")
        made.execute(FILL)
        yield made.name


@pytest.fixture
def bare(supabase_server: PostgresServer, create_database: CreateDatabase, bare_template: str) -> Database:
    """The core and a table, which nothing searches."""
    return create_database(supabase_server, template=bare_template)


@pytest.fixture
def shop(bare: Database) -> Database:
    """The same with a match function."""
    bare.execute(SEARCH)
    return bare


def test_the_only_declared_column_is_meant_where_none_is_named(run: Run, shop: Database) -> None:
    for words, shown in (
        (["status"], f"{COLUMN}: vector(3), cosine"),
        (["index", "list"], f"{COLUMN}: vector(3), about {ROWS} rows"),
        (["index", "advise"], f"{COLUMN}: {ROWS} rows of 3 dimensions, metric cosine (as recorded)"),
        (["optimize"], f"Nothing to do: the storage of {COLUMN} is not plain."),
        (
            ["tune", "--sample", "20", "--recall", "0.5"],
            'items_idx: hnsw on vector, cosine, of shop."All items"',
        ),
        (["config"], "`pgmatch status` shows more."),
    ):
        done = run(*words, url=shop.url)
        assert (done.exit_code, done.stderr) == (0, ""), words
        assert shown in done.stdout.replace("shop.items_idx", "items_idx")


def test_its_index_is_tuned_by_table_or_by_name(run: Run, shop: Database) -> None:
    given = ("--sample", "20", "--recall", "0.5", "--store", "--json")
    for words in (["--table", 'shop."All items"'], ["--index", "shop.items_idx"]):
        report = json.loads(run("tune", *words, *given, url=shop.url).stdout)
        assert (report["index"]["name"], report["index"]["is_searched"]) == ("shop.items_idx", True)
        assert shop.rows("select index::text from pgmatch.index_tuning") == [("shop.items_idx",)]
        forgotten = run("tune", *words, "--forget", url=shop.url)
        assert forgotten.stdout == "Searches with shop.items_idx use the defaults again.\n"
        assert shop.rows("select 1 from pgmatch.index_tuning") == []


def test_the_doctor_finds_nothing_wrong_before_and_after_a_search_is_declared(
    run: Run, bare: Database
) -> None:
    for statement in (None, SEARCH):
        if statement:
            bare.execute(statement)
        done = run("doctor", url=bare.url)
        assert (done.exit_code, done.stderr) == (0, "")
        assert "Nothing is wrong: " in done.stdout


def test_commands_that_need_a_column_say_that_none_is_declared(run: Run, bare: Database) -> None:
    for words in (["index", "list"], ["index", "advise"], ["index", "create"], ["optimize"], ["tune"]):
        done = run(*words, url=bare.url)
        assert (done.exit_code, done.stdout) == (1, ""), words
        assert "is declared" in done.stderr.splitlines()[0]
    assert COLUMN in run("index", "list", url=bare.url).stderr
    assert "pgmatch function create" in run("tune", url=bare.url).stderr


def test_a_hint_with_a_call_in_sql_keeps_it() -> None:
    hint = (
        "Run it with pgmatch.create_search, or: select pgmatch.create_search('match_documents', 'documents');"
    )
    assert as_commands(hint) == hint.replace("pgmatch.create_search,", "pgmatch function create,")


def test_a_table_without_an_index_gets_the_command_that_builds_one(run: Run, shop: Database) -> None:
    shop.execute("drop index shop.items_idx")
    told = run("tune", "--table", 'shop."All items"', url=shop.url)
    command = shlex.split(told.stderr.splitlines()[-1].partition(": Build one first: ")[2])
    assert command == ["pgmatch", "index", "create", COLUMN]
    assert run(*command[1:], url=shop.url).exit_code == 0


def test_hints_name_commands(run: Run, shop: Database) -> None:
    shop.execute("""create table shop."It's" (id bigint primary key, embedding extensions.vector(3))""")
    assert (
        run("function", "create", """shop."It's nearest\"""", """shop."It's\"""", url=shop.url).exit_code == 0
    )
    changed = run(
        "function", "create", """shop."It's nearest\"""", COLUMN.removesuffix(".embedding"), url=shop.url
    )
    assert (changed.exit_code, changed.stdout) == (1, "")
    hint = changed.stderr.splitlines()[-1]
    assert "select " not in hint
    command = shlex.split(hint.rpartition(": ")[2].rstrip("."))
    assert command[:3] == ["pgmatch", "function", "drop"]
    assert run(*command[1:], url=shop.url).exit_code == 0
    unknown = run("function", "drop", "shop.fnid", url=shop.url)
    assert "pgmatch function list" in unknown.stderr


def test_commands_of_the_line_nods_say_that_it_is_missing(run: Run, bare: Database) -> None:
    told = run("adopt", "--model", "toy", url=bare.url)
    assert told.exit_code == 1
    assert told.stderr == (
        "Error: the line nods is not installed in this database, only the core\n"
        "Hint: Install it first: pgmatch alembic upgrade head\n"
    )
    assert "The line nods is not installed" in run("config", url=bare.url).stdout


@pytest.mark.parametrize("command", ["index list", "index advise", "optimize", "tune", "status", "config"])
def test_a_role_that_may_only_search_is_not_told_that_nothing_is_installed(
    run: Run, shop: Database, command: str
) -> None:
    shop.execute(f"{CLERK}; {SEARCH}")
    done = run(*command.split(), url=f"{shop.url}?options=-c%20role%3Dpgmatch_clerk")
    told = done.stdout + done.stderr
    assert "installed" not in told
    assert "onnect as the owner" in told or "permission denied" in told
    assert done.exit_code == (0 if command in ("status", "config") else 1)


def test_a_partitioned_table_is_shown_with_the_index_of_its_partitions(run: Run, bare: Database) -> None:
    bare.execute("""
        create table shop.parts (id bigint primary key, embedding extensions.vector(3)) partition by range (id);
        create table shop.parts_1 partition of shop.parts for values from (0) to (100);
        create table shop.parts_2 partition of shop.parts for values from (100) to (1000);
        insert into shop.parts select id, embedding from shop."All items";
        create index parts_idx on shop.parts using hnsw (embedding extensions.vector_cosine_ops);
        select pgmatch.create_search('shop.find_parts', 'shop.parts');
    """)
    (searched,) = json.loads(run("status", "--json", url=bare.url).stdout)["searched"]
    (index,) = searched["indexes"]
    assert (searched["column"], index["name"], index["is_used"]) == (
        "shop.parts.embedding",
        "shop.parts_idx",
        True,
    )
    assert index["size"] > 0
    doctor = run("doctor", url=bare.url)
    assert (doctor.exit_code, doctor.stderr) == (0, ""), doctor.stdout
    tuned = run("tune", "--sample", "20", "--recall", "0.5", url=bare.url)
    assert tuned.exit_code == 0, tuned.stderr
    told = run("index", "list", url=bare.url)
    assert told.exit_code == 1
    assert "Index each partition" in told.stderr
