"""The plan says which roles lose which right, and offers the mode that keeps it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2.errors
import pytest

from pgmatch.migrate import upgrade
from tests.cli.conftest import Run, _no_settings, run
from tests.conftest import CreateDatabase
from tests.guide import fill_sql, guide_sql, literal
from tests.servers import Database, PostgresServer

__all__ = ["_no_settings", "run"]

SEARCH = "select id from match_page_sections(%s, 0.5, 5, 0)"
PUBLIC_SEARCH = (
    "create policy everybody on nods_page for select using (true);"
    "create policy everybody on nods_page_section for select using (true)"
)


@pytest.fixture
def guide(create_database: CreateDatabase, supabase_server: PostgresServer) -> Database:
    made = create_database(supabase_server, default_privileges="grant_all")
    made.execute(guide_sql(dimensions=3) + fill_sql(3) + "grant usage on schema extensions to public")
    return made


def losses(run: Run, database: Database, *options: str) -> dict[str, str]:
    """Return what the plan says of each role."""
    done = run("adopt", "--plan", *options, url=database.url, COLUMNS="2000")
    assert done.exit_code == 0, done.stdout + done.stderr
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    starts = [number for number, line in enumerate(lines) if line.startswith("role ")]
    return {lines[n].split()[1]: f"{lines[n]} {lines[n + 1]}" for n in starts}


def works(database: Database, role: str) -> bool:
    with database.as_role(role) as cursor:
        try:
            cursor.execute(SEARCH, (literal(1, dimensions=3),))
        except psycopg2.errors.InsufficientPrivilege:
            return False
        return cursor.fetchall() != []


def test_a_working_browser_search_is_named_and_the_offered_mode_keeps_it(run: Run, guide: Database) -> None:
    guide.execute(PUBLIC_SEARCH)
    assert works(guide, "anon")
    said = losses(run, guide)
    assert set(said) == {"anon", "authenticated"}
    assert "loses execute on match_page_sections(" in said["anon"]
    assert "select on nods_page, nods_page_section" in said["anon"]
    assert "-x access=public_read lets it read and search." in said["anon"]

    assert losses(run, guide, "-x", "access=public_read") == {}
    upgrade(guide.url, access="public_read")
    assert works(guide, "anon")
    assert works(guide, "authenticated")


def test_without_the_offered_mode_what_was_named_is_lost(run: Run, guide: Database) -> None:
    guide.execute(PUBLIC_SEARCH)
    assert set(losses(run, guide)) == {"anon", "authenticated"}
    upgrade(guide.url)
    assert not works(guide, "anon")


def test_where_row_level_security_lets_nobody_in_nothing_is_lost(run: Run, guide: Database) -> None:
    assert losses(run, guide) == {}


def test_where_row_level_security_is_off_every_grant_counts(run: Run, guide: Database) -> None:
    guide.execute(
        "alter table nods_page disable row level security; alter table nods_page_section disable row level security"
    )
    said = losses(run, guide)
    for right in ("delete on nods_page, nods_page_section", "insert on nods_page,", "update on nods_page,"):
        assert right in said["anon"]
    assert "public_read lets it read and search; no mode lets it write" in said["anon"]
    assert "-x access=owner" in said["authenticated"]
    assert "insert on nods_page" in losses(run, guide, "-x", "access=public_read")["anon"]
    assert set(losses(run, guide, "-x", "access=owner")) == {"anon"}


def test_a_policy_that_shows_less_is_named_beside_the_mode_that_shows_all(run: Run, guide: Database) -> None:
    guide.execute(
        "create policy everybody on nods_page for select using (true);"
        "create policy short on nods_page_section for select to anon using (token_count < 10)"
    )
    said = losses(run, guide)
    assert "every row. To keep what short on nods_page_section leaves out" in said["anon"]
    # authenticated sees no section, so its calls find nothing
    assert said["authenticated"].startswith("role authenticated loses select on nods_page ")


@pytest.fixture
def app(supabase_server: PostgresServer) -> Iterator[str]:
    """A role of the user's own; asked for before the databases, so that it outlives them."""
    server = Database(supabase_server.url("postgres"), "postgres", supabase_server)
    server.execute('create role "My app" nologin')
    yield "My app"
    server.execute('drop role "My app"')


def test_a_role_of_the_user_s_own(app: str, run: Run, guide: Database) -> None:
    guide.execute(
        f'grant usage on schema public to "{app}"; grant select on nods_page, nods_page_section to "{app}";'
        f'create policy app on nods_page_section for select to "{app}" using (true);'
        f'create policy app on nods_page for select to "{app}" using (true)'
    )
    assert works(guide, app)
    done = run("adopt", "--plan", url=guide.url)
    assert f'role "{app}"' in done.stdout
    fix = f'grant service_role to "{app}";'
    assert fix in done.stdout
    upgrade(guide.url)
    assert not works(guide, app)
    guide.execute(fix)
    assert works(guide, app)
