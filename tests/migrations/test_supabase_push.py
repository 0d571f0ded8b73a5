"""`pgmatch sql` makes what `supabase db push` takes: a file that it splits, and sends in one transaction.

The push here sends what the command sends, in a tenth of the time; tests/supabase has the command.
"""

from __future__ import annotations

import io
import re
import subprocess
from typing import Protocol

import psycopg
import pytest
from alembic import command

from pgmatch.migrate import alembic_config, export, upgrade
from pgmatch.migrate.frozen import find, recorded
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.guide import fill_sql, guide_sql
from tests.servers import Database, DefaultPrivileges, PostgresServer

REVISIONS = ("nods_0001", "nods_0002", "nods_0003", "nods_0004", "nods_0005")
LONGEST = 256 * 1024  # bytes that Supabase's splitter takes as one statement

# a piece of SQL that no semicolon inside of it ends
PIECE = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"|(\$\w*\$).*?\1|;|[^-'\"$;]+|.", re.DOTALL)

HISTORY = """
    create schema supabase_migrations;
    create table supabase_migrations.schema_migrations (version text primary key, statements text[])
"""


class CreateProject(Protocol):
    """The type of the fixture `create_project`."""

    def __call__(self, default_privileges: DefaultPrivileges = "none") -> Database: ...


@pytest.fixture
def create_project(create_database: CreateDatabase, supabase_server: PostgresServer) -> CreateProject:
    """Databases of a NOSUPERUSER owner, who has the extension already."""

    def create(default_privileges: DefaultPrivileges = "none") -> Database:
        database = create_database(
            supabase_server,
            owner="owner",
            extension_schema="extensions",
            default_privileges=default_privileges,
        )
        with psycopg.connect(owner_url(database)) as connection:
            connection.execute(HISTORY)
        return database

    return create


def owner_url(database: Database) -> str:
    return database.server.url(database.name, "owner")


def script(line: str = "nods", since: str = "base", **options: str) -> str:
    output = io.StringIO()
    export(output, line, since, **options)
    return output.getvalue()


def statements_of(sql: str) -> list[str]:
    """Split a file at its semicolons, as the command does."""
    statements = [""]
    for piece in PIECE.finditer(sql):
        if piece[0] == ";":
            statements.append("")
        else:
            statements[-1] += piece[0]
    return [statement.strip() for statement in statements if statement.strip()]


def push(database: Database, sql: str, version: str = "1") -> None:
    """Send each statement by the extended protocol, and the record, before one Sync: one transaction."""
    statements = statements_of(sql)
    with psycopg.connect(owner_url(database), autocommit=True) as connection, connection.pipeline():
        for statement in statements:
            connection.execute(statement)
        connection.execute(
            "insert into supabase_migrations.schema_migrations values (%s, %s)", [version, statements]
        )


def pushed(database: Database) -> list[str]:
    rows = database.rows("select version from supabase_migrations.schema_migrations order by version")
    return [version for (version,) in rows]


def state(database: Database) -> tuple[dict[str, str], list[tuple[str, ...]]]:
    """What is installed, and which transactions wrote the records of it."""
    written = "select i.xmin::text, i::text from pgmatch.install as i order by i.line"
    return snapshot(database.connect()), database.rows(written)


def test_stamp_and_upgrade_afterwards_change_nothing(create_project: CreateProject) -> None:
    database = create_project()
    push(database, script())
    push(database, script("nods_text"), "2")
    before = state(database)
    for line in ("nods", "nods_text"):
        command.stamp(alembic_config(line, {"database_url": owner_url(database)}), "head")
        upgrade(owner_url(database), line)
    assert state(database) == before


def test_a_file_from_each_revision_on_brings_the_rest(create_project: CreateProject) -> None:
    online = create_project()
    upgrade(owner_url(online), dimensions="3")
    expected = snapshot(online.connect())
    for revision in REVISIONS:
        database = create_project()
        upgrade(owner_url(database), revision=revision, dimensions="3")
        push(database, script(since=revision))
        assert differences(expected, snapshot(database.connect())) == []


def test_rows_of_the_guide_stay_and_are_indexed(create_project: CreateProject) -> None:
    database = create_project()
    with psycopg.connect(owner_url(database)) as connection:
        connection.execute(guide_sql())
        connection.execute(fill_sql())
    kept = "select id, page_id, content, embedding::text from nods_page_section order by id"
    before = database.rows(kept)
    push(database, script())
    assert database.rows(kept) == before
    assert database.rows(
        "select indisvalid from pg_index where indexrelid::regclass::text like '%hnsw%'"
    ) == [(True,)]


def test_a_refused_file_leaves_nothing(create_project: CreateProject) -> None:
    database = create_project()
    with psycopg.connect(owner_url(database)) as connection:
        connection.execute(guide_sql(dimensions=384))
    before = snapshot(database.connect())
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="dimensions=1536 contradicts") as refused:
        push(database, script(dimensions="1536"))
    assert "Leave the option out" in (refused.value.diag.message_hint or "")
    assert len((refused.value.diag.context or "").splitlines()) == 1  # not all the SQL of the revision
    assert snapshot(database.connect()) == before
    assert pushed(database) == []


