"""`pgmatch index create`: every index that pgvector has, built while others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from typing import Any, get_args

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.errors import DatabaseError, SettingError
from pgmatch.index import Index, Plan, Resources, create, find_column, list_indexes, plan_index, report
from pgmatch.index.models import METRICS, Kind, Method, Metric
from pgmatch.index.plan import ordering
from pgmatch.index.rules import has_opclass
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.index.conftest import (
    ITEMS,
    LOCKS_A_ROW,
    MORE,
    Observer,
    connected,
    plan_of,
    transaction,
    used_index,
)
from tests.servers import Database, created

EVERY = [
    (method, kind, metric)
    for method, kind, metric in product(get_args(Method), get_args(Kind), METRICS)
    if (metric == "ip" if kind == "binary" else has_opclass(method, metric))
]

QUICK: dict[str, Any] = {"hnsw": {"ef_construction": 32}, "ivfflat": {"lists": 4}}


@contextmanager
def built(connection: Connection, plan: Plan) -> Iterator[Index]:
    """Give an index that is dropped again, so that it is not in the way of the next test."""
    index = create(connection, plan)
    try:
        yield index
    finally:
        connection.execute(text(f"drop index {index.name}"))


@pytest.fixture(scope="module")
def read(filled: Database) -> Iterator[Database]:
    """A copy for indexes that are dropped again."""
    with created(filled.server, "index_create", template=filled.name) as made:
        yield made


@pytest.mark.parametrize(("method", "kind", "metric"), EVERY)
def test_each_index_is_built_and_serves_the_ordering_that_is_printed(
    read: Database, method: Method, kind: Kind, metric: Metric
) -> None:
    with connected(read.url) as connection:
        column = find_column(connection, ITEMS)
        plan = plan_index(connection, column, method=method, kind=kind, metric=metric, **QUICK[method])
        with built(connection, plan) as index:
            distance = "hamming" if kind == "binary" else metric
            assert (index.method, index.kind, index.metric) == (method, kind, distance)
            assert index.is_valid
            vector = f"""(select "Vec" from {column.table} where id = 7)"""
            query = f"select id from {column.table} order by {ordering(plan).replace('$1', vector)} limit 5"
            assert used_index(plan_of(read, query)) == index.bare_name
            settings = "set local enable_seqscan = off"
            # others may have the same signs
            assert (7,) in read.rows(f"{settings}; {query}") or kind == "binary"


@pytest.fixture(scope="module", params=METRICS)
def ours(request: pytest.FixtureRequest, filled: Database) -> Iterator[tuple[Database, Metric]]:
    """Our table with each metric recorded, and without a vector index."""
    with created(filled.server, f"index_{request.param}", template=filled.name) as made:
        made.execute("drop index nods_page_section_embedding_hnsw_ip_idx")
        made.execute("update pgmatch.search set metric = %s where line = 'nods'", [request.param])
        yield made, request.param


@pytest.mark.parametrize(("method", "kind"), list(product(get_args(Method), get_args(Kind))))
def test_searches_of_pgmatch_use_each_index_of_the_recorded_metric(
    ours: tuple[Database, Metric], method: Method, kind: Kind
) -> None:
    database, metric = ours
    with connected(database.url) as connection:
        if kind != "binary" and not has_opclass(method, metric):
            with pytest.raises(SettingError, match="pgvector has no ivfflat index for the metric l1"):
                plan_index(connection, find_column(connection), method=method, kind=kind, **QUICK[method])
            return
        plan = plan_index(connection, find_column(connection), method=method, kind=kind, **QUICK[method])
        with built(connection, plan) as index:
            assert (index.metric, index.is_used) == ("hamming" if kind == "binary" else metric, True)
            found = database.rows("""
                set local search_path = public, extensions;
                select m.id, pg_stat_force_next_flush() is null from nods_page_section as s
                cross join lateral match_page_sections(s.embedding, -100, 3, 0) as m where s.id = 7
            """)
            assert len(found) == 3
            # twenty candidates for each row are few where only 24 signs are compared
            assert found[0][0] == 7 or kind == "binary"
            (again,) = list_indexes(connection, find_column(connection))
            assert again.scans == 1


def test_a_session_writes_while_the_build_runs_and_is_found_afterwards(shop: Database) -> None:
    with transaction(shop, LOCKS_A_ROW) as holder, connected(shop.url) as connection:
        pid = holder.info.backend_pid

        def write() -> None:
            shop.execute("""
                set local statement_timeout = '30s';
                insert into shop."Items" (id, "Vec") select 9999, "Vec" from shop."Items" where id = 5;
                update shop."Items" set name = 'y' where id = 5;
                delete from shop."Items" where id = 6
            """)
            assert holder.closed == 0
            holder.rollback()

        observer = Observer(write)
        plan = plan_index(connection, find_column(connection, ITEMS), metric="cosine")
        index = create(connection, plan, watch=observer.watch)
    waited = next(now for now in observer.seen if now.waits_for)
    assert (waited.phase, waited.waits_for) == ("waiting for writers before build", pid)
    assert waited.unit in ("blocks", "tuples")
    assert 0 <= waited.done <= waited.total or waited.total == 0
    assert index.is_valid
    query = """select id from shop."Items" order by "Vec" <=> (select "Vec" from shop."Items" where id = 5) limit 2"""
    assert used_index(plan_of(shop, query)) == index.bare_name
    found = shop.rows(f"set local search_path = public, extensions; set local enable_seqscan = off; {query}")
    assert sorted(found) == [(5,), (9999,)]


PAGES = """select pg_relation_size('shop."Items"') / 8192"""


def test_the_progress_of_a_build_has_its_phases_and_how_many_blocks_are_done(
    shop: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.execute(MORE.format(centre="i % 20", n=1600))
    monkeypatch.setattr("pgmatch.index.build._PAUSE", 0.005)
    observer = Observer()
    with connected(shop.url) as connection:
        plan = plan_index(connection, find_column(connection, ITEMS), metric="l2", ef_construction=200)
        create(connection, plan, Resources(workers=0), observer.watch)
    building = [now for now in observer.seen if now.phase == "building index: loading tuples"]
    assert [(now.unit, now.waits_for) for now in building] == [("blocks", None)] * len(building)
    assert {now.total for now in building if now.total} == set(shop.rows(PAGES)[0])
    assert all(now.done <= now.total for now in building)
    assert len({now.done for now in building}) > 1


RECORD = """
    create table public.seen (memory text, workers text, statement_timeout text, name text);
    create function public.record() returns event_trigger language plpgsql as $$ begin
      insert into public.seen values (
        current_setting('maintenance_work_mem'), current_setting('max_parallel_maintenance_workers'),
        current_setting('statement_timeout'), current_setting('application_name')
      );
    end $$;
    create event trigger record on ddl_command_start when tag in ('CREATE INDEX') execute function public.record()
