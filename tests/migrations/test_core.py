"""The core: installed before any line, kept while something needs it, never replaced by an older one."""

from __future__ import annotations

import io
import logging

import psycopg2
import pytest
from alembic import command

from pgmatch.migrate import alembic_config, downgrade, export, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.security.test_lines import WITH_OWNER, add_line
from tests.servers import Database, PostgresServer

LINES = "select line, revision from pgmatch.install order by line"
RECORD = "select to_regclass('pgmatch.install')::text"
HEAD = "core_0004"
# a newer package has been here, whose function this one does not know
NEWER = """
    update pgmatch.install set revision = 'core_0099' where line = 'core';
    update pgmatch.core_version set version_num = 'core_0099';
    comment on function pgmatch.granted(oid[]) is 'newer';
    create or replace function pgmatch.api_roles() returns setof name language sql stable
      set search_path = pg_catalog, pg_temp
      as 'select r.rolname from pg_roles as r where r.rolname in (''anon'', ''authenticated'', ''service_role'')'
"""
KEPT = "select p.prosrc from pg_proc as p where p.oid = 'pgmatch.api_roles()'::regprocedure"


def script(line: str = "nods") -> str:
    output = io.StringIO()
    export(output, line, dimensions="3")
    return output.getvalue()


def downgrade_script(revisions: str, line: str = "nods") -> str:
    output = io.StringIO()
    command.downgrade(alembic_config(line, {"drop_data": "yes"}, output), revisions, sql=True)
    return output.getvalue()


def test_a_line_brings_the_core_and_takes_it_away(
    empty_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="alembic.runtime.migration")
    upgrade(empty_database.url, dimensions="3")
    said = [record.getMessage() for record in caplog.records]
    steps = [text.split(",")[0].removeprefix("Running upgrade ") for text in said if "Running" in text]
    assert [step.split(" -> ")[1] for step in steps][2:5] == ["core_0003", HEAD, "nods_0001"]
    assert empty_database.rows(LINES) == [("core", HEAD), ("nods", "nods_0005")]
    upgrade(empty_database.url, "nods_text")
    downgrade(empty_database.url, "nods_text")
    assert empty_database.rows(LINES) == [("core", HEAD), ("nods", "nods_0005")]
    downgrade(empty_database.url)
    assert empty_database.rows(RECORD) == [(None,)]
    assert empty_database.rows("select * from pgmatch.core_version") == []
    upgrade(empty_database.url)
    assert empty_database.rows(LINES) == [("core", HEAD), ("nods", "nods_0005")]


def test_by_itself_it_opens_nothing_and_goes_again(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, default_privileges="grant_all")
    upgrade(made.url, "core")
    assert made.rows(LINES) == [("core", HEAD)]
    for role in ("anon", "authenticated", "service_role"):
        with made.as_role(role) as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("select * from pgmatch.search")
        assert made.rows("select has_schema_privilege(%s, 'pgmatch', 'usage')", (role,)) == [(False,)]
    assert made.rows("select statement from pgmatch.access_changes('{core}')") == []
    made.execute("select pgmatch.check_pins('core'); select pgmatch.repin()")
    downgrade(made.url, "core")
    assert made.rows(RECORD) == [(None,)]


def test_a_record_of_what_somebody_has_dropped_does_not_keep_it(database: Database) -> None:
    downgrade(database.url)
    upgrade(database.url, "core")
    database.execute("create table own (id bigint primary key, embedding extensions.vector(3))")
    database.execute("select pgmatch.create_search('match_own', 'own')")
    with pytest.raises(MigrationError, match="needs the core"):
        downgrade(database.url, "core")
    database.execute("drop function match_own; drop table own")
    assert database.rows("select * from pgmatch.core_users()") == []
    downgrade(database.url, "core")
    assert database.rows(RECORD) == [(None,)]


def test_it_is_not_removed_while_a_line_needs_it(database: Database) -> None:
    with pytest.raises(MigrationError, match='the line "nods" needs the core') as refused:
        downgrade(database.url, "core")
    assert "pgmatch.core_users()" in str(refused.value.hint)
    assert database.rows(LINES) == [("core", HEAD), ("nods", "nods_0005")]


def test_it_stays_after_the_last_line_while_a_table_of_the_user_s_can_be_searched(database: Database) -> None:
    database.execute(
        "create table own (id bigint primary key, embedding extensions.vector(3));"
        "insert into pgmatch.search (target, embedding, key, metric) values ('own', 'embedding', 'id', 'ip')"
    )
    downgrade(database.url)
    assert database.rows(LINES) == [("core", HEAD)]
    with pytest.raises(MigrationError, match="a search of public.own needs the core"):
        downgrade(database.url, "core")
    database.execute("delete from pgmatch.search")
    downgrade(database.url, "core")
    assert database.rows(RECORD) == [(None,)]