@pytest.mark.parametrize(
    ("in_the_way", "starts_with"),
    [
        (
            "create procedure public.search_page_sections(extensions.vector, integer, float, integer, text, text,"
            " text, jsonb, jsonb, boolean, integer, integer, integer) language sql as ''",
            "create or replace function search_page_sections(",
        ),
        (
            "create procedure public.nods_preview_page(text, text, text, text[], text[], jsonb) language sql as ''",
            "create or replace function nods_preview_page(",
        ),
        (
            "create function public.nods_put_page("
            "run_id bigint, page_path text, page_checksum text, page_sections jsonb, meta jsonb, type text,"
            " source text, parent_path text) returns int language sql return 1",
            "do $stop$",
        ),
    ],
)
def test_an_error_points_to_the_line_of_its_statement(
    create_project: CreateProject, in_the_way: str, starts_with: str
) -> None:
    database = create_project()
    with psycopg.connect(owner_url(database)) as connection:
        connection.execute(in_the_way)
    text = script(dimensions="3")
    with pytest.raises(psycopg.Error, match=r"At line \d+ of this script\.") as refused:
        push(database, text)
    (line,) = re.findall(r"At line (\d+) of this script\.", str(refused.value))
    assert text.splitlines()[int(line) - 1].startswith(starts_with)


@pytest.mark.parametrize("line", ["nods", "nods_text"])
def test_the_objects_stand_as_their_files_have_them(line: str) -> None:
    text = script(line)
    names = [name for name in recorded() if re.match(rf"{line}_\d", name)]
    assert names
    for name in names:
        path = find(name)
        if path.stem.startswith(("remove", "adopt_")):
            continue  # of the downgrade; queries of a check
        sql = path.read_text("utf-8").strip()
        assert re.sub(r"^select\b", "perform", sql, flags=re.MULTILINE) in re.sub(
            r"^select\b", "perform", text, flags=re.MULTILINE
        ), path


def test_a_file_and_its_record_are_one_transaction(create_project: CreateProject) -> None:
    database = create_project()
    push(database, "select 1", "1")
    before = snapshot(database.connect())
    with pytest.raises(psycopg.errors.UniqueViolation):
        push(database, script(), "1")
    assert snapshot(database.connect()) == before


def test_a_file_for_another_revision_says_which_one_to_make(create_project: CreateProject) -> None:
    database = create_project()
    upgrade(owner_url(database), revision="nods_0002")
    before = snapshot(database.connect())
    with pytest.raises(
        psycopg.errors.ObjectNotInPrerequisiteState, match="has the revision nods_0002"
    ) as caught:
        push(database, script(since="nods_0004"))
    assert caught.value.diag.message_hint == (
        "Print a script for this database: pgmatch sql --line nods --from nods_0002"
    )
    assert snapshot(database.connect()) == before
    assert pushed(database) == []


def test_other_options_than_the_recorded_ones_are_refused(create_project: CreateProject) -> None:
    database = create_project()
    push(database, script(dimensions="384"))
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="dimensions=768 contradicts"):
        push(database, script(dimensions="768"), "2")
    assert pushed(database) == ["1"]


@pytest.mark.parametrize("way", ["push", "upgrade"])
def test_postgrest_is_told_to_read_the_functions(create_project: CreateProject, way: str) -> None:
    database = create_project()
    with psycopg.connect(owner_url(database), autocommit=True) as listener:
        listener.execute("listen pgrst")
        if way == "push":
            push(database, script())
        else:
            upgrade(owner_url(database))
        told = [notice.payload for notice in listener.notifies(timeout=60, stop_after=1)]
    assert told == ["reload schema"]


def test_psql_takes_it_with_and_without_a_transaction_of_its_own(create_project: CreateProject) -> None:
    snapshots = []
    for options in ([], ["--single-transaction"]):
        database = create_project()
        psql = [str(database.server.program("psql")), "-X", "-q", "-v", "ON_ERROR_STOP=1", *options]
        for _again in range(2):
            result = subprocess.run(
                [*psql, owner_url(database)], input=script(), capture_output=True, text=True, check=False
            )
            assert (result.returncode, result.stderr) == (0, "")
        snapshots.append(snapshot(database.connect()))
    assert differences(*snapshots) == []


@pytest.mark.parametrize("line", ["nods", "nods_text"])
def test_no_statement_is_too_long_to_be_split(line: str) -> None:
    assert max(len(statement.encode()) for statement in statements_of(script(line))) < LONGEST


def test_a_downgrade_as_sql_does_nothing_twice_either(create_project: CreateProject) -> None:
    database = create_project()
    upgrade(owner_url(database))
    output = io.StringIO()
    command.downgrade(alembic_config(output=output), "nods_0005:nods_0002", sql=True)
    expected = create_project()
    upgrade(owner_url(expected), revision="nods_0002")
    for version in ("1", "2"):
        push(database, output.getvalue(), version)
        assert differences(snapshot(expected.connect()), snapshot(database.connect())) == []
