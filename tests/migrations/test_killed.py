"""Migrations that are ended at each step, by the server, the client and a crash; the next `upgrade head` succeeds."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from alembic.script import ScriptDirectory

from pgmatch.migrate import alembic_config, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.guide import guide_sql
from tests.migrations.killing import Moment, at_statement, killed_upgrade, terminate
from tests.operations.answers import DIMENSIONS, answers, fill
from tests.servers import OWNER_ROLE, SUPABASE_ROLES, Database, PostgresServer, created, running

INDEX = "create index concurrently"


def revisions(line: str) -> list[str]:
    scripts = ScriptDirectory.from_config(alembic_config(line)).walk_revisions()
    return [script.revision for script in scripts if script.revision.startswith(f"{line}_0")][::-1]


def points(line: str) -> list[tuple[str, Moment]]:
    """Return the first statement, one in each revision, those around the index, and the last ones."""
    names = revisions(line)
    *earlier, last = (f"finish_revision('{line}', '{name}')" for name in names)
    found: list[tuple[str, Moment]] = [("pg_try_advisory_lock", "after")]
    found += [(finish, "after") for finish in earlier]
    if line == "nods":
        found += [(INDEX, "before"), (INDEX, "after")]
    stamp = f"SET version_num='{names[-1]}'" if earlier else f"VALUES ('{names[-1]}')"
    return [*found, (last, "before"), (last, "after"), (stamp, "after")]


def adopted(server: PostgresServer, create_database: CreateDatabase) -> Database:
    made = create_database(server, extension_schema="extensions")
    made.execute(guide_sql(dimensions=DIMENSIONS))
    fill(made.url)
    return made


def sessions_end(database: Database) -> None:
    database.rows(
        "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
    )


ROWS = "select s.*, p.path from nods_page_section as s join nods_page as p on p.id = s.page_id order by s.id"
GUIDE_ROWS = (
    "select s.id, s.page_id, s.content, s.embedding::text, p.path from nods_page_section as s"
    " join nods_page as p on p.id = s.page_id order by s.id"
)


@pytest.mark.parametrize("by", ["server", "client"])
def test_an_upgrade_ended_at_any_step_is_finished_by_the_next_and_loses_no_row(
    supabase_server: PostgresServer, create_database: CreateDatabase, by: str
) -> None:
    made = adopted(supabase_server, create_database)
    rows = made.rows(GUIDE_ROWS)
    start = snapshot(made.connect())
    for line in ("nods", "nods_text"):
        # by whom a session is ended matters to the index, which is built outside of a transaction
        for part, moment in points(line) if by == "server" else points(line)[-5:]:
            if by == "server":
                with at_statement(part, moment, terminate(made.url)) as met, pytest.raises(MigrationError):
                    upgrade(made.url, line)
                assert met, f"{part} was never run"
            else:
                assert killed_upgrade(made.url, line, part, moment) == -signal.SIGKILL
                sessions_end(made)
            assert made.rows(GUIDE_ROWS) == rows
            if line == "nods" and part != INDEX and "nods_0005" not in part:
                assert differences(start, snapshot(made.connect())) == [], f"{moment} {part} left something"
            elif line == "nods":  # the index is built outside of the transaction of the others
                assert made.rows("select revision from pgmatch_info()") == [("nods_0004",)]
        upgrade(made.url, line)
    assert made.rows(GUIDE_ROWS) == rows

    fresh = adopted(supabase_server, create_database)
    for line in ("nods", "nods_text"):
        upgrade(fresh.url, line)
    assert differences(snapshot(fresh.connect()), snapshot(made.connect())) == []
    assert answers(made.url, words=True) == answers(fresh.url, words=True)


@pytest.mark.parametrize(
    ("line", "table"),
    [
        (
            "documents",
            "documents (id text primary key, source text, source_id text, content text, document_id text, author text,"
            " url text, created_at timestamptz, embedding extensions.vector(3))",
        ),
        (
            "video",
            "video_chunks (id text primary key, start_time float, end_time float, metadata jsonb,"
            " embedding extensions.vector(3))",
        ),
        ("captions", "image_caption (id uuid primary key, caption text, embedding extensions.vector(3))"),
    ],
)
def test_a_line_on_adopted_rows_is_closed_before_they_are_indexed_and_goes_on_after_an_end(
    supabase_server: PostgresServer, create_database: CreateDatabase, line: str, table: str
) -> None:
    made = create_database(supabase_server, extension_schema="extensions", default_privileges="grant_all")
    name = table.split(" ")[0]
    made.execute(
        f"create table {table}; insert into {name} (id, embedding) values (gen_random_uuid(), '[1, 2, 3]')"
    )
    with at_statement(INDEX, "after", terminate(made.url)) as met, pytest.raises(MigrationError):
        upgrade(made.url, line)
    assert met
    assert made.rows("select revision from pgmatch.install where line = %s", (line,)) == [(f"{line}_0001",)]
    assert made.rows("select has_table_privilege('anon', %s, 'select')", (name,)) == [(False,)]
    made.execute("update pg_index set indisvalid = false where indexrelid::regclass::text ~ '_hnsw_'")
    upgrade(made.url, line)
    assert made.rows("select complete from pgmatch.vector_indexes(%s)", (name,)) == [(True,)]


@pytest.fixture
def crashing() -> Iterator[PostgresServer]:
    with running(OWNER_ROLE, SUPABASE_ROLES) as server:
        yield server


def test_an_upgrade_ended_by_a_crash_of_the_server_is_finished_by_the_next(crashing: PostgresServer) -> None:
    with created(crashing, "crashed", extension_schema="extensions") as made:
        made.execute(guide_sql(dimensions=DIMENSIONS))
        fill(made.url)
        rows = made.rows(GUIDE_ROWS)
        for part, moment in (
            ("finish_revision('nods', 'nods_0003')", "after"),
            (INDEX, "before"),
            (INDEX, "after"),
        ):
            with at_statement(part, moment, lambda _: crashing.crash()) as met, pytest.raises(MigrationError):  # type: ignore[arg-type]
                upgrade(made.url)
            assert met
            assert made.rows(GUIDE_ROWS) == rows
        upgrade(made.url)
        assert made.rows("select revision from pgmatch_info()") == [("nods_0005",)]
        assert made.rows("select complete from pgmatch.vector_indexes('nods_page_section')") == [(True,)]
        assert [call for call, found in answers(made.url).items() if not found] == []


def test_a_lock_that_somebody_holds_ends_the_second_line_in_time_and_undone(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = adopted(supabase_server, create_database)
    upgrade(made.url)
    before = snapshot(made.connect())
    holder = made.connect()
    with holder.cursor() as cursor:
        cursor.execute("select count(*) from nods_page_section")
    with pytest.raises(MigrationError, match="lock timeout"):
        upgrade(made.url, "nods_text", lock_timeout="100ms")
    assert snapshot(made.connect()) == before
    holder.close()
    upgrade(made.url, "nods_text")