@pytest.mark.parametrize("way", ["command", "script"])
def test_an_older_package_leaves_a_newer_core_as_it_is(empty_database: Database, way: str) -> None:
    upgrade(empty_database.url, "core")
    empty_database.execute(NEWER)
    kept = empty_database.rows(KEPT)
    if way == "command":
        upgrade(empty_database.url, dimensions="3")
    else:
        empty_database.execute(script())
    assert empty_database.rows(KEPT) == kept
    assert empty_database.rows(LINES) == [("core", "core_0099"), ("nods", "nods_0005")]
    downgrade(empty_database.url)
    assert empty_database.rows(LINES) == [("core", "core_0099")]


def test_a_script_installs_it_once_and_removes_it_with_the_last_line(
    create_database: CreateDatabase, supabase_server: PostgresServer
) -> None:
    by_command, by_script = (create_database(supabase_server) for _ in range(2))
    upgrade(by_command.url, dimensions="3")
    for _ in range(2):
        by_script.execute(script())
    assert differences(snapshot(by_command.connect()), snapshot(by_script.connect())) == []
    by_script.execute(script("nods_text"))
    by_script.execute(downgrade_script("nods_text_0002:base", "nods_text"))
    assert by_script.rows(LINES) == [("core", HEAD), ("nods", "nods_0005")]
    for _ in range(2):
        by_script.execute(downgrade_script("nods_0005:base"))
    assert by_script.rows(RECORD) == [(None,)]


def test_who_may_search_any_line_may_use_the_core(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, default_privileges="grant_all")
    upgrade(made.url, dimensions="3")
    add_line(made, "toy", declared=WITH_OWNER)
    use = "select count(*) from pgmatch.search"

    def may(role: str) -> bool:
        with made.as_role(role, {"sub": "alice"}) as cursor:
            try:
                cursor.execute(use)
            except psycopg2.errors.InsufficientPrivilege:
                return False
            return cursor.fetchall() == [(1,)]

    for mode, expected in (
        ("private", (False, False, True)),
        ("public_read", (True, True, True)),
        ("owner", (False, True, True)),
        ("private", (False, False, True)),
    ):
        made.execute("select pgmatch.set_access(%s, 'toy')", (mode,))
        assert tuple(may(role) for role in ("anon", "authenticated", "service_role")) == expected
        assert made.rows("select has_table_privilege('anon', 'nods_page', 'select')") == [(False,)]
        assert made.rows("select statement from pgmatch.access_changes('{toy}')") == []
    made.execute("select pgmatch.set_access('owner', 'toy')")
    with (
        made.as_role("authenticated", {"sub": "alice"}) as cursor,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        cursor.execute("update pgmatch.search set model = 'evil'")


def test_the_core_has_no_access_mode_of_its_own(database: Database) -> None:
    with pytest.raises(psycopg2.Error, match="line 'core' is not installed here"):
        database.execute("select pgmatch.set_access('public_read', 'core')")
    assert "core" not in [line for (line,) in database.rows("select line from pgmatch_info()")]


def test_who_may_call_a_made_function_keeps_what_it_needs_of_the_core(database: Database) -> None:
    database.execute(
        "create table own (id bigint primary key, embedding extensions.vector(3) not null);"
        "insert into own values (1, '[1,0,0]'); grant select on own to anon;"
        "select pgmatch.create_search('match_own', 'own', returns => '{id}')"
    )
    call = "select id from match_own('[1,0,0]', match_count => 5)"
    for mode in ("public_read", "private"):
        database.execute("select pgmatch.set_access(%s)", (mode,))
        with database.as_role("anon") as cursor:
            cursor.execute(call)
            assert cursor.fetchall() == [(1,)]
    assert database.rows("select has_table_privilege('anon', 'nods_page', 'select')") == [(False,)]
    downgrade(database.url)
    with database.as_role("anon") as cursor:
        cursor.execute(call)
        assert cursor.fetchall() == [(1,)]
    with pytest.raises(MigrationError, match="own needs the core"):
        downgrade(database.url, "core")
    database.execute("select pgmatch.drop_search('match_own')")
    downgrade(database.url, "core")
    assert database.rows(RECORD) == [(None,)]
