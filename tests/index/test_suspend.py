"""Indexes that are suspended for a load, and built again after it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from pgmatch.errors import DatabaseError
from pgmatch.index.suspend import resume, suspend
from tests.cli.conftest import Run
from tests.client.waiting import wait_until
from tests.index.conftest import MORE, ROWS, connected, transaction
from tests.servers import Database

TABLE = 'shop."Items"'
SEVERAL = """
    set search_path = extensions;
    create index "A; drop" on shop."Items" using hnsw ("Vec" vector_cosine_ops) with (m = 8, ef_construction = 32);
    create index half on shop."Items" using hnsw (("Vec"::halfvec(24)) halfvec_l2_ops) where id > 5;
    create index bits on shop."Items" using ivfflat ((binary_quantize("Vec")::bit(24)) bit_hamming_ops) with (lists = 4);
    create index name_idx on shop."Items" (name);
    comment on index shop.half is 'half ''of'' %s';
"""
DEFINED = """
    select i.relname, pg_get_indexdef(i.oid), obj_description(i.oid, 'pg_class'), x.indisvalid
    from pg_index as x inner join pg_class as i on i.oid = x.indexrelid
    where x.indrelid = 'shop."Items"'::regclass order by 1
"""
SUSPENDED = "select target::text, name from pgmatch.suspended_index order by 1, 2"
BUILD = f'create index vec on {TABLE} using hnsw ("Vec" extensions.vector_ip_ops)'
SUSPEND = f"select * from pgmatch.suspend_indexes('{TABLE}')"
RESUME = f"select * from pgmatch.resume_indexes('{TABLE}')"


def test_all_vector_indexes_come_back_as_they_were(shop: Database) -> None:
    shop.execute(SEVERAL)
    before = shop.rows(DEFINED)
    shop.execute("select pgmatch.tune_index('shop.half', 80)")
    assert shop.rows(SUSPEND) == [("A; drop",), ("bits",), ("half",)]
    assert [name for name, *_ in shop.rows(DEFINED)] == ["Items_pkey", "name_idx"]
    assert shop.rows(SUSPENDED) == [(TABLE, name) for name in ("A; drop", "bits", "half")]
    assert shop.rows(SUSPEND) == []

    shop.execute(f"""insert into {TABLE} select id + 10000, "Vec" from {TABLE} where id <= 100""")
    assert shop.rows(RESUME) == [("A; drop",), ("bits",), ("half",)]
    assert (shop.rows(DEFINED), shop.rows(SUSPENDED), shop.rows(RESUME)) == (before, [], [])
    assert shop.rows("select ef_search from pgmatch.tuning_of('shop.half')") == [(80,)]


def test_an_index_that_somebody_has_built_in_the_meantime_stays(shop: Database) -> None:
    shop.execute(f"{BUILD}; {SUSPEND}; {BUILD}")
    oid = shop.rows("select 'shop.vec'::regclass::oid")
    assert shop.rows(RESUME) == [("vec",)]
    assert (shop.rows("select 'shop.vec'::regclass::oid"), shop.rows(SUSPENDED)) == (oid, [])


@pytest.mark.parametrize(
    "taken",
    [
        f"create index vec on {TABLE} (name)",
        f"{BUILD}; update pg_index set indisvalid = false where indexrelid = 'shop.vec'::regclass",
    ],
    ids=["of another kind", "not valid"],
)
def test_what_else_has_the_name_is_an_error_and_the_index_stays_suspended(shop: Database, taken: str) -> None:
    shop.execute(f"{BUILD}; {SUSPEND}; {taken}")
    with pytest.raises(psycopg2.errors.DuplicateTable):
        shop.rows(RESUME)
    assert shop.rows(SUSPENDED) == [(TABLE, "vec")]


def test_the_index_of_a_renamed_table_comes_back_on_it(shop: Database) -> None:
    shop.execute(
        f"{BUILD}; {SUSPEND}; create schema other; alter table {TABLE} set schema other;"
        f' alter table other."Items" rename to old; create table {TABLE} (like other.old)'
    )
    assert shop.rows("select * from pgmatch.resume_indexes('other.old')") == [("vec",)]
    assert shop.rows(
        "select indrelid::regclass::text from pg_index where indexrelid = 'other.vec'::regclass"
    ) == [("other.old",)]


def test_searches_are_fast_when_the_index_is_back(shop: Database) -> None:
    shop.execute(
        f"{BUILD}; select pgmatch.create_search('shop.match_items', '{TABLE}', 'Vec'); {SUSPEND};"
        " select pgmatch.refresh_searches()"
    )
    shop.rows(RESUME)
    assert shop.rows("select state, index from pgmatch.searches") == [("fine", "shop.vec")]


def test_an_index_comes_back_while_another_session_changes_the_record(shop: Database) -> None:
    shop.execute(f"{BUILD}; {SUSPEND}")
    with transaction(shop, "select pg_advisory_xact_lock(hashtext('pgmatch'))"):
        with shop.connect() as connection, connection.cursor() as cursor:
            cursor.execute(RESUME)
            assert cursor.fetchall() == [("vec",)]
            assert "select pgmatch.refresh_searches();" in "".join(connection.notices)
        connection.close()
    assert shop.rows(SUSPENDED) == []


def test_indexes_of_renamed_columns_come_back(shop: Database) -> None:
    shop.execute(SEVERAL)
    before = shop.rows(DEFINED)
    rename = f'alter table {TABLE} rename "{{}}" to "{{}}"; alter table {TABLE} rename "{{}}" to "{{}}"'
    shop.execute(f"{SUSPEND}; {rename.format('Vec', 'vector', 'id', 'the bit')}")
    assert shop.rows(RESUME) == [("A; drop",), ("bits",), ("half",)]
    assert (
        shop.rows(SUSPENDED) == shop.rows("select relname from pg_class where relname ~ 'suspended$'") == []
    )

    shop.execute(rename.format("the bit", "id", "vector", "Vec"))
    assert shop.rows(DEFINED) == before


def test_the_index_of_a_dropped_column_is_forgotten(shop: Database) -> None:
    shop.execute(f'{BUILD}; {SUSPEND}; alter table {TABLE} drop "Vec"')
    assert (shop.rows(RESUME), shop.rows(SUSPENDED)) == ([], [])


def test_the_index_of_a_dropped_table_is_said_and_forgotten(shop: Database) -> None:
    shop.execute(f"{BUILD}; {SUSPEND}; drop table {TABLE}")
    found = "select object, fix from pgmatch.doctor() where rule = 'table_missing'"
    assert shop.rows(found) == [("index vec", "select pgmatch.refresh_searches();")]
    shop.execute("select pgmatch.refresh_searches()")
    assert (shop.rows(found), shop.rows(SUSPENDED)) == ([], [])


def test_an_index_that_is_not_valid_is_left_alone(shop: Database) -> None:
    shop.execute(f"{BUILD}; update pg_index set indisvalid = false where indexrelid = 'shop.vec'::regclass")
    assert (shop.rows(SUSPEND), shop.rows(SUSPENDED)) == ([], [])


def test_a_tablespace_is_kept_and_settings_are_put_back(shop: Database) -> None:
    with connected(shop.url) as connection:
        connection.exec_driver_sql("set allow_in_place_tablespaces = on")
        connection.exec_driver_sql("create tablespace other location ''")
    try:
        shop.execute(
            f'create index vec on {TABLE} using hnsw ("Vec" extensions.vector_ip_ops) tablespace other',
            SUSPEND,
        )
        settings = "current_setting('maintenance_work_mem'), current_setting('default_tablespace')"
        assert shop.rows(
            f"set maintenance_work_mem = '1MB'; {RESUME}; select {settings},"
            " (select spcname from pg_tablespace where oid = c.reltablespace) from pg_class as c where relname = 'vec'"
        ) == [("1MB", "", "other")]
        shop.execute("drop index shop.vec")
    finally:
        with connected(shop.url) as connection:
            connection.exec_driver_sql("drop tablespace other")


def test_a_build_gets_the_memory_that_it_needs_up_to_shared_buffers(shop: Database) -> None:
    options = "with (ef_construction = 32)"
    shop.execute(MORE.format(centre="i % 20", n=1600))
    shop.execute(f"{BUILD} {options}; {SUSPEND}")
    session = shop.connect()
    try:
        with session.cursor() as cursor:
            cursor.execute(f"set maintenance_work_mem = '1MB'; analyze {TABLE}")
            cursor.execute(RESUME)
            assert session.notices == []
            # what the same build says without
            cursor.execute(
                f'create index more on {TABLE} using hnsw ("Vec" extensions.vector_ip_ops) {options}'
            )
            assert "no longer fits into maintenance_work_mem" in session.notices[0]
    finally:
        session.close()


def test_only_the_owner_may(shop: Database) -> None:
    shop.execute(BUILD)
    shop.execute(
        "drop role if exists loader; create role loader; grant usage on schema pgmatch, shop to loader"
    )
    shop.execute("grant execute on all functions in schema pgmatch to loader")
    owner = shop.rows("select current_user::text")[0][0]
    try:
        for call in (SUSPEND, RESUME):
            with pytest.raises(
                psycopg2.errors.InsufficientPrivilege, match="only the owner can suspend"
            ) as refused:
                shop.execute(f"set role loader; {call}")
            assert refused.value.diag.message_hint == f'Connect as the role "{owner}".'
        # the owner of a table who does not own the core
        shop.execute(f"alter table {TABLE} owner to loader")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="only the owner can suspend"):
            shop.execute(f"set role loader; {SUSPEND}")
        assert shop.rows(SUSPENDED) == []
    finally:
        shop.execute(f"alter table {TABLE} owner to current_user; drop owned by loader; drop role loader")


@pytest.mark.parametrize(
    "made",
    [
        "create table shop.other (id int, e extensions.vector(3)) partition by list (id)",
        "create materialized view shop.other as select 1",
        "create table shop.whole (id int) partition by list (id);"
        " create table shop.other partition of shop.whole default",
    ],
)
def test_anything_but_an_ordinary_table_is_refused(shop: Database, made: str) -> None:
    shop.execute(made)
    with pytest.raises(psycopg2.errors.WrongObjectType, match="shop.other cannot be suspended"):
        shop.rows("select pgmatch.suspend_indexes('shop.other')")


def test_it_waits_for_others_as_long_as_lock_timeout_says(shop: Database) -> None:
    shop.execute(BUILD)
    with (
        transaction(shop, f"select from {TABLE}"),
        pytest.raises(psycopg2.errors.LockNotAvailable, match="another session is using"),
    ):
        shop.execute(f"set lock_timeout = '50ms'; {SUSPEND}")
    assert shop.rows(SUSPENDED) == []


def test_readers_go_on_while_the_index_is_built_and_a_broken_build_leaves_it_suspended(
    shop: Database,
) -> None:
    shop.execute(f"{BUILD}; {SUSPEND}")
    with transaction(shop, RESUME) as building:
        assert shop.rows(f"set lock_timeout = '1s'; select count(*) from {TABLE}") == [(ROWS,)]
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            shop.execute(f"set lock_timeout = '50ms'; update {TABLE} set name = 'y' where id = 1")
        building.rollback()
    assert shop.rows(SUSPENDED) == [(TABLE, "vec")]
    assert shop.rows(RESUME) == [("vec",)]


def test_the_core_stays_while_an_index_is_suspended(shop: Database) -> None:
    shop.execute(f"{BUILD}; {SUSPEND}")
    assert (f"the suspended index vec of {TABLE}",) in shop.rows("select * from pgmatch.core_users()")
    shop.execute(f"drop table {TABLE}")
    assert shop.rows("select * from pgmatch.core_users() as u where u like '%suspended%'") == []


def test_the_commands_suspend_and_build(shop: Database, run: Run) -> None:
    name = "nods_page_section_embedding_hnsw_ip_idx"
    for argument, said, index in (([], "", name), ([TABLE], f" '{TABLE}'", "vec")):
        if argument:
            shop.execute(BUILD)
        done = run("index", "suspend", *argument, url=shop.url)
        assert (done.exit_code, done.stdout.splitlines()) == (
            0,
            [
                f"Suspended {index}: searches compare all rows now.",
                f"After the load: pgmatch index resume{said}",
            ],
        ), done.stderr
        assert "no vector index" in run("index", "suspend", *argument, url=shop.url).stdout
        done = run("index", "resume", *argument, "--memory", "64MB", "--workers", "0", url=shop.url)
        assert done.exit_code == 0, done.stderr
        assert done.stdout.startswith(f"Built {index} in ")
        assert "no index of the table is suspended" in run("index", "resume", *argument, url=shop.url).stdout
    assert shop.rows("select * from pgmatch.nods_doctor_search_outdated()") == []
    done = run("index", "suspend", "shop.nothing", url=shop.url)
    assert (done.exit_code, done.stderr.splitlines()[0]) == (1, "Error: there is no table shop.nothing")


def test_a_build_of_the_command_that_is_cancelled_leaves_it_suspended(shop: Database) -> None:
    shop.execute(BUILD)
    building = "select pid from pg_stat_activity where application_name = 'pgmatch index' and wait_event_type = 'Lock'"

    def build() -> list[str]:
        with connected(shop.url) as connection:
            return resume(connection, TABLE)

    with connected(shop.url) as connection:
        assert suspend(connection, TABLE) == ["vec"]
    with transaction(shop, f"update {TABLE} set name = 'y' where id = 1"), ThreadPoolExecutor(1) as pool:
        built = pool.submit(build)
        wait_until(lambda: shop.rows(building) != [])
        shop.rows(f"select pg_cancel_backend(pid) from ({building}) as b")
        with pytest.raises(DatabaseError) as caught:
            built.result()
    assert caught.value.sqlstate == "57014"
    assert shop.rows(SUSPENDED) == [(TABLE, "vec")]
    assert build() == ["vec"]


def test_searches_that_follow_by_themselves_suit_the_index_that_is_back(shop: Database) -> None:
    shop.execute("select pgmatch.watch_indexes()")
    assert shop.rows("select * from pgmatch.suspend_indexes('nods_page_section')") == [
        ("nods_page_section_embedding_hnsw_ip_idx",)
    ]
    assert len(shop.rows("select * from pgmatch.resume_indexes('nods_page_section')")) == 1
    assert shop.rows("select * from pgmatch.nods_doctor_search_outdated()") == []
