"""What sql/ says is what a database has: drift, the golden files, the footprint, `--sql`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pgmatch.lines import LINES
from pgmatch.migrate import export, upgrade
from pgmatch.migrate.install import sql_root
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase, InstallDatabase
from tests.servers import Database, DefaultPrivileges, PostgresServer

LINES_IN_ONE_MODE = ("documents", "video", "predictions", "captions", "queue")
ACCESS_MODES = ("private", "public_read", "owner")
GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture
def every_line(install_database: InstallDatabase, supabase_server: PostgresServer) -> Database:
    """A database with every line at its newest revision."""
    return install_database(supabase_server, *LINES)


def apply_truth(database: Database, sql: str | None = None) -> list[str]:
    """Run every object of sql/ again, on the path of the line it belongs to; return what that changed."""
    folders = ("tables", "types", "functions", "views", "indexes")
    lines = [line for folder in folders for line in sorted((sql_root() / folder).iterdir())]
    connection = database.connect()
    before = snapshot(connection)
    with connection, connection.cursor() as cursor:
        for line in lines:
            for path in sorted(line.rglob("*.sql")):
                cursor.execute(
                    "select set_config('search_path', pgmatch.pinned_path(%s), true)", (line.name,)
                )
                cursor.execute(path.read_text("utf-8"))
        if sql:
            cursor.execute(sql)
    return differences(before, snapshot(connection))


def test_the_current_sql_changes_nothing_at_head(every_line: Database) -> None:
    assert apply_truth(every_line) == []


def test_a_drifted_function_would_be_noticed(every_line: Database) -> None:
    every_line.execute("alter function get_page_parents(bigint) reset search_path")
    assert any("get_page_parents" in line for line in apply_truth(every_line))


def test_every_function_has_a_comment(every_line: Database) -> None:
    assert (
        every_line.rows(
            "select m.name from pgmatch.member as m where m.kind = 'function'"
            " and obj_description(pgmatch.member_oid(m.line, m.kind, m.name), 'pg_proc') is null"
        )
        == []
    )


def golden_text(database: Database) -> str:
    """Return the objects, the privileges and the policies of a database, a line each; functions without bodies."""
    lines = []
    for name, definition in snapshot(database.connect()).items():
        kind = name.split(" ")[0]
        if kind == "comment" or name.startswith("privilege schema public"):
            continue
        lines.append(name if kind == "function" else f"{name} = {definition}".rstrip(" ="))
    return "\n".join(lines) + "\n"


def golden_of_collections(database: Database, access: str) -> str:
    """Install collections, and make one; return what of the golden text is about them."""
    upgrade(database.url, "collections", access=access)
    database.execute("select collections.create_collection('docs', 3)")
    lines = golden_text(database).splitlines(keepends=True)
    return "".join(line for line in lines if "collection" in line or "vecs" in line)


def golden_of_line(database: Database, line: str) -> str:
    """Install a line in the mode owner, which needs most; return what of the golden text is about it."""
    upgrade(database.url, line, access="owner")
    members = database.rows("select m.name from pgmatch.member as m where m.line = %s", [line])
    names = {"public.", line, *(name.split("(")[0] for (name,) in members)}
    lines = golden_text(database).splitlines(keepends=True)
    # what pgmq has depends on its version
    return "".join(each for each in lines if any(name in each for name in names) and "pgmq." not in each)


@pytest.mark.parametrize("access", ACCESS_MODES)
@pytest.mark.parametrize("default_privileges", ["none", "grant_all"])
def test_footprint_and_privileges_are_the_golden_ones_under_old_and_new_defaults(
    supabase_server: PostgresServer,
    create_database: CreateDatabase,
    access: str,
    default_privileges: DefaultPrivileges,
) -> None:
    made = create_database(supabase_server, default_privileges=default_privileges)
    upgrade(made.url, access=access)
    golden = GOLDEN / f"nods_{access}.txt"
    found = golden_text(made)
    assert found == golden.read_text("utf-8"), "if this is meant: make golden, and read the diff"


@pytest.mark.parametrize("access", ACCESS_MODES)
def test_footprint_and_privileges_of_collections_are_the_golden_ones(
    supabase_server: PostgresServer, create_database: CreateDatabase, access: str
) -> None:
    made = create_database(supabase_server, default_privileges="grant_all")
    golden = (GOLDEN / f"collections_{access}.txt").read_text("utf-8")
    assert golden_of_collections(made, access) == golden, "if this is meant: make golden, and read the diff"


@pytest.mark.parametrize("line", LINES_IN_ONE_MODE)
def test_footprint_and_privileges_of_a_line_are_the_golden_ones(
    supabase_server: PostgresServer, create_database: CreateDatabase, line: str
) -> None:
    made = create_database(supabase_server, default_privileges="grant_all")
    golden = (GOLDEN / f"{line}_owner.txt").read_text("utf-8")
    assert golden_of_line(made, line) == golden, "if this is meant: make golden, and read the diff"


def test_exported_sql_makes_the_same_catalog(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    online, offline = create_database(supabase_server), create_database(supabase_server)
    upgrade(online.url, dimensions="384", access="public_read")
    script = io.StringIO()
    export(script, dimensions="384", access="public_read")
    assert (
        "concurrently"
        not in script.getvalue().lower().replace("concurrently boolean", "").split("create index")[0]
    )
    offline.execute(script.getvalue())
    assert differences(snapshot(online.connect()), snapshot(offline.connect())) == []
    assert online.rows("select * from pgmatch_info()") == offline.rows("select * from pgmatch_info()")


def test_exported_sql_from_a_revision_on_has_only_the_rest() -> None:
    script = io.StringIO()
    export(script, since="nods_0004")
    assert "create table if not exists nods_page" not in script.getvalue()
    assert "nods_0005" in script.getvalue()
