"""Our revisions inside a revision of a foreign project."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

import pgmatch.alembic
import pgmatch.migrate
from pgmatch.embedded.binaries import locate
from pgmatch.migrate.errors import MigrationError
from pgmatch.migrate.lock import migration_lock
from pgmatch.settings import database_url
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.foreign.project import Project
from tests.servers import Database, PostgresServer

LEFT_BEHIND = {"schema pgmatch"} | {
    name
    for table in ("core_version", "nods_version")
    for name in (
        f"table pgmatch.{table}",
        f"column pgmatch.{table}.version_num",
        f"constraint pgmatch.{table} {table}_pkc",
        f"index pgmatch.{table}_pkc",
    )
}


def catalog(database: Database) -> dict[str, str]:
    with closing(database.connect()) as connection:
        return snapshot(connection)


def ours(catalog: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in catalog.items() if "nods" in name or "pgmatch" in name}


def psql(database: Database, sql: str) -> None:
    command = [str(locate().program("psql")), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.url]
    subprocess.run(command, input=sql, text=True, check=True, capture_output=True)


def revision_of(database: Database, line: str = "nods") -> list[str]:
    return [number for (number,) in database.rows(f"select version_num from pgmatch.{line}_version")]


def test_an_upgrade_makes_what_our_own_upgrade_makes(
    project: Project,
    empty_database: Database,
    create_database: CreateDatabase,
    supabase_server: PostgresServer,
) -> None:
    project.add_ours()
    project.upgrade()
    other = create_database(supabase_server, extension_schema="public")
    pgmatch.migrate.upgrade(other.url, revision="nods_0005")

    assert ours(catalog(empty_database)) == ours(catalog(other))
    assert revision_of(empty_database) == ["nods_0005"]


def test_options_reach_the_revisions_and_are_recorded(project: Project, empty_database: Database) -> None:
    project.add_ours(dimensions="384", schema="search", metric="cosine", access="public_read", model="mini")
    project.upgrade()

    assert empty_database.rows("select * from search.pgmatch_info()") == [
        ("nods", "nods_0005", 384, "mini", "cosine", "public_read")
    ]


def test_options_of_one_call_are_forgotten_before_the_next(project: Project) -> None:
    call = 'pgmatch.alembic.upgrade(op, "nods", to="nods_0005"{})'
    project.add(
        "theirs_2",
        "theirs_1",
        f"""
    {call.format(", dimensions=384")}
    {call.format("")}
    op.execute("do $$ begin assert current_setting('pgmatch.dimensions') = ''; end $$")
    """,
    )

    project.upgrade()


def test_an_option_that_contradicts_the_record_is_refused_with_nothing_left_to_run(project: Project) -> None:
    project.add_ours(dimensions="384")
    project.add(
        "theirs_3", "theirs_2", 'pgmatch.alembic.upgrade(op, "nods", to="nods_0005", dimensions="768")'
    )

    with pytest.raises(MigrationError, match="dimensions=768 contradicts"):
        project.upgrade()


def test_hints_name_calls_of_their_revisions_instead_of_our_command(project: Project) -> None:
    project.add("theirs_2", "theirs_1", 'pgmatch.alembic.upgrade(op, "nods_text")')
    with pytest.raises(MigrationError, match="is not installed in this database") as refused:
        project.upgrade()
    assert 'Run first: pgmatch.alembic.upgrade(op, "nods") in a revision of yours' in (
        refused.value.hint or ""
    )
    assert "pgmatch alembic" not in str(refused.value)


def test_a_wrong_option_is_refused_before_anything_is_done(project: Project) -> None:
    project.add_ours(access="everybody")
    with pytest.raises(MigrationError, match="access=everybody does not exist"):
        project.upgrade()


def test_their_downgrade_removes_ours_and_keeps_theirs(project: Project, empty_database: Database) -> None:
    project.upgrade("theirs_1")
    before = catalog(empty_database)
    project.add_ours()
    project.upgrade()

    project.downgrade("theirs_1")

    left = differences(before, catalog(empty_database))
    assert {line[2:].split(": ")[0] for line in left} == LEFT_BEHIND
    assert revision_of(empty_database) == []


def test_their_downgrade_drops_rows_only_when_their_command_says_so(
    project: Project, empty_database: Database
) -> None:
    project.add_ours()
    project.upgrade()
    empty_database.execute("insert into nods_page (path) values ('/a'), ('/b')")

    with pytest.raises(MigrationError, match="would drop the table nods_page with its 2 rows") as refused:
        project.downgrade("theirs_1")
    assert empty_database.rows("select count(*) from nods_page") == [(2,)]
    assert str(refused.value).endswith("Hint: To drop them: alembic -x drop_data=yes downgrade …")

    project.downgrade("theirs_1", drop_data="yes")
    assert empty_database.rows("select to_regclass('nods_page')") == [(None,)]


def test_up_down_and_up_again_gives_the_same_catalog(project: Project, empty_database: Database) -> None:
    project.add_ours()
    project.upgrade()
    first = catalog(empty_database)
    project.downgrade("base")
    project.upgrade()

    assert differences(first, catalog(empty_database)) == []


def test_a_downgrade_of_what_is_not_installed_does_nothing(
    project: Project, empty_database: Database
) -> None:
    project.add("theirs_2", "theirs_1", "pass", 'pgmatch.alembic.downgrade(op, "nods")')
    project.upgrade()

    project.downgrade("theirs_1")

    assert revision_of(empty_database) == []


def test_upgrading_twice_changes_nothing(project: Project, empty_database: Database) -> None:
    project.add_ours()
    project.add("theirs_3", "theirs_2", 'pgmatch.alembic.upgrade(op, "nods", to="nods_0005")')
    project.upgrade("theirs_2")
    first = catalog(empty_database)
    project.upgrade()
    project.upgrade()

    assert differences(first, catalog(empty_database)) == []


def test_an_older_target_than_what_is_installed_changes_nothing(
    project: Project, empty_database: Database
) -> None:
    project.upgrade("theirs_1")
    pgmatch.migrate.upgrade(empty_database.url)
    revision = revision_of(empty_database)
    project.add_ours(to="nods_0002")
    project.upgrade()

    assert revision_of(empty_database) == revision


def test_our_own_command_goes_on_from_where_theirs_ended(project: Project, empty_database: Database) -> None:
    project.add_ours(to="nods_0002")
    project.upgrade()
    pgmatch.migrate.upgrade(empty_database.url, revision="nods_0005")

    assert revision_of(empty_database) == ["nods_0005"]
    assert empty_database.rows("select revision from pgmatch_info()") == [("nods_0005",)]


TWO_STEPS = (
    'pgmatch.alembic.upgrade(op, "nods", to="head")',
    'pgmatch.alembic.downgrade(op, "nods", to="nods_0002")',
)


def test_two_steps_lead_where_one_does(project: Project, empty_database: Database) -> None:
    project.add_ours(to="head")
    project.upgrade()
    at_once = catalog(empty_database)
    project.downgrade("base")

    project.add_ours(to="nods_0002")
    project.add("theirs_3", "theirs_2", *TWO_STEPS)
    project.upgrade("theirs_2")
    assert revision_of(empty_database) == ["nods_0002"]
    half = catalog(empty_database)
    project.upgrade()
    assert differences(at_once, catalog(empty_database)) == []

    project.downgrade("theirs_2")
    assert differences(half, catalog(empty_database)) == []


@pytest.mark.parametrize("steps", [1, 2])
def test_their_sql_through_psql_gives_the_same_catalog(
    project: Project,
    empty_database: Database,
    create_database: CreateDatabase,
    supabase_server: PostgresServer,
    steps: int,
) -> None:
    project.add_ours(to="nods_0002" if steps == 2 else "head", schema="search", dimensions="384")
    if steps == 2:
        project.add("theirs_3", "theirs_2", *TWO_STEPS)
    offline = create_database(supabase_server)

    psql(offline, project.sql())
    project.upgrade()

    assert differences(catalog(empty_database), catalog(offline)) == []
    assert revision_of(offline) == revision_of(empty_database)


def test_their_sql_of_a_later_step_starts_where_since_says(
    project: Project,
    empty_database: Database,
    create_database: CreateDatabase,
    supabase_server: PostgresServer,
) -> None:
    project.add_ours(to="nods_0002")
    project.add(
        "theirs_3",
        "theirs_2",
        'pgmatch.alembic.upgrade(op, "nods", to="nods_0005", since="nods_0002")',
        'pgmatch.alembic.downgrade(op, "nods", to="nods_0002", since="nods_0005")',
    )
    offline = create_database(supabase_server)
    psql(offline, project.sql("theirs_2"))
    half = catalog(offline)
    psql(offline, project.sql("theirs_2:theirs_3"))
    project.upgrade()
    assert differences(catalog(empty_database), catalog(offline)) == []

    psql(offline, project.sql("theirs_3:theirs_2", down=True))
    assert differences(half, catalog(offline)) == []


def test_their_downgrade_as_sql_needs_a_start_once(
    project: Project,
    empty_database: Database,
    create_database: CreateDatabase,
    supabase_server: PostgresServer,
) -> None:
    project.add_ours(to="nods_0002")
    project.add("theirs_3", "theirs_2", *TWO_STEPS)
    project.upgrade()
    with pytest.raises(MigrationError, match="needs its starting revision") as raised:
        project.sql("theirs_3:theirs_1", down=True)
    assert 'since="' in str(raised.value)

    up, down = TWO_STEPS
    project.add("theirs_3", "theirs_2", up, down.replace(")", ', since="head")'))
    psql(empty_database, project.sql("theirs_3:theirs_1", down=True))

    other = create_database(supabase_server)
    Project(project.folder, other.url).configure()
    project.upgrade()
    project.downgrade("theirs_1")
    left = differences(catalog(other), catalog(empty_database))
    # older versions of Alembic drop a version table that they empty, but only as SQL
    assert [line for line in left if "nods_version" not in line] == []


def test_sql_in_which_percent_signs_would_be_doubled_is_refused(project: Project) -> None:
    project.add_ours()
    project.configure(paramstyle="pyformat")

    with pytest.raises(MigrationError, match="would double every %") as raised:
        project.sql()
    assert 'dialect_opts={"paramstyle": "named"}' in str(raised.value)


SEEN = """op.execute("create table {name} as select current_setting('search_path') as path, "
        "current_setting('lock_timeout') as patience, current_setting('client_min_messages') as level")"""


@pytest.mark.parametrize("path", ["app, public", '"$user", public', "public"])
@pytest.mark.parametrize("first", ["nods_0001", "nods_0005"])
def test_their_settings_stand_again_and_their_tables_land_in_their_schema(
    project: Project, empty_database: Database, path: str, first: str
) -> None:
    empty_database.execute("create schema app; create schema postgres")
    project.add(
        "theirs_2",
        "theirs_1",
        f"""
    op.execute("set local lock_timeout = '7s'")
    op.execute("set local client_min_messages = 'log'")
    pgmatch.alembic.upgrade(op, "nods", to="{first}", schema="search")
    {SEEN.format(name="after_upgrade")}
    pgmatch.alembic.downgrade(op, "nods")
    {SEEN.format(name="after_downgrade")}
    """,
    )
    project.configure(search_path=path)
    project.upgrade()

    schema = {"app": "app", '"$user"': "postgres", "public": "public"}[path.split(",")[0]]
    for table in ("after_upgrade", "after_downgrade"):
        assert empty_database.rows(f"select * from {schema}.{table}") == [(path, "7s", "log")]


def test_their_empty_search_path_stands_again(project: Project, empty_database: Database) -> None:
    project.add(
        "theirs_2",
        "theirs_1",
        """
    op.execute("select set_config('search_path', '', true)")
    pgmatch.alembic.upgrade(op, "nods", to="nods_0005")
    op.execute("create table public.seen as select current_setting('search_path') as path")
    op.execute("set local search_path = public")
    """,
    )
    project.upgrade()

    assert empty_database.rows("select path from seen") == [("",)]


def test_settings_of_their_sql_stand_again(
    project: Project, create_database: CreateDatabase, supabase_server: PostgresServer
) -> None:
    project.add(
        "theirs_2",
        "theirs_1",
        f"""
    op.execute("create schema app")
    op.execute("set local search_path = app, public")
    pgmatch.alembic.upgrade(op, "nods", to="nods_0005", schema="search")
    {SEEN.format(name="seen")}
    op.execute("set local search_path = public")
    """,
    )
    offline = create_database(supabase_server)
    psql(offline, project.sql())

    assert offline.rows("select * from app.seen") == [("app, public", "0", "notice")]


def test_nothing_is_committed_before_their_transaction_is(project: Project, empty_database: Database) -> None:
    project.upgrade("theirs_1")
    before = catalog(empty_database)
    project.add(
        "theirs_2",
        "theirs_1",
        """
    pgmatch.alembic.upgrade(op, "nods", to="nods_0005")
    op.execute("select 1 / 0")
    """,
    )

    with pytest.raises(DBAPIError, match="division by zero"):
        project.upgrade()
    assert differences(before, catalog(empty_database)) == []


def test_another_migration_of_ours_under_way_is_an_error_that_says_so(
    project: Project, empty_database: Database
) -> None:
    project.upgrade("theirs_1")
    before = catalog(empty_database)
    project.add_ours()
    engine = create_engine(database_url(empty_database.url), poolclass=NullPool)

    with (
        engine.connect() as connection,
        migration_lock(connection),
        pytest.raises(MigrationError, match="another pgmatch migration is running") as raised,
    ):
        project.upgrade()
    assert raised.value.sqlstate == "55P03"
    assert differences(before, catalog(empty_database)) == []

    project.upgrade()


def test_the_lock_is_held_until_their_transaction_ends(project: Project, empty_database: Database) -> None:
    project.add(
        "theirs_2",
        "theirs_1",
        """
    pgmatch.alembic.upgrade(op, "nods", to="nods_0005")
    op.execute("create table held as select count(*) from pg_locks where locktype = 'advisory'")
    """,
    )
    project.upgrade()

    # that of migrations, and that of whatever changes who may do what
    assert empty_database.rows("select * from held") == [(2,)]
    assert empty_database.rows("select count(*) from pg_locks where locktype = 'advisory'") == [(0,)]


def test_a_connection_in_autocommit_is_refused_before_any_change(
    project: Project, empty_database: Database
) -> None:
    project.upgrade("theirs_1")
    before = catalog(empty_database)
    project.add_ours()
    project.configure(isolation_level="AUTOCOMMIT")

    with pytest.raises(MigrationError, match="need a transaction"):
        project.upgrade()
    assert differences(before, catalog(empty_database)) == []


def test_a_project_on_psycopg_3_works_too(project: Project, empty_database: Database) -> None:
    project.configure(url=empty_database.url.replace("postgresql://", "postgresql+psycopg://"))
    project.add_ours()
    project.upgrade()
    project.check()
    project.downgrade("theirs_1")

    assert revision_of(empty_database) == []


def test_a_database_of_another_kind_is_refused() -> None:
    with create_engine("sqlite://").connect() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with pytest.raises(MigrationError, match=r"cannot run through sqlite\+pysqlite"):
            pgmatch.alembic.upgrade(operations)


def test_an_unknown_line_revision_or_option_is_named(project: Project) -> None:
    for call, message in (
        ('pgmatch.alembic.upgrade(op, "books")', "line 'books' does not exist"),
        ('pgmatch.alembic.upgrade(op, "nods", to="nods_9999")', "nods_9999"),
        ('pgmatch.alembic.upgrade(op, "nods", size="3")', "option 'size' does not exist"),
    ):
        project.add("theirs_2", "theirs_1", call)
        with pytest.raises(CommandError, match=message):
            project.upgrade()


def test_the_alembic_command_prints_our_error_on_a_line_not_as_a_traceback(project: Project) -> None:
    project.add_ours(dimensions="99999")

    finished = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=project.folder,
        env={"PYTHONPATH": str(Path(pgmatch.__file__).parent.parent), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 255
    assert "dimensions=99999 cannot be indexed" in finished.stdout + finished.stderr
    assert "Hint: Use a whole number from 1 to 16000" in finished.stdout + finished.stderr
    assert "Traceback" not in finished.stderr
