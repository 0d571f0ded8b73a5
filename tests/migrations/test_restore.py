"""A dump is restored by an ordinary role, and answers as before."""

from __future__ import annotations

import subprocess

import pytest

from pgmatch.migrate import downgrade, upgrade
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.guide import fill_sql, guide_sql, literal
from tests.servers import Database, PostgresServer

SEARCH = "select id, similarity from match_page_sections(%s, 0.1, 100, 5)"


def run(server: PostgresServer, program: str, *arguments: str, **options: str) -> str:
    done = subprocess.run(
        [server.program(program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


@pytest.mark.parametrize("adopted", [False, True])
def test_a_dump_restored_by_an_ordinary_role_has_the_same_catalog_rows_and_answers(
    supabase_server: PostgresServer, create_database: CreateDatabase, adopted: bool
) -> None:
    source, target = (
        create_database(supabase_server, extension_schema="extensions", owner="owner") for _ in range(2)
    )
    url = supabase_server.url(source.name, "owner")
    theirs = Database(url, source.name, supabase_server)
    if adopted:
        theirs.execute(guide_sql())
    upgrade(url, access="public_read")
    theirs.execute(fill_sql())

    dump = run(supabase_server, "pg_dump", "--exclude-extension=*", "--exclude-schema=extensions", url)
    into = supabase_server.url(target.name, "owner")
    # the schema of the extension is not in the dump; a Supabase project has this grant
    target.execute("grant usage on schema extensions to anon, authenticated, service_role")
    run(supabase_server, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", into, input=dump)

    restored = Database(into, target.name, supabase_server)
    assert differences(snapshot(theirs.connect()), snapshot(restored.connect())) == []
    assert restored.rows(SEARCH, (literal(1, 1),)) == theirs.rows(SEARCH, (literal(1, 1),)) != []
    with target.as_role("anon") as cursor:
        cursor.execute("select count(*) from public.match_page_sections(%s, 0.1, 100, 5)", (literal(1, 1),))
        assert cursor.fetchall() == [(3,)]
    upgrade(into)
    restored.execute("insert into nods_page (path) values ('/new')")
    downgrade(into, drop_data="yes")


def test_a_database_of_16_moves_to_18_by_dump(
    pg16_server: PostgresServer, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    old = create_database(pg16_server, extension_schema="extensions")
    new = create_database(supabase_server)
    upgrade(old.url, access="public_read")
    old.execute(fill_sql())
    dump = run(supabase_server, "pg_dump", old.url)
    run(supabase_server, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", new.url, input=dump)
    assert new.rows(SEARCH, (literal(1, 1),)) == old.rows(SEARCH, (literal(1, 1),)) != []
    upgrade(new.url)
