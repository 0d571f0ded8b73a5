"""Two and twenty upgrades at once, and upgrades that are killed."""

from __future__ import annotations

import time

import pytest

from pgmatch.migrate import upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.forks import fork, status
from tests.guide import guide_sql
from tests.servers import Database, PostgresServer


@pytest.mark.parametrize("count", [2, 20])
def test_upgrades_at_once_all_succeed(empty_database: Database, count: int) -> None:
    running = [fork(upgrade, empty_database.url) for _ in range(count)]
    assert [status(process) for process in running] == [0] * count
    assert empty_database.rows("select revision from pgmatch_info()") == [("nods_0005",)]


def filled_guide_database(
    supabase_server: PostgresServer, create_database: CreateDatabase, sections: int
) -> Database:
    made = create_database(supabase_server, extension_schema="extensions")
    made.execute(
        guide_sql(dimensions=200)
        + "insert into nods_page (path) values ('/p');"
        + "insert into nods_page_section (page_id, content, embedding) select 1, 'text of ' || i,"
        + " (select array_agg(random()::real) from generate_series(1, 200 + 0 * i))::extensions.vector"
        + f" from generate_series(1, {sections}) as i"
    )
    return made


def test_an_upgrade_killed_while_it_builds_the_index_is_finished_by_the_next(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = filled_guide_database(supabase_server, create_database, 500)
    # an older snapshot keeps the concurrent build from ending
    holder = made.connect()
    holder.set_session(isolation_level="REPEATABLE READ")
    with holder.cursor() as cursor:
        cursor.execute("select count(*) from pg_class")

    process = fork(upgrade, made.url)
    waiting = "select count(*) from pg_stat_progress_create_index where phase = 'waiting for old snapshots'"
    deadline = time.monotonic() + 300
    while made.rows(waiting) == [(0,)]:
        assert time.monotonic() < deadline, "the index build was never seen"
        assert process.exitcode is None
        time.sleep(0.02)
    made.execute("insert into nods_page (path) values ('/written while the index is built')")
    process.kill()
    process.join()
    made.execute(
        "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
        " where datname = current_database() and query like 'create index concurrently%%'".replace("%%", "%")
    )
    holder.close()
    invalid = "select count(*) from pg_index where not indisvalid"
    assert made.rows(invalid) == [(1,)], "the kill left what it was meant to leave"

    upgrade(made.url)
    assert made.rows(invalid) == [(0,)]
    assert made.rows("select index from pgmatch.vector_indexes('nods_page_section') where complete") == [
        ("nods_page_section_embedding_hnsw_ip_idx",)
    ]

    fresh = create_database(supabase_server, extension_schema="extensions")
    fresh.execute(guide_sql(dimensions=200))
    upgrade(fresh.url)
    assert differences(snapshot(fresh.connect()), snapshot(made.connect())) == []


@pytest.mark.parametrize("after", [0.05, 0.15, 0.25, 0.35, 0.45])
def test_an_upgrade_killed_at_any_time_leaves_all_or_nothing(empty_database: Database, after: float) -> None:
    process = fork(upgrade, empty_database.url)
    active = (
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    while empty_database.rows(active) == [(0,)] and process.exitcode is None:
        time.sleep(0.005)
    time.sleep(after)
    process.kill()
    process.join()
    while empty_database.rows(active) != [(0,)]:
        time.sleep(0.01)
    found = empty_database.rows("select to_regclass('pgmatch.nods_version')")
    if found != [(None,)]:
        assert empty_database.rows("select version_num from pgmatch.nods_version") == [("nods_0005",)]
    upgrade(empty_database.url)
    assert empty_database.rows("select revision from pgmatch_info()") == [("nods_0005",)]


def test_a_lock_that_somebody_holds_ends_the_upgrade_in_time_and_undone(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    made.execute(guide_sql())
    holder = made.connect()
    with holder.cursor() as cursor:
        cursor.execute("lock table nods_page in access share mode")
    before = snapshot(made.connect())
    with pytest.raises(MigrationError, match="lock timeout"):
        upgrade(made.url, lock_timeout="200ms")
    assert snapshot(made.connect()) == before
    holder.rollback()
    upgrade(made.url)
