"""What the index tools refuse, and that each refusal names the value and says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from pgmatch.errors import PgmatchError
from pgmatch.index import create, drop, find_column, find_index, plan_index, rebuild
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.index.conftest import ITEMS, connected
from tests.servers import Database, PostgresServer, created

VEC = (ITEMS, "--metric", "ip")


@pytest.fixture(scope="module")
def refusing(filled: Database) -> Iterator[Database]:
    """A copy in which nothing may be changed."""
    with created(filled.server, "index_refusals", template=filled.name) as made:
        made.execute("""
            set local search_path = public, extensions;
            create table free (v vector);
            insert into free values ('[1, 2, 3]');
            create table parted (id int, v vector(3)) partition by list (id);
            create view seen as select * from shop."Items";
            create table half (v halfvec(3));
            create table huge (v vector(5000));
            create role reader login;
            grant usage on schema shop to reader;
            grant select on all tables in schema shop to reader;
            create role guest login;
            create table public.of_guest (v vector(3));
            alter table public.of_guest owner to guest;
            grant usage on schema extensions to guest, reader
        """)
        yield made
        made.execute("drop table public.of_guest; drop owned by reader, guest; drop role reader, guest")


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["create", *VEC, "--name", "Items_pkey"], 'the name "Items_pkey" is already taken', "Choose another with --name"),
        (["create", *VEC, "--name", "n" * 64], "is longer than 63 bytes", "a shorter one"),
        (["create", *VEC, "--dimensions", "9"], 'column "Vec" has 24 dimensions, not 9', "Leave"),
        (["create", "free.v", "--metric", "l2"], "without dimensions", "add --dimensions 3"),
        (["create", "huge.v", "--metric", "l2", "--type", "halfvec"], "at most 4,000 dimensions", "type binary"),
        (["create", "half.v", "--metric", "l2", "--type", "vector"], "cannot be indexed as vector", "halfvec or"),
        (["create", ITEMS, "--metric", "l1", "--method", "ivfflat"], "no ivfflat index for the metric l1", "hnsw"),
        (["create", ITEMS], "the metric is not given", "--metric ip for <#>"),
        (["create", "--metric", "l2"], "use the metric ip, not l2", "Leave out the metric"),
        (["create"], "index public.nods_page_section_embedding_hnsw_ip_idx is the same", "pgmatch index rebuild"),
        (["create", *VEC, "--lists", "3"], "lists is not an option of hnsw", "Options of hnsw: m, ef_construction"),
        (["create", *VEC, "--method", "ivfflat", "--m", "3"], "m is not an option of ivfflat", "Options of ivfflat: lists"),
        (["create", *VEC, "--m", "101"], "m 101 is not between 2 and 100", "limits"),
        (["create", *VEC, "--m", "40"], "ef_construction 64 is less than twice m, 80", "80 or more"),
        (["create", *VEC, "--memory", "much"], "'much' is not a size", "512MB or 2GB"),
        (["create", *VEC, "--memory", "1kB"], 'valid range for parameter "maintenance_work_mem"', ""),
        (["list", "shop.items.vec"], "there is no table shop.items", 'Name a vector column: public.free.v'),
        (["list", 'shop."Items".vec'], 'table shop."Items" has no column vec', 'shop."Items"."Vec"'),
        (["list", 'shop."Items".name'], 'the type of column name of shop."Items" is text', "vector and halfvec"),
        (["list", 'shop."Items'], "does not name a column", "schema.table.column"),
        (["list", "items"], "'items' does not name a column", "schema.table.column"),
        (["list", "a.b.c.d.e"], "'a.b.c.d.e' does not name a column", "schema.table.column"),
        (["create", "parted.v"], "public.parted is a partitioned table", "Index each partition"),
        (["advise", 'seen."Vec"'], "public.seen is a view", "Name a table"),
        (["rebuild", "nope"], "nope is not an HNSW or IVFFlat index", "pgmatch index list"),
        (["drop", "shop.nope"], "shop.nope is not an HNSW or IVFFlat index", "pgmatch index list"),
        (["drop", 'a"b'], 'a"b is not an HNSW or IVFFlat index', "pgmatch index list"),
        (["drop", 'shop."Items_pkey"'], 'shop."Items_pkey" is not an HNSW', "pgmatch index list"),
        (["rebuild", "--m", "40"], "ef_construction 64 is less than twice m, 80", "80 or more"),
        (["rebuild", "--lists", "40"], "lists is not an option of hnsw", "Options of hnsw"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_named_with_what_to_do(
    run: Run, refusing: Database, arguments: list[str], message: str, hint: str
) -> None:
    indexes = "select count(*) from pg_index"
    before = refusing.rows(indexes)
    done = run("index", *arguments, url=refusing.url)
    assert done.exit_code == 1
    errors = [line for line in done.stderr.splitlines() if not line.startswith(("About ", "A fast build "))]
    assert errors[0].startswith("Error: ")
    assert message in errors[0]
    assert hint in "".join(errors[1:])
    assert refusing.rows(indexes) == before


@pytest.mark.parametrize("arguments", [["create", "--method", "hash"], ["create", "--type", "bit"], ["drop"]])
def test_an_unknown_choice_is_wrong_usage(run: Run, arguments: list[str]) -> None:
    assert run("index", *arguments).exit_code == 2


def test_only_the_owner_of_the_table_changes_its_indexes(refusing: Database) -> None:
    url = refusing.server.url(refusing.name, "reader")
    with connected(url) as connection:
        column = find_column(connection, ITEMS)
        with pytest.raises(
            PgmatchError, match=r"only the owner can change .* shop.\"Items\", not reader"
        ) as caught:
            plan_index(connection, column, metric="ip")
        assert caught.value.hint == "Connect as the role postgres."
    with connected(refusing.server.url(refusing.name, "guest")) as connection:
        column = find_column(connection, "public.of_guest.v")
        with pytest.raises(
            PgmatchError, match="role guest may not create anything in the schema public"
        ) as caught:
            plan_index(connection, column, metric="ip")
        assert caught.value.hint == "Its owner runs: grant create on schema public to guest;"


def test_who_may_read_a_table_sees_its_indexes(run: Run, refusing: Database) -> None:
    done = run("index", "list", ITEMS, url=refusing.server.url(refusing.name, "reader"))
    assert done.exit_code == 0, done.stderr


def test_an_index_is_not_built_in_a_transaction(refusing: Database) -> None:
    with connected(refusing.url, None) as connection:
        column = find_column(connection, ITEMS)
        plan = plan_index(connection, column, metric="ip")
        ours, index = find_index(connection)
        for attempt in (
            lambda: create(connection, plan),
            lambda: rebuild(connection, ours, index),
            lambda: drop(connection, ours, index),
        ):
            with pytest.raises(PgmatchError, match="inside a transaction") as caught:
                attempt()
            assert 'isolation_level="AUTOCOMMIT"' in str(caught.value.hint)


@pytest.mark.parametrize("command", [["create"], ["rebuild"], ["drop", "name"]])
def test_a_pooler_in_transaction_mode_is_refused_before_it_is_connected_to(
    run: Run, command: list[str]
) -> None:
    done = run("index", *command, url="postgresql://u:p@aws-0-eu.pooler.supabase.com:6543/postgres")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "Error: aws-0-eu.pooler.supabase.com:6543 is a pooler in transaction mode, which keeps neither locks nor settings",
        "Hint: Use the direct connection or the session pooler, on port 5432.",
    ]


def test_without_pgmatch_the_columns_of_vectors_are_named(
    run: Run, create_database: CreateDatabase, supabase_server: PostgresServer
) -> None:
    bare = create_database(supabase_server)
    none = run("index", "list", url=bare.url)
    assert none.stderr.splitlines()[1] == (
        "Hint: Its owner runs: create extension vector with schema extensions;"
    )
    bare.execute("create extension vector; create table t (v vector(3))")
    named = run("index", "list", url=bare.url)
    assert named.stderr.splitlines() == [
        "Error: pgmatch is not installed in this database",
        "Hint: Name a vector column: public.t.v.",
    ]
    assert run("index", "list", "t.v", url=bare.url).exit_code == 0


def test_the_list_is_a_table_and_an_object_with_the_documented_keys(run: Run, refusing: Database) -> None:
    listed = run("index", "list", url=refusing.url)
    assert (listed.exit_code, listed.stderr) == (0, "")
    first, head, row, remark = listed.stdout.splitlines()
    assert first == "public.nods_page_section.embedding: vector(24), about 400 rows with a vector"
    assert head.split() == ["Index", "Kind", "Options", "State", "Size", "Of", "buffers", "Scans"]
    assert row.split()[:6] == [
        "nods_page_section_embedding_hnsw_ip_idx", "hnsw", "vector", "ip", "default", "in",
    ]  # fmt: skip
    assert remark.endswith(": Not used by any search since the statistics were reset.")

    found = json.loads(run("index", "list", "--json", url=refusing.url).stdout)
    assert list(found) == [
        "column", "type", "dimensions", "rows", "shared_buffers", "effective_cache_size", "indexes",
    ]  # fmt: skip
    (index,) = found["indexes"]
    assert list(index) == [
        "name", "method", "kind", "metric", "m", "ef_construction", "lists", "size", "is_valid", "is_partial",
        "scans", "built_by", "is_used", "tuning", "drift", "remarks",
    ]  # fmt: skip
    assert (index["method"], index["m"], index["lists"], index["is_used"]) == ("hnsw", 16, None, True)