"""
NOW = "select current_setting('maintenance_work_mem'), current_setting('max_parallel_maintenance_workers')"


def test_memory_and_workers_are_set_for_the_build_only_and_no_timeout_ends_it(shop: Database) -> None:
    shop.execute(RECORD)
    shop.execute(f"alter role postgres in database {shop.name} set statement_timeout = '2s'")
    with transaction(shop, LOCKS_A_ROW) as holder, connected(shop.url) as connection:
        before = connection.execute(text(NOW)).one()
        looks = iter([*[lambda: None] * 10, holder.rollback])
        observer = Observer()
        observer.seen = _Each(lambda now: next(looks, lambda: None)() if now.waits_for else None)
        plan = plan_index(connection, find_column(connection, ITEMS), metric="ip")
        index = create(connection, plan, Resources("77MB", 1), observer.watch)
        assert index.is_valid
        assert connection.execute(text(NOW)).one() == before
    assert shop.rows("select * from seen") == [("77MB", "1", "0", "pgmatch index")]


class _Each(list[Any]):
    """A list that tells of what is put into it."""

    def __init__(self, tell: Any) -> None:
        super().__init__()
        self._tell = tell

    def append(self, value: Any) -> None:
        super().append(value)
        self._tell(value)


def test_by_default_the_server_says_how_much_memory_and_how_many_workers(shop: Database) -> None:
    shop.execute(RECORD)
    with connected(shop.url) as connection:
        create(connection, plan_index(connection, find_column(connection, ITEMS), metric="ip"))
        assert shop.rows("select memory, workers from seen") == [tuple(connection.execute(text(NOW)).one())]


def test_too_little_memory_is_said_before_and_while_it_builds(run: Run, shop: Database) -> None:
    shop.execute(MORE.format(centre="i % 20", n=2000))
    done = run(
        "index",
        "create",
        ITEMS,
        "--metric",
        "l2",
        "--memory",
        "1MB",
        "--workers",
        "0",
        "--ef-construction",
        "32",
        url=shop.url,
    )
    assert done.exit_code == 0, done.stderr
    assert "maintenance_work_mem is 1 MB" in done.stderr
    assert "hnsw graph no longer fits into maintenance_work_mem" in done.stderr
    assert "stop the build (Ctrl-C) and give it --memory " in done.stderr


def test_the_command_prints_the_statement_and_how_queries_use_the_index(run: Run, shop: Database) -> None:
    arguments = ("index", "create", ITEMS, "--method", "ivfflat", "--metric", "cosine", "--lists", "8")
    statement = (
        'create index concurrently "Items_Vec_ivfflat_cosine_idx" on shop."Items"'
        ' using ivfflat ("Vec" extensions.vector_cosine_ops) with (lists = 8);'
    )
    dry = run(*arguments, "--dry-run", url=shop.url)
    assert (dry.exit_code, dry.stdout) == (0, statement + "\n")
    done = run(*arguments, url=shop.url)
    assert done.exit_code == 0, done.stderr
    printed, built, *use = done.stdout.splitlines()
    assert printed == statement
    assert built.startswith('Built shop."Items_Vec_ivfflat_cosine_idx" in 0 s: ')
    assert use == [
        'It is used by queries that order by: "Vec" operator(extensions.<=>) $1',
        "Before a search: set ivfflat.probes = 3;",
    ]
    assert done.stderr.startswith("About 400 rows. The index will take about ")
    assert "waiting" not in done.stderr, "no bar on a pipe"


def test_a_binary_index_of_ours_is_used_once_it_is_measured(run: Run, shop: Database) -> None:
    done = run("index", "create", "--type", "binary", "--name", "signs", url=shop.url)
    assert done.stdout.splitlines()[-1] == "pgmatch tune --index public.signs --store"
    shop.execute("select pgmatch.tune_index('signs', overfetch => 4)")
    with connected(shop.url) as connection:
        used = [i.bare_name for i in list_indexes(connection, find_column(connection)) if i.is_used]
    assert used == ["signs"]


def test_two_indexes_that_serve_the_same_ordering_are_named(shop: Database) -> None:
    with connected(shop.url) as connection:
        column = find_column(connection, ITEMS)
        graph = create(connection, plan_index(connection, column, metric="cosine", name="a"))
        create(connection, plan_index(connection, column, metric="ip", name="b"))
        create(connection, plan_index(connection, column, metric="cosine", kind="halfvec", name="c"))
        create(
            connection, plan_index(connection, column, metric="cosine", method="ivfflat", lists=8, name="d")
        )
        said = {
            entry.index.bare_name: " ".join(entry.remarks) for entry in report(connection, column).entries
        }
    assert f"Serves the same queries as {graph.bare_name}. The planner may use either" in said["d"]
    assert [name for name, words in said.items() if "Serves the same queries" in words] == ["d"]


def test_a_vector_of_another_length_stops_the_build_and_nothing_is_left(shop: Database) -> None:
    shop.execute("""
        set local search_path = public, extensions;
        alter table shop."Items" alter "Vec" type vector;
        update shop."Items" set "Vec" = '[1, 2]' where id = 300
    """)
    observer = Observer()
    with connected(shop.url) as connection:
        column = find_column(connection, ITEMS)
        plan = plan_index(connection, column, metric="ip", dimensions=24)
        with pytest.raises(DatabaseError, match="expected 24 dimensions, not 2") as caught:
            create(connection, plan, watch=observer.watch)
        assert caught.value.hint == "A vector has a different number of dimensions: correct it first."
        assert list_indexes(connection, column) == ()
    assert observer.said == ['The unfinished shop."Items_Vec_hnsw_ip_idx" was dropped.']


def test_the_extension_may_be_in_any_schema(create_database: CreateDatabase, supabase_server: Any) -> None:
    made = create_database(supabase_server, extension_schema="ext x")
    made.execute('create table t (v "ext x".vector(3))')
    with connected(made.url) as connection, closing(made.connect()):
        for kind in get_args(Kind):
            index = create(
                connection, plan_index(connection, find_column(connection, "t.v"), kind=kind, metric="l2")
            )
            assert index.is_valid
